"""ASGI middleware: every request passes it before Gradio sees it. Each file refuses in its own way.

allowed_paths      404, 405; also 400 for a bad Host, 411, 413, 414 and 415 by the headers alone
basic_auth         401, and 429 for guesses
rate_limit         429
request_bodies     400 and 408
concurrency_limit  503 and 504
errors             500
"""
