"""Services that are there for the initialisation alone: `until` names the hook that they serve."""

import shutil
import socket

import pytest

import kit
from kit import talker
from service_support import expect_all, hook, lines_of, main, order_of, service, serving, shell, stop


def test_a_real_database_for_the_initialisation(jeden, tmp_path):
    """Redis is started, filled by a hook and stopped; it has written its data before main starts, and is gone."""
    for program in ("redis-server", "redis-cli"):
        if not shutil.which(program, path=kit.PATH):
            pytest.skip(f"{program} is not installed")
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    init = jeden(toml='[init]\ngrace = "20s"\n'
                 + service("db", kit.words("redis-server", "--port", port, "--bind", "127.0.0.1", "--dir", tmp_path,
                                           "--save", "3600 1"), until='"fill"', stdout='"null"',
                           ready=f'{{ wait = "redis://127.0.0.1:{port}" }}')
                 + hook("fill", kit.words("redis-cli", "-p", port, "set", "key", "value"), after='["db"]')
                 + "[main]\ncommand = " + shell(f"ls {tmp_path}; pgrep redis || echo no redis; exec sleep 1000") + "\n")
    init.expect("^no redis$")
    assert "dump.rdb" in init.out.lines() and "OK" in init.out.lines()
    stop(init, 143)
    order = order_of(init, "service_ready", "hook_succeeded", "service_exited", "main_started")
    assert [event for event, _ in order] == ["service_ready", "hook_succeeded", "service_exited", "main_started"]
    assert not lines_of(init, "kill_sent")


def test_one_that_does_not_listen_is_killed_after_its_wait(jeden):
    init = jeden(toml=service("db", talker("say", "db up", "wait"), until='"fill"', ready="{ log = 'db up' }",
                              stop='[{ signal = "TERM", wait = "200ms" }]')
                 + hook("fill", talker("say", "filled"), after='["db"]') + main())
    init.expect("^main up$")
    stop(init)
    assert [event for event, _ in order_of(init, "kill_sent", "main_started")] == ["kill_sent", "main_started"]


def test_what_it_leaves_in_its_group_is_gone_too(jeden):
    init = jeden(toml=service("db", shell("sleep 1000 & echo db up; trap 'exit 0' TERM; wait"), until='"fill"',
                              ready="{ log = 'db up' }")
                 + hook("fill", talker("say", "filled"), after='["db"]') + main())
    init.expect("^main up$")
    kit.until(lambda: not [p for p in init.processes() if "sleep" in kit.cmdline(p)], "what was killed is gone")
    stop(init)


def test_its_end_counts_for_nobody(jeden):
    """Not for the exit code, not as a failure, and it is not restarted."""
    init = jeden(toml=service("db", talker("on", 15, 9, "say", "db up", "wait"), until='"fill"', essential="true",
                              restart='"always"', backoff='"10ms"')
                 + hook("fill", talker("say", "filled"), after='["db"]') + main())
    init.expect("^main up$")
    stop(init)
    assert init.events("db").count("service_started") == 1


def test_one_that_dies_before_its_time_ends_the_start(jeden):
    init = jeden.run(toml=service("db", talker("exit", 4), until='"fill"', ready="{ fd = 3 }")
                     + hook("fill", talker("say", "filled"), after='["db"]') + main())
    assert init.code == 4 and not init.out.lines()


def test_a_hook_that_fails_ends_both(jeden):
    init = jeden.run(toml=service("db", serving("db"), until='"fill"')
                     + hook("fill", talker("exit", 3), after='["db"]') + main())
    assert init.code == 3 and "main up" not in init.out.lines()
    init.assert_nothing_left()


def test_a_stop_while_it_serves(jeden):
    init = jeden(toml=service("db", serving("db"), until='"fill"')
                 + hook("fill", talker("on", 15, 1, "say", "filling", "wait"), after='["db"]', timeout='"60s"')
                 + main() + '[shutdown]\nstray_grace = "1s"\n')
    expect_all(init, "db up", "filling")
    init.signal("TERM")
    assert init.wait() == 143
    init.assert_nothing_left()


def test_services_beside_it_stay(jeden):
    init = jeden(toml=service("db", serving("db"), until='"fill"') + service("cache", serving("cache"))
                 + hook("fill", talker("say", "filled"), after='["db", "cache"]') + main())
    init.expect("^main up$")
    assert [p for p in kit.descendants(init.pid) if "cache up" in kit.cmdline(p)]
    stop(init)
