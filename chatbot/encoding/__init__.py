"""Turns texts into sentence and token vectors."""
