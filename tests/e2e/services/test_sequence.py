"""The whole shutdown, stage by stage, and that a stage that hangs eats only its own share of the grace."""

import json
import os
import subprocess
import time

import pytest

import kit
from kit import talker
from service_support import deaf, expect_all, hook, inner_pid, lines_of, main, order_of, python, service, serving, shell, \
    stop


def test_every_stage_in_order(jeden, tmp_path):
    """not ready, drain, stop hooks, main, services in reverse order, strays, end hooks, exit: each by its own word."""
    ready = tmp_path / "ready"
    look = f"test -e {ready} && echo still ready; "
    stray = "import os, signal, sys\nif os.fork(): sys.exit(0)\nos.setsid()\nprint('stray up')\n" \
            "signal.signal(signal.SIGTERM, lambda *_: (print('stray told'), sys.exit(0)))\nsignal.pause()"
    init = jeden(toml=f'[init]\nready_file = "{ready}"\ngrace = "20s"\n' + service("db", serving("db"))
                 + service("app", serving("app"), after='["db"]') + service("log", serving("log"))
                 + hook("leave", python(stray), after="[]")
                 + hook("deregister", shell(look + "echo stop hook"), stage='"stop"')
                 + hook("farewell", shell("echo end hook"), stage='"end"')
                 + main() + f'[shutdown]\ndrain = "10s"\ndrain_until = "file://{tmp_path}/drained"\n')
    expect_all(init, "stray up", "main up", "app up", "db up", "log up")
    kit.until(ready.exists, "the ready file")
    init.signal("TERM")
    kit.until(lambda: not ready.exists(), "not ready any more")
    init.expect_event("drain_started")
    assert not {"hook_started", "stop_sent"} & set(init.events("deregister") + init.events("main"))
    (tmp_path / "drained").touch()
    assert init.wait() == 0
    init.assert_nothing_left()
    order = order_of(init, "drain_started", "hook_succeeded", "main_exited", "service_exited", "stray_stopped", "ended")
    names = [f"{event} {unit or ''}".strip() for event, unit in order if (event, unit) != ("hook_succeeded", "leave")]
    assert names[:3] == ["drain_started main", "hook_succeeded deregister", "main_exited main"]
    assert set(names[3:5]) == {"service_exited app", "service_exited log"} or \
        names[3:6].index("service_exited app") < names[3:6].index("service_exited db")
    assert names.index("service_exited app") < names.index("service_exited db") < names.index("stray_stopped")
    assert names[-2:] == ["hook_succeeded farewell", "ended"]
    said = init.out.lines()
    assert "still ready" not in said
    assert said.index("stop hook") < said.index("stray told") < said.index("end hook")


HANGING = {
    "drain": dict(drain="60s"),
    "stop hook": dict(hooks=("stop",)),
    "main": dict(main=deaf("main")),
    "service": dict(service=deaf("one")),
    "stray": dict(stray=True),
    "end hook": dict(hooks=("end",)),
    "everything": dict(drain="60s", hooks=("stop", "end"), main=deaf("main"), service=deaf("one"), stray=True),
}


@pytest.mark.parametrize("what", HANGING)
def test_whatever_hangs_the_grace_is_kept(jeden, what):
    """And whoever comes later still gets its signal, and is not just killed."""
    hang = HANGING[what]
    hooks = "".join(hook(name, talker("say", f"{name} hook", "wait") if name in hang.get("hooks", ())
                         else talker("say", f"{name} hook"), stage=f'"{name}"') for name in ("stop", "end"))
    stray = hook("leave", kit.words(kit.TALK, "child", "session", "wait", ";", "say", "left")) if hang.get("stray") else ""
    init = jeden(toml='[init]\ngrace = "3s"\n' + service("one", hang.get("service", serving("one"))) + stray + hooks
                 + f"[main]\ncommand = {hang.get('main', talker('on', 15, 0, 'say', 'main up', 'wait'))}\n"
                 + (f"[shutdown]\ndrain = \"{hang['drain']}\"\n" if "drain" in hang else ""))
    expect_all(init, "main up", "one up")
    asked = time.monotonic()
    init.signal("TERM")
    code = init.wait()
    took = time.monotonic() - asked
    init.assert_nothing_left()
    assert took < 3.2, init.err.text()
    assert code == (137 if "main" in hang else 0)
    said = init.out.lines()
    assert "stop hook" in said and "end hook" in said
    assert said.count("signal 15") >= 2
    assert lines_of(init, "stop_sent", "main") and lines_of(init, "stop_sent", "one")


def test_independent_services_stop_together(jeden):
    """Six that take 300 ms each are gone in much less than the sum."""
    slow = python("import signal, sys, threading\nimport os\n"
                  "signal.signal(signal.SIGTERM, lambda *_: (threading.Event().wait(0.3), os._exit(0)))\n"
                  "sys.stdout.write(sys.argv[1] + ' up\\n')\nwhile True: signal.pause()", "NAME")
    init = jeden(toml="".join(service(f"s{n}", slow.replace("NAME", f"s{n}")) for n in range(6)) + main())
    expect_all(init, "main up", *[f"s{n} up" for n in range(6)])
    asked = time.monotonic()
    stop(init)
    assert time.monotonic() - asked < kit.at_most(1.5)


def test_a_stop_command_for_a_service(jeden, tmp_path):
    init = jeden(toml=service("db", shell("echo db up; read line < fifo; echo $line; exit 0"),
                              stop_command=shell("echo bye > fifo"), working_directory=f'"{tmp_path}"') + main(),
                 before=lambda: os.mkfifo(tmp_path / "fifo"))
    expect_all(init, "db up", "main up")
    stop(init)
    assert "bye" in init.out.lines() and not lines_of(init, "kill_sent")


@pytest.mark.parametrize("command", [["/no/such/program"], ["/bin/sh", "-c", "exit 1"]])
def test_a_stop_command_that_fails_is_followed_by_the_signal(jeden, command):
    init = jeden(toml=service("db", talker("on", 15, 0, "say", "db up", "wait"), stop_command=kit.words(*command)) + main())
    expect_all(init, "db up", "main up")
    stop(init)
    assert lines_of(init, "stop_command_failed", "db") and not lines_of(init, "kill_sent")
    assert lines_of(init, "service_exited", "db")[0]["code"] == "0"


def test_a_stop_command_that_hangs_is_ended_with_its_program(jeden):
    init = jeden(toml='[init]\ngrace = "2s"\n' + service("db", deaf("db"), stop_command=shell("sleep 1000")) + main())
    expect_all(init, "db up", "main up")
    stop(init)


def test_drain_until_that_never_says_so_lasts_as_long_as_drain(jeden):
    init = jeden(toml=main() + '[shutdown]\ndrain = "500ms"\ndrain_until = "file:///no/such/file"\n')
    init.expect("^main up$")
    asked = time.monotonic()
    stop(init)
    assert 0.5 <= time.monotonic() - asked < kit.at_most(3)


def test_drain_until_a_command_says_so(jeden, tmp_path):
    """The program counts its own connections."""
    script = tmp_path / "drained"
    script.write_text(f"#!/bin/sh\ntest ! -e {tmp_path}/connection\n")
    script.chmod(0o755)
    (tmp_path / "connection").touch()
    init = jeden(toml='[init]\ngrace = "60s"\n' + main() + f'[shutdown]\ndrain = "50s"\ndrain_until = "exec:{script}"\n')
    init.expect("^main up$")
    init.signal("TERM")
    init.expect_event("drain_started")
    assert "signal 15" not in init.out.lines()
    (tmp_path / "connection").unlink()
    assert init.wait() == 0
    assert init.took < 20


def test_main_that_ends_ends_the_drain(jeden):
    init = jeden(toml='[init]\ngrace = "60s"\n' + main("on", 10, 3) + '[shutdown]\ndrain = "50s"\n')
    init.expect("^main up$")
    init.signal("TERM")
    init.expect_event("drain_started")
    os.kill(kit.children(init.pid)[0], 10)
    assert init.wait() == 3
    assert init.took < 10


def test_a_stop_during_the_start_stops_what_has_started_in_order(jeden):
    """Two services run, a third waits for its gate, main never starts."""
    init = jeden(toml=service("db", serving("db")) + service("app", serving("app"), after='["db"]')
                 + service("gate", serving("gate"), after='["app"]', ready="{ fd = 3 }")
                 + service("never", serving("never"), after='["gate"]') + main())
    expect_all(init, "db up", "app up", "gate up")
    init.signal("INT")
    assert init.wait() == 130
    init.assert_nothing_left()
    assert [unit for _, unit in order_of(init, "service_exited")] == ["gate", "app", "db"]
    assert "never up" not in init.out.lines() and "main up" not in init.out.lines()


def test_a_stop_while_a_service_pauses_before_its_restart(jeden):
    init = jeden(toml=service("one", talker("exit", 3), restart='"always"', backoff='"60s"', backoff_max='"60s"') + main())
    init.expect("^main up$")
    init.expect_event("service_restarted", "one")
    stop(init)
    assert init.took < 10


@pytest.mark.parametrize("requests, seconds", [(2, 3), (3, 1)])
def test_asking_again_hurries_all_stages(jeden, requests, seconds):
    """Nobody listens; twice: a second for each stage at most, three times: all is killed."""
    init = jeden(toml='[init]\ngrace = "120s"\n' + service("one", deaf("one"))
                 + f"[main]\ncommand = {deaf('main')}\n" + '[shutdown]\ndrain = "60s"\n')
    expect_all(init, "main up", "one up")
    asked = time.monotonic()
    for number in range(requests):
        init.signal("TERM")
        kit.until(lambda: len([e for e in init.events() if e in ("stop_requested", "stop_hurried", "stop_forced")]) > number,
                  "the request is answered")
    assert init.wait() == 137
    assert time.monotonic() - asked < seconds + 1.5
    init.assert_nothing_left()


def test_the_code_is_the_causes(jeden):
    """Main ends with 5 first; that a service ends with 9 and an end hook with 7 afterwards changes nothing."""
    init = jeden(toml=service("one", talker("on", 15, 9, "say", "one up", "wait"))
                 + hook("last", talker("exit", 7), stage='"end"') + main("on", 10, 5))
    expect_all(init, "main up", "one up")
    os.kill(inner_pid(init, "main up"), 10)
    assert init.wait() == 5


# The budget, before anything runs


def tool(name, path, *words):
    return subprocess.run([kit.JEDEN, name, path, *words], capture_output=True, text=True)


LONG = ('[init]\ngrace = "10s"\n[main]\ncommand = ["x"]\nstop = [{ signal = "TERM", wait = "4s" }]\n'
        '[service.db]\ncommand = ["x"]\nstop = [{ signal = "TERM", wait = "9s" }]\n')


def test_check_names_the_key_that_breaks_the_budget(jeden):
    result = tool("check", jeden.config(LONG))
    text = result.stdout + result.stderr
    assert "grace is 10s" in text and "service" in text and "stop" in text and "9" in text, text
    assert "most is [service.db] stop, which makes services take 9s" in text, text
    hooks = "".join(hook(name, '["x"]', stage='"end"', timeout=f'"{seconds}s"') for name, seconds in (("a", 4), ("b", 9)))
    text = tool("check", jeden.config(LONG + hooks)).stderr
    assert "most is the timeout of hook b, which makes end hooks take 17s" in text, text
    fine = tool("check", jeden.config(LONG.replace('grace = "10s"', 'grace = "20s"')))
    assert fine.returncode == 0 and "grace is" not in fine.stdout + fine.stderr


def test_plan_prints_the_table(jeden):
    path = jeden.config(LONG.replace('"9s"', '"2s"') + hook("bye", '["x"]', stage='"stop"', timeout='"500ms"'))
    text = tool("plan", path).stdout
    for word in ("shutdown within 10s", "stop hooks", "main", "services", "bye", "db", "strays"):
        assert word in text, text
    plan = json.loads(tool("plan", path, "--json").stdout)["shutdown"]
    stages = {stage["stage"]: stage for stage in plan["stages"]}
    assert stages["main"]["want_ms"] >= 4000 and stages["services"]["want_ms"] >= 2000
    latest = [stage["latest_ms"] for stage in plan["stages"]]
    assert latest == sorted(latest) and latest[-1] <= plan["grace_ms"]


def test_the_worst_case_is_along_the_critical_path(jeden):
    """Services side by side count once, those in a row add up."""
    def worst(after):
        text = ('[init]\ngrace = "60s"\n[main]\ncommand = ["x"]\nstop = [{ signal = "TERM", wait = "1s" }]\n'
                + "".join(service(f"s{n}", '["x"]', stop='[{ signal = "TERM", wait = "3s" }]',
                                  **({"after": f'["s{n - 1}"]'} if after and n else {})) for n in range(4)))
        return json.loads(tool("plan", jeden.config(text), "--json").stdout)["shutdown"]["worst_case_ms"]
    assert 8_500 < worst(after=True) - worst(after=False) < 10_000
