"""nginx: the dispatcher and the four hooks of the official image, against its init.toml."""

import os
import urllib.request

import pytest

import kit
from image_support import IMAGES, NOBODY, Process, inside, main_process, spawn
FETCH = "import sys, urllib.request as r; sys.stdout.write(r.urlopen(sys.argv[1], timeout=20).read().decode())"


def fetch(init, path, port=80):
    return inside(init, kit.PYTHON, "-c", FETCH, f"http://127.0.0.1:{port}{path}")


@pytest.fixture
def nginx(build):
    image = build("nginx", needs=["nginx"], stop_signal="QUIT", empty=["/etc/nginx/conf.d", "/etc/nginx/sites-enabled"])
    image.install(IMAGES / "nginx" / "nginx.conf", "/etc/nginx/nginx.conf")
    image.install(IMAGES / "nginx" / "templates", "/etc/nginx/templates")
    image.file("/usr/share/nginx/html/slow", "x" * 60000)
    return image


def start(image, *words, **keywords):
    init = image(*words, **keywords)
    init.expect_event("main_ready")
    return init


def test_templates_and_arguments(nginx):
    init = start(nginx, env={"NGINX_HOST": "example.test"})
    assert fetch(init, "/variables?a=1") == "127.0.0.1 /variables?a=1 example.test hello"
    main = main_process(init)
    assert main.uid == 0 and main.words[0].startswith("nginx: master process nginx -g daemon off;")
    workers = [Process(pid) for pid in kit.children(main.pid)]
    assert {(worker.uid, worker.gid) for worker in workers} == {Process.named("www-data")}
    nginx.stop(init)


def test_a_request_is_answered_while_it_stops(nginx):
    init = start(nginx)
    client = spawn(init, kit.PYTHON, "-u", "-c",
                   "import sys, urllib.request as r\nanswer = r.urlopen(sys.argv[1])\nprint('begun', flush=True)\n"
                   "print(len(answer.read()))", "http://127.0.0.1/slow")
    assert client.stdout.readline() == "begun\n"
    init.signal("QUIT")
    init.expect_event("stop_sent")
    assert client.communicate(timeout=20)[0] == "60000\n"
    assert init.wait() == 0
    init.assert_nothing_left()


def test_as_anybody_on_a_read_only_root(nginx):
    init = start(nginx, user=NOBODY, read_only=True, tmpfs=["/run", "/var/lib/nginx", "/etc/nginx/conf.d"],
                 env={"NGINX_PORT": "8080"})
    main = main_process(init)
    assert (main.uid, main.gid, main.effective) == (*NOBODY, 0)
    assert "localhost" in fetch(init, "/variables", 8080)
    nginx.stop(init)


def test_where_nothing_can_be_written_what_is_there_serves(nginx):
    """The image's own configuration, and a warning instead of the filled-in one."""
    nginx.file("/etc/nginx/conf.d/default.conf", "server { listen 80; return 200 baked; }\n")
    init = start(nginx, read_only=True, tmpfs=["/run", "/var/lib/nginx"])
    assert "step_skipped" in init.events("templates") and "Read-only file system" in init.err.text()
    assert fetch(init, "/") == "baked"
    nginx.stop(init)


def test_a_foreign_command_and_a_question(nginx):
    assert nginx.run("sh", "-c", "ls /etc/nginx/conf.d; exit 3").code == 3
    init = nginx.run("nginx", "-v")
    assert init.code == 0 and "hook_started" not in init.events()


def test_a_flag_as_the_first_word(nginx):
    nginx.file("/etc/nginx/own.conf", "pid /run/nginx.pid;\nevents {}\nhttp { server { listen 80; return 200 own; } }\n")
    init = start(nginx, "-c", "/etc/nginx/own.conf")
    assert fetch(init, "/") == "own"
    nginx.stop(init)
