"""Texts become vectors: encoding/."""
