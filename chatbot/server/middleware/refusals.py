"""How the gateway says no: a status, one sentence, and when to come back."""

from starlette.responses import JSONResponse


def refusal(status: int, reason: str, **headers: str) -> JSONResponse:
    """The response that refuses a request; `retry_after="5"` becomes the header Retry-After."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return JSONResponse({"error": reason}, status, headers=named)
