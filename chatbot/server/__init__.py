"""Serves the page and lets only valid requests in."""
