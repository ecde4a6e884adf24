"""Password, errors, headers and the changes to Gradio's HTML."""

import asyncio
import base64
import hashlib
import re

import pytest
from starlette.responses import HTMLResponse, PlainTextResponse, StreamingResponse

from chatbot.server.middleware.basic_auth import MAX_WRONG_PASSWORDS, BasicAuthMiddleware
from chatbot.server.middleware.errors import ErrorsMiddleware
from chatbot.server.middleware.gradio_html import GradioHtmlMiddleware
from chatbot.server.middleware.security_headers import SecurityHeadersMiddleware
from inner import client, echo

QUESTION = "somebody's question"
SCRIPT = "window.x = 'ü';"


def given_in(password, scheme="Basic"):
    return {"authorization": f"{scheme} {base64.b64encode(f'me:{password}'.encode()).decode()}"}


@pytest.mark.parametrize("password", ["s3cret", "with:colon", "pässwörd"])
def test_password_opens_the_page_and_is_not_passed_on(password):
    caller = client(BasicAuthMiddleware(echo, password, ""))
    seen = caller.get("/", headers=given_in(password))
    assert seen.status_code == 200
    assert "authorization" not in seen.json()["headers"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        given_in("wrong"),
        given_in(""),
        given_in("s3cret", "Bearer"),
        {"authorization": "Basic %%%"},
        {"authorization": "Basic"},
        {"authorization": "Basic ü".encode()},
    ],
)
def test_without_the_password_everything_is_refused(headers):
    caller = client(BasicAuthMiddleware(echo, "s3cret", ""))
    for method in ("GET", "POST"):
        refused = caller.request(method, "/", headers=headers)
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"].startswith("Basic ")


def test_wrong_passwords_are_limited(clock):
    with client(BasicAuthMiddleware(echo, "s3cret", "x-real-ip")) as caller:

        def status(client_address, password):
            headers = given_in(password) | {"x-real-ip": client_address}
            return caller.get("/", headers=headers).status_code

        tried = [
            status("192.0.2.1", f"guess {number}") for number in range(MAX_WRONG_PASSWORDS + 1)
        ]
        assert tried == [401] * MAX_WRONG_PASSWORDS + [429]
        assert status("192.0.2.1", "s3cret") == 429
        assert status("192.0.2.2", "s3cret") == 200
        assert all(status("192.0.2.2", "s3cret") == 200 for _ in range(MAX_WRONG_PASSWORDS + 1))


def test_error_shows_no_traceback_and_its_message_is_not_logged(caplog):
    async def broken(scope, receive, send):
        raise ValueError(QUESTION)

    answer = client(ErrorsMiddleware(broken)).get("/")
    assert answer.status_code == 500
    assert answer.json() == {"error": "Internal Server Error. Try again."}
    assert "ValueError" in caplog.text and "broken" in caplog.text
    assert QUESTION not in caplog.text


def test_error_in_the_middle_ends_the_response(caplog):
    async def parts():
        yield b"half"
        raise ValueError(QUESTION)

    async def broken(scope, receive, send):
        await StreamingResponse(parts())(scope, receive, send)

    assert client(ErrorsMiddleware(broken)).get("/").text == "half"
    assert QUESTION not in caplog.text


def test_error_that_was_answered_is_logged_and_not_answered_again(caplog):
    sent = []

    async def answering(scope, receive, send):
        await PlainTextResponse("Internal Server Error", 500)(scope, receive, send)
        raise ValueError(QUESTION)

    async def send(message):
        sent.append(message["type"])

    asyncio.run(ErrorsMiddleware(answering)({"type": "http"}, None, send))
    assert sent == ["http.response.start", "http.response.body"]
    assert "ValueError" in caplog.text and "answering" in caplog.text
    assert QUESTION not in caplog.text


@pytest.mark.parametrize("embed", [(), ("https://a.test", "https://b.test:8443")])
def test_only_allowed_sites_may_show_the_page_in_a_frame(embed):
    headers = client(SecurityHeadersMiddleware(echo, embed)).get("/").headers
    policy = " ".join(["frame-ancestors 'self'", *embed])
    assert headers["content-security-policy"] == policy
    assert headers.get("x-frame-options") == (None if embed else "SAMEORIGIN")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-dns-prefetch-control"] == "off"
    assert headers["referrer-policy"] == "no-referrer"


def html(page, base_path=""):
    async def app(scope, receive, send):
        await page(scope, receive, send)

    return client(GradioHtmlMiddleware(app, lambda: "T & <t>", "D", SCRIPT, base_path)).get("/")


def test_only_scripts_of_the_page_may_run():
    page = HTMLResponse("<head><script>a</script></head><body><script src=x></script>")
    first, second = html(page), html(page)
    [nonce, again] = re.findall(r'<script nonce="([^"]+)"', first.text)
    assert nonce == again and len(nonce) > 20
    assert nonce not in second.text
    policy = first.headers["content-security-policy"]
    [scripts] = [part for part in policy.split("; ") if part.startswith("script-src")]
    own = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    assert f"'nonce-{nonce}'" in scripts and f"'sha256-{own}'" in scripts
    assert "unsafe-inline" not in scripts
    assert int(first.headers["content-length"]) == len(first.content)


@pytest.mark.parametrize(("base_path", "root"), [("", "/"), ("/faq", "/faq/")])
def test_page_finds_the_server_behind_a_proxy(base_path, root):
    page = HTMLResponse(
        '<head><script>window.gradio_config = {"a": "\\"root\\":", "root":"http://10.0.0.1"};</script>'
        '<script>const root = "http://10.0.0.1";</script></head><p>"root":"kept"</p>'
    )
    shown = html(page, base_path).text
    assert f'{{"a": "\\"root\\":", "root":"{root}"}}' in shown
    assert f'const root = "{root}";' in shown
    assert '"root":"kept"' in shown and "10.0.0.1" not in shown


def test_link_preview_is_ours():
    page = HTMLResponse(
        '<head><meta property="og:image" content="https://outside.test/x.png" />'
        '<link rel="manifest" href="/manifest.json" /><meta name="twitter:site"\n content="x"/>'
        "<title>kept</title></head>"
    )
    shown = html(page).text
    assert "outside.test" not in shown and "manifest" not in shown and "twitter:site" not in shown
    assert '<meta property="og:title" content="T &#38; &#60;t&#62;">' in shown
    assert "<title>kept</title>" in shown


def test_other_content_types_stay_as_they_are():
    answer = html(PlainTextResponse("<head><script></script></head>"))
    assert answer.text == "<head><script></script></head>"
    assert "content-security-policy" not in answer.headers
