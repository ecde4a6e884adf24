"""The middleware of the server, in the order in which a request meets it."""

from collections.abc import Mapping

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from chatbot.server.middleware.allowed_paths import Doors
from chatbot.server.middleware.basic_auth import Password
from chatbot.server.middleware.errors import Faults
from chatbot.server.middleware.health import Health
from chatbot.server.middleware.rate_limit import Rate, Waiting
from chatbot.server.middleware.request_bodies import Bodies
from chatbot.server.middleware.security_headers import Headers
from chatbot.settings import Settings


def gateway(settings: Settings, *, inputs: Mapping[int, int], ask: int) -> list[Middleware]:
    """Everything that stands before Gradio's server.

    Args:
        settings: What the operator chose.
        inputs: How many values each of the page's events takes, by number.
        ask: The number of the public endpoint.
    """
    client_header = settings.client_header
    stack = [Middleware(Faults), Middleware(Headers, embed=settings.embed)]
    if settings.embed:
        cross_origin = Middleware(
            CORSMiddleware,
            allow_origins=settings.embed,
            allow_methods=["GET", "POST"],
            allow_headers=["content-type", "authorization"],
            expose_headers=["retry-after"],
        )
        stack.append(cross_origin)
    stack += [Middleware(Doors, base_path=settings.base_path), Middleware(Health)]
    if settings.password:
        stack.append(Middleware(Password, password=settings.password, client_header=client_header))
    if settings.rate:
        stack.append(Middleware(Rate, rate=settings.rate, client_header=client_header))
    stack += [
        Middleware(Bodies, inputs=inputs, ask=ask, seconds=settings.time_limit),
        Middleware(Waiting, most=settings.waiting, seconds=settings.time_limit),
    ]
    return stack
