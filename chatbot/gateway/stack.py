"""The middleware of the server, in the order in which a request meets it."""

from collections.abc import Mapping

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from chatbot.gateway.bodies import Bodies
from chatbot.gateway.doors import Doors
from chatbot.gateway.faults import Faults
from chatbot.gateway.headers import Headers
from chatbot.gateway.health import Health
from chatbot.gateway.limits import Rate, Waiting
from chatbot.gateway.password import Password
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
