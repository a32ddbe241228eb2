"""A program with manners: on TERM it needs two seconds to put its things away."""

import atexit
import os
import signal
import sys
import time


def say(text):
    # One system call: a handler may interrupt it anywhere, and print() is not made for that.
    os.write(1, text.encode() + b"\n")


@atexit.register
def last_words():
    say("End of the world")


def on_term(number, _frame):
    say(f"Got signal {number}, I have to go")
    time.sleep(2)
    say("All cleaned up, bye")
    sys.exit(0)


signal.signal(signal.SIGTERM, on_term)
try:
    say("At work")
    while True:
        signal.pause()
except KeyboardInterrupt:
    say("Interrupted")
