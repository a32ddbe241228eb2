"""Tells a story by running it, and counts the claims that hold. The examples and nothing else use it.

`tests/e2e/kit.py` runs the programs as PID 1 of a namespace; this adds the telling.
"""

import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests/e2e"))
import kit  # noqa: E402


def write(line):
    """One system call a line: the lines come from several threads."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Story:
    def __init__(self):
        self.held = self.failed = 0
        self.folder = Path(tempfile.mkdtemp(prefix="jeden-example-"))
        self.folder.chmod(0o755)
        self.starter = kit.Starter(self.folder)
        self.clean_up = []
        # A TERM ends the story as Ctrl-C does: through `finally`.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    def chapter(self, title):
        write(f"\n== {title}")

    def tell(self, text):
        write(f"-- {text}")

    def claim(self, holds, text):
        write(f"{'ok' if holds else 'WRONG'}: {text}")
        if holds:
            self.held += 1
        else:
            self.failed += 1
        return holds

    def start(self, *command, **keywords):
        """Runs a command as PID 1 and shows its lines as they come."""
        words = [os.path.basename(word) if word == kit.JEDEN else str(word) for word in command]
        write(f"   $ {' '.join(words)}")
        return self.starter(*command[1:], binary=command[0], show=lambda line: write(f"   | {line}"), **keywords)

    def _tell(self, chapter):
        try:
            chapter(self)
        except (AssertionError, OSError) as error:
            self.claim(False, str(error))

    def run(self, *chapters):
        try:
            for chapter in chapters:
                self._tell(chapter)
        except KeyboardInterrupt:
            print("interrupted, cleaning up", file=sys.stderr)
            sys.exit(130)
        finally:
            # A second Ctrl-C must not leave anything behind.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            self.starter.finish()
            for step in reversed(self.clean_up):
                step()
            shutil.rmtree(self.folder, ignore_errors=True)
        print(f"\n{self.held} claims hold, {self.failed} do not")
        sys.exit(1 if self.failed or not self.held else 0)
