"""The web page. Nothing outside this package imports gradio."""
