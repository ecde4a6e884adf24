"""On PYTHONPATH of a child process: refuse and note every way to another machine.

To look up its name is noted, too: without a network, nobody would come as far as a connection.
"""

import ipaddress
import os
import socket
from pathlib import Path


def is_loopback(host):
    try:
        return ipaddress.ip_address("127.0.0.1" if host == "localhost" else host).is_loopback
    except ValueError:
        return False


def refuse(address):
    with Path(os.environ["NETWORK_GUARD_LOG"]).open("a", encoding="utf-8") as log:
        log.write(f"{address}\n")
    raise OSError(f"refused by the tests: {address}")


def guard(method):
    def guarded(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not is_loopback(address[0]):
            refuse(address)
        return method(self, address)

    return guarded


def guard_names(look_up):
    def guarded(host, port, *arguments, **named):
        if host and not is_loopback(host.decode() if isinstance(host, bytes) else host):
            refuse((host, port))
        return look_up(host, port, *arguments, **named)

    return guarded


if "NETWORK_GUARD_LOG" in os.environ:
    socket.socket.connect = guard(socket.socket.connect)
    socket.socket.connect_ex = guard(socket.socket.connect_ex)
    socket.getaddrinfo = guard_names(socket.getaddrinfo)
