"""Bring an FAQ from a web page, a sitemap or a file into the corpus."""
