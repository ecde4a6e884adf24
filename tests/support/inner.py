"""What stands in for Gradio behind the gateway: it says what reached it."""

import json

from starlette.responses import JSONResponse
from starlette.testclient import TestClient

JSON = {"content-type": "application/json"}
PREDICT = "/gradio_api/run/predict"
RUN_ASK = "/gradio_api/run/ask"


async def echo(scope, receive, send):
    """Answers with what it was sent."""
    if scope["type"] == "lifespan":
        for moment in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{moment}.complete"})
        return
    body = b""
    while scope["method"] == "POST":
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
    seen = {
        "path": scope["path"],
        "query": scope["query_string"].decode(),
        "headers": headers,
        "body": json.loads(body or b"null"),
    }
    await JSONResponse(seen)(scope, receive, send)


def client(app, **options) -> TestClient:
    """A client of an ASGI app, which comes from 192.0.2.7 unless told otherwise."""
    return TestClient(app, **({"client": ("192.0.2.7", 5)} | options))
