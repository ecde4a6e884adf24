"""Terms, spelling and languages of texts."""
