"""The ASGI application: Gradio's server behind our middleware."""

import gradio as gr
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse

from chatbot.page.assets import STATIC, head, script
from chatbot.page.blocks import ASK, Page
from chatbot.page.events import INPUTS
from chatbot.page.theme import THEME
from chatbot.server.middleware.allowed_paths import AllowedPathsMiddleware
from chatbot.server.middleware.basic_auth import BasicAuthMiddleware
from chatbot.server.middleware.concurrency_limit import ConcurrencyLimitMiddleware
from chatbot.server.middleware.errors import ErrorsMiddleware
from chatbot.server.middleware.gradio_html import GradioHtmlMiddleware
from chatbot.server.middleware.rate_limit import RateLimitMiddleware
from chatbot.server.middleware.request_bodies import RequestBodiesMiddleware
from chatbot.server.middleware.security_headers import SecurityHeadersMiddleware
from chatbot.server.middleware.session_cleanup import SessionCleanupMiddleware
from chatbot.settings import Settings

_MAX_THREADS = 24
# Sessions are emptied after each request. Gradio's queue keeps the answer of a stream that nobody
# reads until 2,000 newer ones replace it.
_MAX_SESSIONS = 8


def application(page: Page) -> FastAPI:
    """Return the application: the page, the endpoint `ask` and the health check, nothing else."""
    settings, blocks = page.settings, page.build()
    blocks.max_threads = _MAX_THREADS
    blocks.state_session_capacity = _MAX_SESSIONS
    own_script = script(settings, page.texts)
    app = FastAPI(openapi_url=None, middleware=for_every_request(settings))
    app.add_route("/healthz", health)
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        root_path=settings.base_path,
        app_kwargs={"middleware": before_gradio(page, blocks, own_script)},
        theme=THEME,
        head=head(own_script, settings.colour),
        favicon_path=str(STATIC / "icon.svg"),
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        show_error=False,
        enable_monitoring=False,
        run_history=False,
        max_file_size="1kb",
        footer_links=["api"],
    )
    return app


def for_every_request(settings: Settings) -> list[Middleware]:
    """Return the middleware of all requests, the health check included, in order."""
    errors = Middleware(ErrorsMiddleware)
    security_headers = Middleware(SecurityHeadersMiddleware, settings.embed)
    cross_origin = Middleware(
        CORSMiddleware,
        allow_origins=settings.embed,
        allow_methods=["GET", "POST"],
        allow_headers=["content-type", "authorization"],
        expose_headers=["retry-after"],
    )
    allowed_paths = Middleware(AllowedPathsMiddleware, settings.base_path)
    optional = [cross_origin] if settings.embed else []
    return [errors, security_headers, *optional, allowed_paths]


def before_gradio(page: Page, blocks: gr.Blocks, own_script: str) -> list[Middleware]:
    """Return the middleware of the requests that Gradio answers, in order.

    Gradio compresses responses after it. The health check needs neither password nor limit.

    Args:
        page: The page that is served.
        blocks: Its Gradio blocks.
        own_script: The script that the page adds to its head.
    """
    settings, seconds = page.settings, page.settings.time_limit
    events = {event.api_name: event._id for event in blocks.fns.values() if event.fn is not None}
    models = {number: INPUTS[name] for name, number in events.items()}
    description = page.texts.description
    if page.handlers.unanswered is None:
        description += f" {page.texts.private}"
    password = Middleware(BasicAuthMiddleware, settings.password, settings.client_header)
    rate_limit = Middleware(RateLimitMiddleware, settings.rate, settings.client_header)
    return [
        *([password] if settings.password else []),
        *([rate_limit] if settings.rate else []),
        Middleware(RequestBodiesMiddleware, models, events[ASK], seconds),
        Middleware(ConcurrencyLimitMiddleware, settings.waiting, seconds),
        Middleware(SessionCleanupMiddleware, blocks),
        Middleware(
            GradioHtmlMiddleware, lambda: page.title, description, own_script, settings.base_path
        ),
    ]


async def health(_: Request) -> JSONResponse:
    """Answer 200 while the server runs."""
    return JSONResponse({"status": "ok"})
