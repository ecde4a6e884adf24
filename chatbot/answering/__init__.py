"""Turns one question and its history into one Answer."""
