"""The page behind a real nginx, under a sub-path, configured as README.md says."""

import json
import shutil
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from gradio_client import Client

from readme import replaced, snippet
from serving import Served, free_port, serving

pytestmark = pytest.mark.nginx

NGINX = shutil.which("nginx")
RATE = 40
QUESTION = "Does the DMV tell me when ICE asks for my data?"
# Around the snippet of README.md, which belongs into nginx's folder conf.d.
CONFIGURATION = """
user root;
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/other_errors.log;
events {{}}
http {{
    access_log {folder}/other_accesses.log;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/answers;
    fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u;
    scgi_temp_path {folder}/s;
    include {folder}/faq.conf;
}}
"""


@dataclass(frozen=True, slots=True)
class Proxied:
    """A server behind nginx.

    Attributes:
        address: Where the page is for its visitors, ending in a slash.
        served: The server itself.
        logs: Folder in which nginx writes.
    """

    address: str
    served: Served
    logs: Path


@contextmanager
def proxying(folder: Path, port: int, left_out: str = ""):
    """Run nginx in front of the server on this port; yield the address for visitors.

    `left_out` is a line of the configuration that is left out.
    """
    own_port = free_port()
    text = replaced(
        snippet("nginx"),
        {
            "listen 80;": f"listen 127.0.0.1:{own_port};",
            "127.0.0.1:7860": f"127.0.0.1:{port}",
            "/var/log/nginx/faq.log": f"{folder}/faq.log",
            "/var/log/nginx/faq.errors.log": f"{folder}/faq.errors.log",
        }
        | ({left_out: ""} if left_out else {}),
    )
    (folder / "faq.conf").write_text(text)
    (folder / "nginx.conf").write_text(CONFIGURATION.format(folder=folder))
    command = [NGINX, "-c", folder / "nginx.conf", "-e", folder / "start_errors.log"]
    process = subprocess.Popen(command)
    try:
        for _ in range(600):
            if (folder / "pid").exists():
                break
            assert process.poll() is None, (folder / "start_errors.log").read_text()
            time.sleep(0.1)
        yield f"http://127.0.0.1:{own_port}/faq/"
    finally:
        process.terminate()
        process.wait(60)


@pytest.fixture(scope="module")
def proxied(tmp_path_factory, shipped_index_folder):
    if NGINX is None:
        pytest.skip("there is no nginx")
    settings = {
        "CHATBOT_BASE_PATH": "/faq",
        "CHATBOT_CLIENT_HEADER": "X-Real-IP",
        "CHATBOT_RATE": str(RATE),
    }
    folder, logs = tmp_path_factory.mktemp("proxied"), tmp_path_factory.mktemp("nginx")
    with serving(folder, shipped_index_folder, **settings) as served:
        port = int(served.address.rstrip("/").rpartition(":")[2])
        with proxying(logs, port) as address:
            yield Proxied(address, served, logs)


@pytest.mark.browser
def test_page_answers_and_its_links_lead_back_to_it(visitors, proxied):
    visitor = visitors(permissions=["clipboard-read", "clipboard-write"])
    tab = visitor.tab
    refused, logged = [], []
    tab.on("response", lambda one: one.status >= 400 and refused.append(one.url))
    tab.on("console", lambda one: one.type in ("error", "warning") and logged.append(one.text))
    answer = visitor.visit(proxied.address).ask("Public Act 13-155")

    def copied(button: str, part: str) -> str:
        answer.locator(button).first.click()
        tab.wait_for_function("part => navigator.clipboard.readText().then(t => t.includes(part))",
                              arg=part)  # fmt: skip
        [link] = [
            line
            for line in tab.evaluate("navigator.clipboard.readText()").splitlines()
            if part in line
        ]
        return link

    asking, showing = copied(".permalink", "?q="), copied(".copy", "?p=")
    assert asking.startswith(f"{proxied.address}?q=")
    assert showing.startswith(f"{proxied.address}?p=")
    words = answer.locator(".words").first.text_content()
    visitor.visit(asking).tab.locator(".answer").wait_for()
    assert tab.locator(".answer .words").first.text_content() == words
    visitor.visit(showing).tab.locator(".passage.used").wait_for()
    assert words in tab.locator(".passage.used").first.text_content()
    assert tab.locator('link[rel="icon"]').evaluate("one => one.href") == (
        f"{proxied.address}favicon.ico"
    )
    assert tab.url == proxied.address
    assert {*refused, *logged, *visitor.errors, *visitor.outside()} == set()
    assert [url for url in visitor.requests if not url.startswith((proxied.address, "data:"))] == []


@pytest.mark.browser
def test_page_answers_where_the_proxy_does_not_pass_the_host_on(visitor, proxied, tmp_path):
    port = int(proxied.served.address.rstrip("/").rpartition(":")[2])
    with proxying(tmp_path, port, "proxy_set_header Host $http_host;") as address:
        page = address.replace("127.0.0.1", "localhost")  # a host that the server does not know
        visitor.tab.goto(f"{page}?q=Public+Act+13-155")
        assert "Public Act 13-155" in visitor.tab.locator(".answer .words").first.text_content()
        assert visitor.outside() == []


def test_programs_reach_the_endpoint_and_its_streams(proxied):
    assert Client(proxied.address, verbose=False).predict(QUESTION, api_name="/ask")["hits"]
    api = f"{proxied.address}gradio_api/"
    [answer] = httpx.post(f"{api}run/ask", json={"data": [QUESTION]}).json()["data"]
    event = httpx.post(f"{api}call/ask", json={"data": [QUESTION]}).json()["event_id"]
    kind, data = httpx.get(f"{api}call/ask/{event}").text.strip().split("\n")
    assert kind == "event: complete"
    assert json.loads(data.removeprefix("data: "))[0]["hits"] == answer["hits"]


def test_icon_health_check_and_redirect_work(proxied):
    icon = httpx.get(f"{proxied.address}favicon.ico")
    assert (icon.status_code, icon.headers["content-type"]) == (200, "image/svg+xml")
    assert httpx.get(f"{proxied.address}healthz").json() == {"status": "ok"}
    moved = httpx.get(f"{proxied.address.rstrip('/')}?q=hello")
    assert (moved.status_code, moved.headers["location"]) == (301, f"{proxied.address}?q=hello")


def ask(proxied, client: str, **headers: str) -> int:
    with httpx.Client(transport=httpx.HTTPTransport(local_address=client)) as one:
        address = f"{proxied.address}gradio_api/run/ask"
        return one.post(address, json={"data": ["hello"]}, headers=headers).status_code


def test_forged_addresses_do_not_avoid_the_limit(proxied):
    def forged(number):
        return {"X-Real-IP": f"192.0.2.{number}", "X-Forwarded-For": f"198.51.100.{number}"}

    states = [ask(proxied, "127.0.0.2", **forged(number)) for number in range(RATE)]
    assert states == [200] * RATE
    # A few more pass if the limiter's minute ended meanwhile.
    more = (ask(proxied, "127.0.0.2", **forged(number)) for number in range(RATE, 5 * RATE))
    assert 429 in more
    assert ask(proxied, "127.0.0.3", **forged(0)) == 200


def test_forged_host_headers_are_not_shown(proxied):
    claims = {"X-Forwarded-Host": "evil.test", "X-Gradio-Server": "https://evil.test"}
    for path in ("", "config", "gradio_api/info"):
        answer = httpx.get(f"{proxied.address}{path}", headers=claims)
        assert answer.status_code == 200
        assert "evil.test" not in answer.text


def test_no_file_of_nginx_holds_a_question(proxied, tmp_path):
    secret = "Wq7secret"
    question = f"{proxied.address}?q={quote(f'what about {secret}')}"
    assert httpx.get(question).status_code == 200
    shutil.rmtree(proxied.logs / "bodies")  # nginx would buffer large bodies there
    sent = {"data": [secret, [f"{secret} " * 200] * 20]}
    assert httpx.post(f"{proxied.address}gradio_api/run/ask", json=sent).status_code == 200
    with proxying(tmp_path, free_port()) as down:
        assert httpx.get(f"{down}?q={secret}").status_code == 502
    assert '"GET /faq/" 200' in (proxied.logs / "faq.log").read_text()
    assert '"GET /faq/" 502' in (tmp_path / "faq.log").read_text()
    for folder in (proxied.logs, tmp_path):
        texts = {one.name: one.read_text() for one in folder.rglob("*") if one.is_file()}
        assert [name for name, text in texts.items() if secret in text] == []
