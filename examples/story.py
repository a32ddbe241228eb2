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
        print(f"\n== {title}", flush=True)

    def tell(self, text):
        print(f"-- {text}", flush=True)

    def claim(self, holds, text):
        print(f"{'ok' if holds else 'WRONG'}: {text}", flush=True)
        if holds:
            self.held += 1
        else:
            self.failed += 1
        return holds

    def start(self, *command, **keywords):
        """Runs a command as PID 1 and shows its lines as they come."""
        show = lambda line: print(f"   | {line}", flush=True)  # noqa: E731
        words = [os.path.basename(word) if word == kit.JEDEN else str(word) for word in command]
        print(f"   $ {' '.join(words)}", flush=True)
        return self.starter(*command[1:], binary=command[0], show=show, **keywords)

    def run(self, tell):
        try:
            tell(self)
        except KeyboardInterrupt:
            print("interrupted, cleaning up", file=sys.stderr)
            sys.exit(130)
        except (AssertionError, OSError) as error:
            self.claim(False, str(error))
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
