"""Draws the conversation and the document with Gradio, the only package that imports it."""
