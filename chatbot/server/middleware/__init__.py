"""ASGI middleware for requests on their way to Gradio."""
