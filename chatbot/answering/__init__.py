"""One question becomes one answer: answering/."""
