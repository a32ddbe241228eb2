"""Ports for servers of a test, also while other tests run beside it."""

import random
import socket

# Below what the kernel gives to clients (net.ipv4.ip_local_port_range), so that no connection takes one meanwhile. Each
# process walks on from a place of its own.
FIRST, LAST = 10240, 32000
last = random.randrange(FIRST, LAST)


def free_port():
    global last
    while True:
        last = last + 1 if last < LAST else FIRST
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", last))
                return last
            except OSError:
                continue
