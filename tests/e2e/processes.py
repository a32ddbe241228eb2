"""Processes as /proc shows them."""

from __future__ import annotations

import os
import re
from pathlib import Path

MARK = "JEDEN_TEST_MARK"  # the variable by which a test finds its own


def state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "gone"


def handles(pid: int, sig: int) -> bool:
    """Whether the process has a handler for the signal, or holds it back."""
    status = Path(f"/proc/{pid}/status").read_text()
    return any(int(re.search(rf"^{key}:\s*(\w+)", status, re.M)[1], 16) >> (sig - 1) & 1 for key in ("SigCgt", "SigBlk"))


def cmdline(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def descendants(pid: int) -> list[int]:
    found = children(pid)
    for child in list(found):
        found += descendants(child)
    return found


def processes_with(mark: str) -> list[int]:
    wanted = f"{MARK}={mark}".encode()
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            if wanted in Path(f"/proc/{entry}/environ").read_bytes().split(b"\0"):
                found.append(int(entry))
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return found
