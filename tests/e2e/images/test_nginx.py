"""nginx: the dispatcher and the four hooks of the official image, against its init.toml."""

import os

import pytest

import kit
from image_support import IMAGES, NOBODY, Process, inside, main_process, spawn
from image_support import fetch as fetch_url
from scenarios import little_memory


def fetch(init, path, port=80, host="127.0.0.1"):
    return fetch_url(init, f"http://{host}:{port}{path}")


@pytest.fixture
def nginx(build):
    image = build("nginx", needs=["nginx"], stop_signal="QUIT", empty=["/etc/nginx/conf.d", "/etc/nginx/sites-enabled",
                                                                                 "/docker-entrypoint.d"])
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
                   "print(len(answer.read()))", "http://127.0.0.1/slow", outside=True)
    assert client.stdout.readline() == "begun\n"
    init.signal("QUIT")
    init.expect_event("stop_sent")
    assert client.communicate(timeout=20)[0] == "60000\n"
    assert init.wait() == 0
    init.assert_nothing_left()


def test_in_little_memory(nginx):
    """No worker is killed; as many requests at once as it takes stay below the limit."""
    nginx.file("/usr/share/nginx/html/large", "x" * (8 << 20))
    with little_memory(nginx, 32 << 20) as before:
        init = start(nginx, before=before)
        clients = [spawn(init, kit.PYTHON, "-c", "import sys, urllib.request as r; print(len(r.urlopen(sys.argv[1]).read()))",
                         "http://127.0.0.1/large", outside=True) for _ in range(6)]
        assert {client.communicate(timeout=kit.PATIENCE)[0] for client in clients} == {f"{8 << 20}\n"}
        assert "oom_killed" not in init.events() and "exited on signal" not in init.err.text()
        nginx.stop(init)


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


def test_resolvers_and_ipv6(nginx):
    nginx.file("/etc/resolv.conf", "nameserver 192.0.2.53\nsearch example.test\nnameserver 2001:db8::53\n")
    for _ in range(2):
        init = start(nginx)
        conf = inside(init, "cat", "/etc/nginx/conf.d/default.conf")
        assert "  resolver 192.0.2.53 [2001:db8::53];\n" in conf
        assert conf.count("  listen [::]:80;\n") == 1
        assert fetch(init, "/variables", host="[::1]").startswith("[::1] /variables")
        nginx.stop(init)


def test_as_many_workers_as_processors(nginx):
    own = os.sched_getaffinity(0)
    one = {min(own)}
    init = start(nginx, env={"NGINX_ENTRYPOINT_WORKER_PROCESSES_AUTOTUNE": "1"},
                 before=lambda: os.sched_setaffinity(0, one))
    assert "worker_processes 1;\n" in inside(init, "cat", "/etc/nginx/nginx.conf")
    nginx.stop(init)
    if len(own) > 1:
        init = start(nginx, env={"NGINX_ENTRYPOINT_WORKER_PROCESSES_AUTOTUNE": "1"})
        assert f"worker_processes {len(own)};\n" in inside(init, "cat", "/etc/nginx/nginx.conf")
        kit.until(lambda: len(kit.children(main_process(init).pid)) == len(own), "the workers")
        nginx.stop(init)


def test_hooks_of_the_user(nginx):
    """In the order of their versions; what one says reaches those behind it; nothing that is not executable is run."""
    nginx.file("/docker-entrypoint.d/9-first.envsh", "GREETING='good morning'\n")
    nginx.file("/docker-entrypoint.d/10-second.sh", "#!/bin/sh\necho \"$GREETING\" > /usr/share/nginx/html/greeting\n",
               0o755)
    nginx.file("/docker-entrypoint.d/README", "nothing to run")
    init = start(nginx)
    assert fetch(init, "/greeting") == "good morning\n".strip()
    assert "script_ignored" in init.events("user-hooks")
    nginx.stop(init)
    nginx.file("/docker-entrypoint.d/20-broken.sh", "#!/bin/sh\nexit 5\n", 0o755)
    init = nginx.run()
    assert init.code == 5 and "main_started" not in init.events()
