"""On PYTHONPATH of a child process: refuse and note all that is asked of other machines.

A connection to one, and looking up the name of one, which asks a name server.
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


def is_name(host):
    try:
        ipaddress.ip_address(host or "127.0.0.1")
    except ValueError:
        return host not in ("localhost", b"localhost")
    return False


def refuse(what):
    with Path(os.environ["NETWORK_GUARD_LOG"]).open("a", encoding="utf-8") as log:
        log.write(f"{what}\n")
    raise OSError(f"refused by the tests: {what}")


def guard(method):
    def guarded(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not is_loopback(address[0]):
            refuse(address)
        return method(self, address)

    return guarded


def guard_names(look_up):
    def guarded(host, *others, **named):
        if is_name(host):
            refuse(host)
        return look_up(host, *others, **named)

    return guarded


if "NETWORK_GUARD_LOG" in os.environ:
    socket.socket.connect = guard(socket.socket.connect)
    socket.socket.connect_ex = guard(socket.socket.connect_ex)
    socket.getaddrinfo = guard_names(socket.getaddrinfo)
    socket.gethostbyname = guard_names(socket.gethostbyname)
