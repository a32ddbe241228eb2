"""Which process am I, and who is PID 1?"""

import os
import sys


def command_line(pid):
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        return " ".join(word.decode() for word in file.read().split(b"\0") if word)


print(f"I am PID {os.getpid()}, PID 1 is {command_line(1)}")
sys.exit(0)
