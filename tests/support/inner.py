"""An application in place of Gradio, which answers with the request that reached it."""

import json

from starlette.responses import JSONResponse
from starlette.testclient import TestClient

JSON = {"content-type": "application/json"}
PREDICT = "/gradio_api/run/predict"
RUN_ASK = "/gradio_api/run/ask"


async def echo(scope, receive, send):
    """Answer with path, query, headers and body of the request."""
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
    """Return a client of an ASGI application, from 192.0.2.7 unless `client` says otherwise."""
    return TestClient(app, **({"client": ("192.0.2.7", 5)} | options))
