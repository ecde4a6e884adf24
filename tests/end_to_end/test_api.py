"""The endpoint `ask` of the real server, and its limits."""

import concurrent.futures
import json
import subprocess
import sys

import httpx
import pytest
from gradio_client import Client

from chatbot.answering.chatbot import Chatbot
from chatbot.settings import BUNDLED_MODEL, ROOT, Settings
from minutes import wait_for_a_quiet_minute
from serving import serving

QUESTION = "Does the DMV tell me when ICE asks for my data?"
BEFORE = "What is Public Act 13-155?"


@pytest.fixture(scope="module")
def expected(shipped_index_folder):
    """Answers of this process to the question, without history and with it."""
    chatbot = Chatbot.open(Settings(index=shipped_index_folder, model=BUNDLED_MODEL))
    return [without_time(chatbot.ask(QUESTION, history).to_json()) for history in ((), (BEFORE,))]


def without_time(answer):
    return {key: value for key, value in answer.items() if key != "elapsed_ms"}


def test_gradio_client_asks_and_sees_one_endpoint(app, expected):
    client = Client(app, verbose=False)
    assert list(client.view_api(return_format="dict")["named_endpoints"]) == ["/ask"]
    found = [
        client.predict(QUESTION, api_name="/ask"),
        client.predict(text=QUESTION, history=[BEFORE], api_name="/ask"),
    ]
    assert [without_time(one) for one in found] == expected
    assert {"verdict", "confidence", "hits"} <= found[0].keys()


def test_a_single_request_gets_an_answer(app, expected):
    for history, wanted in zip(([], [BEFORE]), expected, strict=True):
        sent = {"data": [QUESTION, history]}
        [answer] = httpx.post(f"{app}gradio_api/run/ask", json=sent).json()["data"]
        assert without_time(answer) == wanted


@pytest.mark.parametrize(
    ("path", "sent"),
    [("call/ask", {"data": [QUESTION]}), ("call/v2/ask", {"text": QUESTION})],
)
def test_event_and_stream_work_as_gradio_documents_them(app, expected, path, sent):
    event = httpx.post(f"{app}gradio_api/{path}", json=sent).json()["event_id"]
    stream = httpx.get(f"{app}gradio_api/call/ask/{event}").text
    kind, data = stream.strip().split("\n")
    assert kind == "event: complete"
    assert without_time(json.loads(data.removeprefix("data: "))[0]) == expected[0]


def test_a_stream_is_read_once_and_ends_within_the_time_limit(tmp_path, shipped_index_folder):
    with serving(tmp_path, shipped_index_folder, CHATBOT_TIME_LIMIT="5") as served:
        address = f"{served.address}gradio_api/call/ask"
        event = httpx.post(address, json={"data": [QUESTION]}, timeout=300).json()["event_id"]
        httpx.get(f"{address}/{event}", timeout=300)
        assert QUESTION not in httpx.get(f"{address}/{event}", timeout=300).text


def test_the_api_and_the_script_give_the_same_answer(app, shipped_index_folder):
    [answer] = httpx.post(f"{app}gradio_api/run/ask", json={"data": [QUESTION]}).json()["data"]
    script = [sys.executable, "scripts/ask.py", "--jsonl"]
    printed = subprocess.run(
        script,
        cwd=ROOT,
        env={"CHATBOT_INDEX": str(shipped_index_folder), "PATH": ""},
        input=json.dumps({"text": QUESTION}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert without_time(json.loads(printed.stdout)) == without_time(answer)


def test_documentation_names_only_this_endpoint(app):
    about = httpx.get(f"{app}gradio_api/info").json()
    assert list(about["named_endpoints"]) == ["/ask"]
    assert about["unnamed_endpoints"] == {}
    described = about["named_endpoints"]["/ask"]
    assert described["description"].startswith("Find the passages")
    assert [one["parameter_name"] for one in described["parameters"]] == ["text", "history"]


def test_other_sites_may_not_read_answers(app):
    for origin in ("https://evil.test", "null", app.rstrip("/")):
        answer = httpx.post(
            f"{app}gradio_api/run/ask", json={"data": ["hello"]}, headers={"origin": origin}
        )
        assert answer.status_code == 200
        assert not [name for name in answer.headers if name.startswith("access-control")]
    preflight = httpx.options(
        f"{app}gradio_api/run/ask",
        headers={"origin": "https://evil.test", "access-control-request-method": "POST"},
    )
    assert preflight.status_code == 405


def test_forged_host_headers_are_not_shown(app):
    claims = {"x-forwarded-host": "evil.test", "x-gradio-server": "https://evil.test"}
    for path in ("", "config", "gradio_api/info"):
        assert "evil.test" not in httpx.get(f"{app}{path}", headers=claims).text


def test_a_forged_host_is_not_shown_to_other_clients(app):
    for path in ("gradio_api/info", "config", ""):
        httpx.get(f"{app}{path}", headers={"host": "evil.test"})
        assert "evil.test" not in httpx.get(f"{app}{path}").text


@pytest.mark.parametrize("path", ["run/ask", "call/ask", "queue/join", "run/predict"])
def test_invalid_body_is_refused(app, path):
    for sent in ({}, [], {"data": 5}, {"data": [[]]}, {"data": ["q", 5], "fn_index": -1}):
        answer = httpx.post(f"{app}gradio_api/{path}", json=sent)
        assert answer.status_code == 400
        assert answer.json()["error"].startswith("Bad Request. ")


@pytest.fixture(scope="module")
def strict(tmp_path_factory, shipped_index_folder):
    """A server with a password, a low limit, an allowed site and a trusted header."""
    folder = tmp_path_factory.mktemp("strict")
    settings = {
        "CHATBOT_PASSWORD": "s3cret",
        "CHATBOT_RATE": "3",
        "CHATBOT_CLIENT_HEADER": "X-Real-IP",
        "CHATBOT_EMBED": "https://site.test",
        "CHATBOT_TITLE": "Ask about <licences>",
        "CHATBOT_COLOUR": "#7a1fa2",
        "CHATBOT_TIME_LIMIT": "600",
    }
    with serving(folder, shipped_index_folder, **settings) as served:
        yield served


def ask(strict, client, **options):
    return httpx.post(
        f"{strict.address}gradio_api/run/ask",
        json={"data": ["hello"]},
        headers={"x-real-ip": client, **options.pop("headers", {})},
        auth=("", "s3cret"),
        timeout=60,
        **options,
    )


def test_only_the_health_check_needs_no_password(strict):
    for path in ("", "config", "gradio_api/info", "assets/x.js"):
        assert httpx.get(f"{strict.address}{path}").status_code == 401
    assert httpx.post(f"{strict.address}gradio_api/run/ask", json={}).status_code == 401
    assert httpx.get(f"{strict.address}healthz").status_code == 200
    page = httpx.get(strict.address, auth=("anyone", "s3cret"))
    assert 'property="og:title" content="Ask about &#60;licences&#62;"' in page.text
    assert "--accent: #7a1fa2" in page.text


def test_each_client_behind_the_proxy_has_its_own_limit(strict):
    wait_for_a_quiet_minute()
    assert [ask(strict, "192.0.2.1").status_code for _ in range(4)] == [200, 200, 200, 429]
    spoofed = {"x-forwarded-for": "192.0.2.50", "forwarded": "for=192.0.2.51"}
    assert ask(strict, "192.0.2.1", headers=spoofed).status_code == 429
    assert ask(strict, "192.0.2.2").status_code == 200
    refused = ask(strict, "192.0.2.1")
    assert int(refused.headers["retry-after"]) <= 120


def test_allowed_site_may_read_answers_and_frame_the_page(strict):
    def allowed(origin):
        answer = ask(strict, "192.0.2.3", headers={"origin": origin})
        return answer.headers.get("access-control-allow-origin")

    assert [allowed("https://site.test"), allowed("https://evil.test")] == [
        "https://site.test",
        None,
    ]
    policy = httpx.get(strict.address, auth=("", "s3cret")).headers["content-security-policy"]
    assert "frame-ancestors 'self' https://site.test" in policy


def test_questions_above_the_limit_are_refused_and_the_others_answered(
    tmp_path, shipped_index_folder
):
    settings = {"CHATBOT_WAITING": "4", "CHATBOT_RATE": "0", "CHATBOT_TIME_LIMIT": "600"}
    with serving(tmp_path, shipped_index_folder, **settings) as served:

        def asked(number):
            sent = {"data": [f"{QUESTION} {number}"]}
            return httpx.post(f"{served.address}gradio_api/run/ask", json=sent, timeout=600)

        with concurrent.futures.ThreadPoolExecutor(40) as crowd:
            answers = list(crowd.map(asked, range(200)))
        busy = [answer for answer in answers if answer.status_code == 503]
        answered = [answer for answer in answers if answer.status_code == 200]
        assert busy and len(busy) + len(answered) == 200
        assert all(answer.json() == {"error": "Service Unavailable. Try again."} for answer in busy)
        assert all(answer.json()["data"][0]["hits"] for answer in answered)
        assert asked(0).status_code == 200
