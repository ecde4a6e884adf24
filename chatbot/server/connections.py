"""Connections on which no request comes are closed: Uvicorn would hold them open for good."""

from asyncio import Transport

from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE = 10.0
"""Seconds in which the head of a request has to be there."""


class Impatient(H11Protocol):
    """Uvicorn's protocol, which also looks after clients that begin to ask and never end."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Begin to watch a new connection."""
        super().connection_made(transport)
        self._last = self.cycle
        self.loop.call_later(PATIENCE, self._look)

    def _look(self) -> None:
        """Close it unless a request is under way or has come since the last look."""
        if self.transport.is_closing():
            return
        idle = self.cycle is None or (self.cycle is self._last and self.cycle.response_complete)
        if idle:
            self.transport.close()
            return
        self._last = self.cycle
        self.loop.call_later(PATIENCE, self._look)
