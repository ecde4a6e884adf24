"""Files become documents, entries and passages: corpus/."""
