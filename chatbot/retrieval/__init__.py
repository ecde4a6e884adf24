"""Ranks passages for one query and says how sure it is."""
