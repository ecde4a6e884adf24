"""Too many questions at once are refused, and slow ones cancelled."""

import asyncio

import httpx
from starlette.responses import PlainTextResponse

from chatbot.server.middleware.concurrency_limit import ConcurrencyLimitMiddleware
from inner import PREDICT

STREAM = "/gradio_api/queue/data"


def run(scenario):
    """Run a scenario, which hangs where a test fails."""
    asyncio.run(asyncio.wait_for(scenario(), 60))


class Slow:
    """An application that answers when `go` is set, and counts its requests."""

    def __init__(self):
        self.go, self.held = asyncio.Event(), 0

    async def __call__(self, scope, receive, send):
        self.held += 1
        await self.go.wait()
        await PlainTextResponse("done")(scope, receive, send)


def asking(app):
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


def test_questions_above_the_limit_are_refused_at_once():
    async def scenario():
        slow = Slow()
        async with asking(ConcurrencyLimitMiddleware(slow, 2, 60)) as caller:
            first = [asyncio.create_task(caller.post(PREDICT)) for _ in range(2)]
            while slow.held < 2:
                await asyncio.sleep(0)
            refused = await caller.post(PREDICT)
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
            slow.go.set()
            assert [(await one).text for one in first] == ["done", "done"]
            assert (await caller.post(PREDICT)).status_code == 200

    run(scenario)


def test_streams_have_a_limit_of_their_own():
    async def scenario():
        slow = Slow()
        async with asking(ConcurrencyLimitMiddleware(slow, 1, 60)) as caller:
            stream = asyncio.create_task(caller.get(STREAM))
            while slow.held < 1:
                await asyncio.sleep(0)
            question = asyncio.create_task(caller.post(PREDICT))
            while slow.held < 2:
                await asyncio.sleep(0)
            assert (await caller.get(STREAM)).status_code == 503
            slow.go.set()
            assert (await stream).text == (await question).text == "done"

    run(scenario)


def test_idle_stream_is_ended():
    async def silent(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        await asyncio.Event().wait()

    async def scenario():
        async with asking(ConcurrencyLimitMiddleware(silent, 1, 0.05)) as caller:
            for _ in range(2):
                while (answer := await caller.get(STREAM)).status_code == 503:
                    await asyncio.sleep(0)  # until the stream before has been cancelled
                assert answer.text == "first"

    run(scenario)


def test_slow_question_is_cancelled_and_counts_until_it_ends():
    async def scenario():
        hung, ended = asyncio.Event(), asyncio.Event()

        async def stuck(scope, receive, send):
            hung.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:  # like a thread, which cannot be cancelled
                await ended.wait()
            await PlainTextResponse("too late")(scope, receive, send)

        async with asking(ConcurrencyLimitMiddleware(stuck, 1, 0.05)) as caller:
            cancelled = await caller.post(PREDICT)
            assert cancelled.status_code == 504
            assert cancelled.json() == {"error": "Gateway Timeout. Try again."}
            hung.clear()
            assert (await caller.post(PREDICT)).status_code == 503
            assert not hung.is_set()
            ended.set()
            while not hung.is_set():  # until the first has ended
                await asyncio.sleep(0)
                await caller.post(PREDICT)

    run(scenario)
