"""Asking the readiness endpoint."""

import socket

import kit


def listening(port, **keys):
    return (f'[init]\nready_listen = "127.0.0.1:{port}"\n'
            + "".join(f"{key} = {value}\n" for key, value in keys.items()))


def connect(where):
    if isinstance(where, int):
        return socket.create_connection(("127.0.0.1", where), timeout=kit.PATIENCE)
    client = socket.socket(socket.AF_UNIX)
    client.settimeout(kit.PATIENCE)
    client.connect(str(where))
    return client


def receive(client):
    answer = b""
    while part := client.recv(65536):
        answer += part
    return answer.decode()


def ask(where, path="/ready", method="GET"):
    """(status, body)"""
    with connect(where) as client:
        client.sendall(f"{method} {path} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
        head, _, body = receive(client).partition("\r\n\r\n")
    return int(head.split()[1]), body.rstrip("\n")


def answers(where):
    try:
        return bool(ask(where))
    except OSError:
        return False


def serves(init):
    """Main runs, and jeden has taken note of it."""
    init.expect("^main up$")
    init.expect_event("main_started")


def endpoint_of(init):
    return next(pid for pid in kit.children(init.pid) if kit.cmdline(pid).startswith("jeden endpoint"))
