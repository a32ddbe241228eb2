"""A program with four workers. They are forked before the handlers are installed, so a TERM ends them at once and
silently; only their parent knows how to stop in order."""

import atexit
import multiprocessing
import os
import signal
import sys
import time


def say(text):
    # One system call: a handler may interrupt it anywhere, and print() is not made for that.
    os.write(1, text.encode() + b"\n")


def work(name):
    # Ctrl-C in a terminal goes to everybody; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    say(f"Worker {name} is PID {os.getpid()}")
    while True:
        time.sleep(3600)


def main():
    workers = [multiprocessing.Process(target=work, args=(name,)) for name in "ABCD"]
    for worker in workers:
        worker.start()

    def on_term(number, _frame):
        say(f"Got signal {number}, stopping {len(workers)} workers")
        time.sleep(1)
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.join()
        sys.exit(0)

    def on_abort(number, _frame):
        say(f"Got signal {number}, but there is work to do")

    @atexit.register
    def clean():
        time.sleep(1)
        say("Workshop cleaned, bye")

    signal.signal(signal.SIGTERM, on_term)
    signal.signal(signal.SIGABRT, on_abort)
    say(f"Manager is PID {os.getpid()}")
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    # Fork, as the story wants it: the workers are copies of a parent that has no handlers yet.
    multiprocessing.set_start_method("fork")
    main()
