"""ASGI middleware: what every request passes before it reaches Gradio."""
