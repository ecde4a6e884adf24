"""What stands between the world and Gradio's server, from the outside in.

    faults → headers → (cross-origin rules) → doors → health → (password) → (rate) → bodies
    → waiting → Gradio, and forgetting and html within it

`stack.py` puts them together, `server.py` serves it. All are plain ASGI middleware, so that they
hold for everything that is asked of the server, from the page or not.
"""
