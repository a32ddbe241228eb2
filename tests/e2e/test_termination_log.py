"""One line that says why, for Kubernetes: only if the file exists, and only for a failure."""

import pytest

import kit
from kit import talker
from lines import logfmt


@pytest.mark.parametrize("code, lines", [(3, 1), (0, 0)])
def test_it_says_why(jeden, code, lines):
    path = jeden.folder / "termination"
    path.touch()
    jeden.run(toml=f'[init]\ntermination_log = "{path}"\n[main]\ncommand = {talker("exit", code)}\n')
    assert len(path.read_text().splitlines()) == lines


def test_it_is_not_made(jeden):
    path = jeden.folder / "termination"
    assert jeden.run(toml=f'[init]\ntermination_log = "{path}"\n[main]\ncommand = {talker("exit", 3)}\n').code == 3
    assert not path.exists()


def test_a_failed_hook_is_named(jeden):
    path = jeden.folder / "termination"
    path.touch()
    jeden.run(toml=f'[init]\ntermination_log = "{path}"\n[[hook]]\nname = "migrate"\nrun = ["false"]\n'
                   f"[main]\ncommand = {talker('exit', 0)}\n")
    assert "migrate" in path.read_text()


def why(jeden, toml, code, stop=None):
    path = jeden.folder / "termination"
    path.touch()
    init = jeden(toml=f'[init]\ntermination_log = "{path}"\n' + toml)
    if stop:
        init.expect(stop)
        init.signal("TERM")
    assert init.wait() == code, init.err.text()
    line, = path.read_text().splitlines()
    assert line.startswith(f"exit code {code}: "), line
    return init, line.partition(": ")[2]


MAIN = f"[main]\ncommand = {talker('on', 15, 0, 'ready', 'wait')}\n"
CAUSES = {
    "an essential service": (f'[service.s]\ncommand = {talker("exit", 4)}\nessential = true\n', 4,
                             "the essential service s ended with code 4", "essential_ended"),
    "a restart limit": (f'[service.s]\ncommand = {talker("exit", 4)}\nrestart = "always"\nbackoff = "1ms"\n'
                        'restart_limit = 2\n', 4,
                        "service s ended with code 4, and has been restarted too often", "restart_limit_reached"),
    "health": (f'[service.s]\ncommand = {talker("wait")}\n'
               'live = { wait = "file:///no/such", interval = "10ms", failures = 2, action = "stop" }\n', 70,
               "service s is not well: file:///no/such: missing (/no/such: does not exist)", "service_unhealthy"),
    "a service that others need": (f'[service.s]\ncommand = {talker("exit", 3)}\nready = {{ fd = 4 }}\n', 3,
                                   "service s ended with code 3, and others wait for it", "needed_ended"),
    "a service that is not ready": (f'[service.s]\ncommand = {talker("wait")}\n'
                                    'ready = { fd = 4, timeout = "100ms" }\n', 75,
                                    "service s was not ready in time", "ready_timed_out"),
    "a hook": (f'[[hook]]\nname = "h"\nrun = {talker("exit", 9)}\n', 9, "hook h ended with code 9", "hook_failed"),
    "a hook that takes too long": (f'[[hook]]\nname = "h"\nrun = {talker("die-on", 15, "wait")}\ntimeout = "200ms"\n', 143,
                                   "hook h was not done in time, 200 ms", "hook_timed_out"),
    "a wait": ('[[hook]]\nname = "db"\nwait = "file:///no/such"\ntimeout = "100ms"\n', 75,
               "wait db waited in vain: file:///no/such: missing (/no/such: does not exist)", "hook_failed"),
    "a wait with a password": ('[[hook]]\nname = "db"\nwait = ["postgres://app:hunter2@127.0.0.1:1/app", "file:///"]\n'
                               'timeout = "100ms"\n', 75,
                               "wait db waited in vain: postgres://app@127.0.0.1:1/app: refused (127.0.0.1:1: connection refused)", "hook_failed"),
    "a program that does not answer": (f'[service.s]\ncommand = {talker("wait")}\n'
                                       'ready = { wait = "tcp://127.0.0.1:1", timeout = "200ms" }\n', 75,
                                       "service s was not ready in time: tcp://127.0.0.1:1: refused (127.0.0.1:1: connection refused)",
                                       "ready_timed_out"),
    "a hook that does not exist": ('[[hook]]\nname = "h"\nrun = ["/no/such"]\n', 127,
                                   "hook h ended with code 127: ", "spawn_failed"),
}


@pytest.mark.parametrize("cause", CAUSES)
def test_it_names_the_cause_and_not_what_follows_from_it(jeden, cause):
    toml, code, said, event = CAUSES[cause]
    init, line = why(jeden, toml + MAIN, code)
    assert line.startswith(said) if said.endswith(" ") else line == said
    assert event in init.events()
    assert line in [logged["reason"] for logged in map(logfmt, init.err.lines()) if logged["event"] == "ended"]


def test_a_stop_before_main_is_the_cause(jeden):
    hook = f'[[hook]]\nname = "h"\nrun = {talker("die-on", 15, "ready", "wait")}\n'
    init, line = why(jeden, hook + MAIN, 143, stop="^ready$")
    assert line == "asked to stop by SIGTERM before main was started"
    assert "hook_stopped" in init.events("h") and "hook_failed" not in init.events()


def test_main_that_was_asked_to_stop(jeden):
    main = f"[main]\ncommand = {talker('on', 15, 3, 'ready', 'wait')}\n"
    assert why(jeden, main, 3, stop="^ready$")[1] == "asked to stop by SIGTERM; main ended with code 3"


def test_what_could_not_be_started_is_not_why_another_ends(jeden, tmp_path):
    main = f"""
[[hook]]
name = "h"
run = ["sleep", "0.2"]
[service.s]
command = {talker("exit", 4)}
essential = true
after = ["h"]
[service.t]
command = ["{tmp_path}/never"]
{MAIN}after = ["h"]
"""
    assert why(jeden, main, 4)[1] == "the essential service s ended with code 4"


def test_a_skipped_hook_says_why(jeden):
    hook = f'[[hook]]\nname = "h"\nrun = {talker("exit", 9)}\n'
    for condition, said in {'unless_exists = "/"': "unless_exists /", 'if_exists = "/no/such"': "if_exists /no/such",
                            'if_command = "false"': "if_command failed", 'if_env = "NO_SUCH"': "environment"}.items():
        init = jeden.run(toml=hook + condition + f"\n[main]\ncommand = {talker('exit', 0)}\n")
        line, = [line for line in init.err.lines() if "hook_skipped" in line]
        assert said in line, line


def test_a_program_that_is_not_well_is_told_with_the_reason(jeden):
    init = jeden.run(toml=CAUSES["health"][0] + MAIN)
    line, = [line for line in init.err.lines() if "service_unhealthy" in line]
    assert "probes" in line and "attempt=2 of=2" in line
    assert all("attempt=" not in line for line in init.err.lines() if "probe_failed" in line)


@pytest.mark.skipif(not kit.is_static(kit.JEDEN), reason="the binary is not static")
def test_a_bad_configuration_is_named(jeden, tmp_path):
    """Where kubelet puts it, since the file that may name another place cannot be read."""
    root = kit.empty_root(tmp_path)
    (root / "dev").mkdir()
    log = root / "dev/termination-log"
    log.touch()
    (root / "init.toml").write_text('nonsense = 1\n[main]\ncommand = ["x"]\nnice = "very"\n')
    init = jeden.run(root=root, binary="/jeden")
    assert init.code == 78
    line, = log.read_text().splitlines()
    assert line.startswith("exit code 78: /init.toml:1:1: ") and line.endswith(" (and 1 more)"), line
