"""On PYTHONPATH of a child process: refuse and note every connection to another machine."""

import ipaddress
import os
import socket
from pathlib import Path


def is_loopback(host):
    try:
        return ipaddress.ip_address("127.0.0.1" if host == "localhost" else host).is_loopback
    except ValueError:
        return False


def guard(method):
    def guarded(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not is_loopback(address[0]):
            with Path(os.environ["NETWORK_GUARD_LOG"]).open("a", encoding="utf-8") as log:
                log.write(f"{address}\n")
            raise OSError(f"refused by the tests: {address}")
        return method(self, address)

    return guarded


if "NETWORK_GUARD_LOG" in os.environ:
    socket.socket.connect = guard(socket.socket.connect)
    socket.socket.connect_ex = guard(socket.socket.connect_ex)
