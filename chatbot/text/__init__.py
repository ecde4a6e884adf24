"""Words and languages: text/."""
