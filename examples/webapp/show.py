"""Runs the same application under entrypoint.sh and under jeden, and compares: see README.md."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from server import PostgreSQL, free_port  # noqa: E402
from story import Story, kit  # noqa: E402

GRACE = 10  # seconds between TERM and KILL: what docker stop and podman stop do
WARSAW = "Europe/Warsaw"
LANGUAGE = "pl_PL.UTF-8"


class Request(threading.Thread):
    """One request on a thread of its own; `answer` is the decoded body, or None when there was none."""

    def __init__(self, port, path):
        super().__init__(daemon=True)
        self.port, self.path, self.answer = port, path, None
        self.start()

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", self.path)
            response = connection.getresponse()
            self.answer = json.loads(response.read()) if response.status == 200 else None
        except (OSError, http.client.HTTPException):
            self.answer = None
        finally:
            connection.close()

    def result(self):
        self.join()
        return self.answer


class WebApp:
    """What both ways share: the database, the ports, the environment that an engine would give."""

    def __init__(self, story):
        self.story = story
        self.database = PostgreSQL(story.folder)
        story.clean_up.append(self.database.remove)
        self.port = free_port()
        secret = story.folder / "password"
        secret.write_text(self.database.password + "\n")
        secret.chmod(0o600)
        logs = story.folder / "logs"
        logs.mkdir()
        shutil.chown(logs, "www-data", "www-data")
        self.access_log = logs / "access.log"
        self.environment = {
            "PGPORT": str(self.database.port), "PGHOST": "127.0.0.1", "PGDATABASE": self.database.name,
            "PGUSER": self.database.user, "PGPASSWORD_FILE": str(secret), "WEB_PORT": str(self.port),
            "ACCESS_LOG": str(self.access_log), "PYTHONDONTWRITEBYTECODE": "1", "HOME": None, "LANG": None,
        }

    def entrypoint(self, **env):
        return self.story.start("/bin/bash", "entrypoint.sh", directory=HERE, env={**self.environment, **env})

    def jeden(self, **env):
        return self.story.start(kit.JEDEN, "--config", HERE / "init.toml", "--log-format", "logfmt", directory=HERE,
                                env={**self.environment, **env})

    def get(self, path):
        return Request(self.port, path).result()

    def begin_slow_request(self, init, seconds):
        """Returns when the application has said that it is working on it."""
        request = Request(self.port, f"/slow?seconds={seconds}")
        init.expect_log("a request that takes .* has begun")
        return request


def gunicorn(init):
    """The pid of gunicorn's master, seen from outside."""
    return kit.until(lambda: next((pid for pid in kit.descendants(init.pid)
                                   if "gunicorn" in kit.cmdline(pid)), None), "gunicorn")


def table(story, rows):
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    story.chapter("The comparison")
    for row in rows:
        print("   " + "   ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def without_an_init(story, app, seen):
    story.chapter("entrypoint.sh: the database is still starting up")
    app.database.start(recovery=4)
    init = app.entrypoint()
    code = init.wait()
    story.claim(code != 0 and "the database system is" in init.err.text(),
                f"the port was open, the database was not ready, the migration failed: exit code {code}")
    seen["starting"] = f"gave up, code {code}"

    story.chapter("entrypoint.sh: the database is ready")
    kit.until(app.database.is_ready, "the database")
    init = app.entrypoint(TZ="Europe/Warszawa")
    init.expect_log("Booting worker")
    home = kit.until(lambda: app.get("/"), "an answer")
    story.claim(home["uid"] == 0, "the application runs as root")
    story.claim(home["time_zone"] == "Europe", "TZ=Europe/Warszawa is no error: the time is UTC, called 'Europe'")
    seen["user"], seen["zone"] = "root", "silently UTC"
    story.tell("TERM to PID 1, as `docker stop` does")
    asked = time.monotonic()
    init.signal("TERM")
    story.claim(app.get("/") is not None, "the application serves on: bash has not passed the TERM on")
    # The engine's timer runs; shortly before it ends, a client comes.
    init.process.poll()
    threading.Event().wait(GRACE - 1 - (time.monotonic() - asked))
    request = app.begin_slow_request(init, 2)
    threading.Event().wait(GRACE - (time.monotonic() - asked))
    story.tell(f"KILL after {GRACE} s, as `docker stop` does")
    init.signal("KILL")
    code = init.wait()
    took = time.monotonic() - asked
    story.claim(code == 137 and took >= GRACE, f"exit code {code} after {took:.1f} s")
    story.claim(request.result() is None, "the request in flight got no answer")
    seen["stop"], seen["flight"] = f"{took:.1f} s, code {code}", "cut off"

    story.chapter("entrypoint.sh: the application crashes")
    init = app.entrypoint()
    init.expect_log("Booting worker")
    kit.until(lambda: app.get("/health"), "an answer")
    master = gunicorn(init)
    story.tell("KILL to gunicorn, as the kernel does when memory is short")
    os.kill(master, signal.SIGKILL)
    code = init.wait()
    story.claim(code == 0, f"exit code {code}: tee ended well, so all is well")
    seen["crash"] = f"code {code}"
    app.database.stop()


def bad_start(story, app, seen):
    story.chapter("jeden: what is wrong is said before anything starts")
    init = app.jeden(PGPASSWORD_FILE=None, PGUSER=None)
    code = init.wait()
    story.claim(code == 78 and "PGPASSWORD" in init.err.text() and "PGUSER" in init.err.text(),
                f"both missing variables in one go, exit code {code}")
    text = (HERE / "init.toml").read_text(encoding="utf-8").replace(WARSAW, "Europe/Warszawa")
    init = story.start(kit.JEDEN, "check", app.story.starter.config(text, "wrong-zone.toml"), env=app.environment)
    code = init.wait()
    said = init.out.text() + init.err.text()
    story.claim(code == 78 and "Europe/Warszawa" in said, f"a wrong time zone is an error: exit code {code}")
    seen["zone"] = seen["zone"], f"an error, code {code}"


def with_jeden(story, app, seen):
    story.chapter("jeden: no database yet")
    init = app.jeden()
    init.expect_log(r"event=wait_pending\b.*\brefused\b")
    story.claim(True, "the port is closed: jeden waits")
    app.database.start(recovery=3)
    init.expect_log(r"event=wait_pending\b.*\breason=(starting|recovery)\b")
    story.claim(True, "the port is open, the database is starting up: jeden waits")
    init.expect_event("wait_succeeded")
    init.expect_event("hook_succeeded", "migrate")
    story.claim("schema is up to date, said uid 33" in init.out.text(), "the migration ran, as www-data")
    init.expect_event("main_ready")
    seen["starting"] = seen["starting"], "waited"

    story.chapter("jeden: at work")
    home = app.get("/")
    story.claim(home is not None and home["uid"] == 33, "the application answers, and runs as www-data")
    story.claim(home["time_zone"] in ("CET", "CEST"), f"its time zone is {home['time_zone']}")
    has_polish = "pl_PL.utf8" in subprocess.run(["locale", "-a"], capture_output=True, text=True).stdout
    story.claim(home["language"] == (LANGUAGE if has_polish else "C.UTF-8"), f"its language is {home['language']}")
    kit.until(lambda: app.access_log.exists() and "GET / " in app.access_log.read_text(), "the access log")
    story.claim("GET / " not in init.out.text(), "its access log goes to a file")
    seen["user"] = seen["user"], "www-data"

    story.chapter("jeden: a stop with a request in flight")
    request = app.begin_slow_request(init, 2)
    story.tell("TERM to PID 1, as `docker stop` does")
    asked = time.monotonic()
    init.signal("TERM")
    code = init.wait()
    took = time.monotonic() - asked
    story.claim(request.result() == {"slow": 2.0}, "the request in flight was answered")
    story.claim(code == 0 and took < GRACE, f"exit code {code} after {took:.1f} s")
    init.assert_nothing_left()
    story.claim(True, "no process is left")
    seen["stop"] = seen["stop"], f"{took:.1f} s, code {code}"
    seen["flight"] = seen["flight"], "answered"

    story.chapter("jeden: started again, the application crashes")
    init = app.jeden()
    init.expect_event("main_ready")
    story.claim("migration 000" not in init.out.text(), "the migration found nothing to do")
    master = gunicorn(init)
    story.tell("KILL to gunicorn, as the kernel does when memory is short")
    os.kill(master, signal.SIGKILL)
    code = init.wait()
    story.claim(code == 137, f"exit code {code}")
    init.assert_nothing_left()
    seen["crash"] = seen["crash"], f"code {code}"


def tell(story):
    os.chdir(HERE)
    seen = {}
    first, second = WebApp(story), None
    without_an_init(story, first, seen)
    shutil.rmtree(story.folder / "logs")
    second = WebApp(story)
    bad_start(story, second, seen)
    with_jeden(story, second, seen)
    table(story, [
        ("", "entrypoint.sh", "jeden"),
        ("the database is starting up", *seen["starting"]),
        ("the application's user", *seen["user"]),
        ("a time zone that does not exist", *seen["zone"]),
        ("docker stop", *seen["stop"]),
        ("a request in flight", *seen["flight"]),
        ("the application is killed", *seen["crash"]),
    ])


def leftovers(story):
    story.chapter("What is left")
    story.starter.finish()
    for step in reversed(story.clean_up):
        step()
    mine = [pid for init in story.starter.running for pid in init.processes()]
    story.claim(not mine, "no process")
    shutil.rmtree(story.folder)
    story.claim(not story.folder.exists(), "no file")


Story().run(tell, leftovers)
