"""Programs beside main: order, readiness, health, restarts, and the way down."""

import os
import socket

import pytest

import kit
from kit import python, talker


def service(name, command, **keys):
    lines = [f"[service.{name}]", f"command = {command}"]
    lines += [f"{key} = {value}" for key, value in keys.items()]
    return "\n".join(lines) + "\n"


def serving(name):
    """Runs until TERM, then ends with 0, and says both."""
    return talker("say", f"{name} up", "on", 15, 0, "wait")


def shell(text):
    return kit.words("/bin/sh", "-c", text)


MAIN = f"[main]\ncommand = {talker('on', 15, 0, 'say', 'main up', 'wait')}\n"
SHORT = f"[main]\ncommand = {talker('say', 'main', 'exit', 5)}\n"


def stop(init):
    init.expect("^main up$")
    init.signal("TERM")
    return init.wait()


def test_services_start_as_early_as_possible_and_stop_in_reverse(jeden):
    init = jeden(toml=service("a", serving("a")) + service("b", serving("b"), after='["a"]')
                 + service("c", serving("c"), after='["b"]') + MAIN)
    assert stop(init) == 0
    started = [line for line in init.err.lines() if "event=service_started" in line or "event=main_started" in line]
    assert [line.split("unit=")[1].split()[0] for line in started] == ["a", "b", "c", "main"]
    exits = [init.events(name).index("service_exited") for name in "abc"]
    assert all(at >= 0 for at in exits)
    ended = [line for line in init.err.lines() if "event=service_exited" in line or "event=main_exited" in line]
    assert [line.split("unit=")[1].split()[0] for line in ended] == ["main", "c", "b", "a"]


def test_main_waits_for_a_service_that_is_ready_by_a_descriptor(jeden):
    init = jeden.run(toml=service("s", shell("echo first; echo >&4; exec sleep 1000"), ready="{ fd = 4 }") + SHORT)
    assert init.code == 5 and init.out.lines() == ["first", "main"]
    assert init.events("s").index("service_ready") > init.events("s").index("service_started")


def test_ready_by_a_line_of_output(jeden):
    init = jeden.run(toml=service("s", shell("echo starting; echo 'listening on 80' >&2; exec sleep 1000"),
                                  ready="{ log = 'listening on [0-9]+' }") + SHORT)
    assert init.code == 5 and "service_ready" in init.events("s")
    assert "starting" in init.out.lines() and "listening on 80" in init.err.lines()


def test_ready_after_a_delay(jeden):
    init = jeden.run(toml=service("s", talker("wait"), ready='{ delay = "200ms" }') + SHORT)
    assert init.code == 5 and "service_ready" in init.events("s")


NOTIFY = """
import os, socket, sys
def tell(text):
    s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    s.sendto(text.encode(), os.environ['NOTIFY_SOCKET'].replace('@', '\\0', 1))
"""


def test_ready_by_sd_notify(jeden):
    text = NOTIFY + "tell('STATUS=warm\\nREADY=1')\nimport signal; signal.pause()"
    init = jeden.run(toml=service("s", python(text), ready='{ notify = "systemd" }') + SHORT)
    assert init.code == 5 and "service_ready" in init.events("s")
    assert any("event=status_told" in line and "warm" in line for line in init.err.lines())


def test_nobody_inherits_the_notify_socket_of_the_container(jeden, tmp_path):
    upwards = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    upwards.bind(str(tmp_path / "notify"))
    upwards.settimeout(kit.PATIENCE)
    init = jeden(toml=service("s", shell("echo [$NOTIFY_SOCKET]; exec sleep 1000")) + MAIN,
                 env={"NOTIFY_SOCKET": str(tmp_path / "notify")})
    assert upwards.recv(100) == b"READY=1"
    assert stop(init) == 0
    assert upwards.recv(100) == b"STOPPING=1"
    assert "[]" in init.out.lines()


def test_a_silent_watchdog_gets_its_program_restarted(jeden):
    text = NOTIFY + "tell('READY=1')\nprint('up')\nimport signal; signal.pause()"
    init = jeden(toml=service("s", python(text), ready='{ notify = "systemd", watchdog = "200ms" }',
                              restart='"on_failure"', backoff='"10ms"', restart_limit="100") + MAIN)
    for _ in range(3):
        init.expect("^up$")
    init.signal("TERM")
    init.wait()
    assert "service_unhealthy" in init.events("s")


def test_a_gate_that_never_opens_gives_the_start_up_with_75(jeden):
    init = jeden.run(toml=service("s", talker("wait"), ready='{ fd = 3, timeout = "200ms" }', essential="true",
                                  stop='[{ signal = "KILL" }]') + SHORT)
    assert init.code == 75 and "main" not in init.out.lines()


def test_liveness_restarts_after_enough_failures(jeden, tmp_path):
    flag = tmp_path / "healthy"
    flag.touch()
    init = jeden(toml=service("s", serving("s"), restart='"on_failure"', backoff='"10ms"',
                              live=f'{{ wait = "file://{flag}", interval = "50ms", timeout = "50ms", failures = 3 }}')
                 + MAIN)
    init.expect("^s up$")
    flag.unlink()
    init.expect("^s up$")
    flag.touch()
    init.signal("TERM")
    assert init.wait() == 0
    assert "service_unhealthy" in init.events("s")


def test_a_service_that_fails_is_restarted_until_its_limit(jeden):
    init = jeden.run(toml=service("s", talker("say", "s", "exit", 9), restart='"on_failure"', backoff='"10ms"',
                                  restart_limit="3") + MAIN)
    assert init.code == 9
    assert init.out.lines().count("s") == 4


def test_a_service_that_ends_well_is_left_alone(jeden):
    init = jeden(toml=service("s", talker("say", "s", "exit", 0), restart='"on_failure"', backoff='"10ms"') + MAIN)
    assert stop(init) == 0
    assert init.out.lines().count("s") == 1


def test_an_essential_service_ends_the_container_with_its_code(jeden):
    init = jeden.run(toml=service("s", talker("exit", 7), essential="true") + MAIN)
    assert init.code == 7


def test_a_bound_service_goes_with_what_it_needs(jeden):
    init = jeden(toml=service("a", shell("echo a; read x < fifo"), restart='"always"', backoff='"10ms"')
                 + service("b", serving("b"), after='["a"]', bind="true") + MAIN, before=lambda: os.mkfifo("fifo"))
    init.expect("^b up$")
    with open(init_folder(jeden) / "fifo", "w"):
        pass
    init.expect("^b up$")
    init.signal("TERM")
    assert init.wait() == 0


def init_folder(jeden):
    return jeden.folder


def test_a_temporary_service_is_gone_before_main_starts(jeden):
    init = jeden.run(toml=service("db", serving("db"), until='"load"')
                     + f'[[hook]]\nname = "load"\nafter = ["db"]\nrun = {talker("say", "loading")}\n' + SHORT)
    assert init.code == 5
    assert init.out.lines() == ["db up", "loading", "signal 15", "main"] or \
        init.out.lines() == ["db up", "loading", "main"]
    order = [line for line in init.err.lines() if "service_exited" in line or "main_started" in line]
    assert "service_exited" in order[0] and "main_started" in order[1]


def test_a_scheduled_hook_runs_again_and_again(jeden):
    init = jeden(toml=f'[[hook]]\nname = "tick"\nevery = "20ms"\nrun = {talker("say", "tick")}\n' + MAIN)
    for _ in range(3):
        init.expect("^tick$")
    init.signal("TERM")
    assert init.wait() == 0


def test_a_stop_command_instead_of_a_signal(jeden, tmp_path):
    init = jeden(toml=f"[main]\ncommand = {shell('echo main up; read x < fifo; exit 3')}\n"
                 f"stop_command = {shell('echo bye > fifo')}\n", before=lambda: os.mkfifo("fifo"))
    assert stop(init) == 3


def test_a_ready_file_tells_the_truth(jeden, tmp_path):
    ready = tmp_path / "ready"
    init = jeden(toml=f'[init]\nready_file = "{ready}"\n' + MAIN + '[shutdown]\ndrain = "10s"\n'
                 f'drain_until = "file://{tmp_path}/drained"\n')
    kit.until(ready.exists, "the ready file")
    init.expect("^main up$")
    init.signal("TERM")
    kit.until(lambda: not ready.exists(), "the ready file is gone")
    assert "stop_sent" not in init.events("main")
    (tmp_path / "drained").write_text("x")
    assert init.wait() == 0


def test_a_report_names_each_program_at_the_end(jeden):
    init = jeden(toml=service("deaf", talker("say", "deaf up", "wait"), stop='[{ signal = "TERM", wait = "100ms" }]')
                 + MAIN)
    init.expect("^deaf up$")
    assert stop(init) == 0
    reports = {line.split("unit=")[1].split()[0]: line for line in init.err.lines() if "event=reported" in line}
    assert set(reports) == {"deaf", "main"}
    assert "code=137" in reports["deaf"] and "code=0" in reports["main"]


def test_a_program_that_runs_too_long(jeden):
    init = jeden.run(toml=f"[main]\ncommand = {talker('wait')}\ntimeout = \"200ms\"\nstop = [{{ signal = \"KILL\" }}]\n")
    assert init.code == 137 and "main_timed_out" in init.events("main")


@pytest.mark.parametrize("code", [0, 3, 143])
def test_running_too_long_is_a_failure_however_it_ends(jeden, tmp_path, code):
    """As timeout(1) has it: 0 would look like work that is done."""
    reason = tmp_path / "reason"
    reason.touch()
    init = jeden.run(toml=f'[init]\ntermination_log = "{reason}"\n'
                     f"[main]\ncommand = {talker('on', 15, code, 'wait')}\ntimeout = \"200ms\"\n")
    assert init.code == 124 and "main_timed_out" in init.events("main")
    assert reason.read_text() == "exit code 124: main ran longer than its timeout\n"


def test_a_stop_while_running_too_long_decides(jeden):
    init = jeden(toml=f"[main]\ncommand = {talker('on', 10, 5, 'say', 'up', 'wait')}\ntimeout = \"700ms\"\n")
    init.expect("^up$")
    init.expect_event("stop_sent")
    init.signal("TERM")
    init.expect_event("stop_requested")
    os.kill(kit.children(init.pid)[0], 10)
    assert init.wait() == 5


@pytest.mark.parametrize("wrong, word", [
    (service("a", serving("a"), after='["b"]') + service("b", serving("b"), after='["a"]'), "wait for each other"),
    (service("a", serving("a"), after='["nobody"]'), "nobody"),
    (service("a", serving("a"), until='"a"'), "until"),
])
def test_what_cannot_be_ordered_starts_nothing(jeden, wrong, word):
    init = jeden.run(toml=wrong + MAIN)
    assert init.code == 78 and word in init.err.text() and not init.out.lines()


# The leader dies of the stop signal at once, the member when the test says so.
GROUP = ("child", "say", "member up", "on", 10, 0, "wait", ";", "die-on", 15, "wait")


def test_a_group_that_has_become_empty_is_noticed_before_main_runs(jeden):
    """When the member ends, jeden has no child of its own left whose end could wake it."""
    init = jeden(toml=service("s", talker(*GROUP), until='"h"', stop_to='"group"')
                 + f'[[hook]]\nname = "h"\nrun = {talker("on", 10, 0, "say", "hook up", "wait")}\nafter = ["s"]\n' + SHORT)
    kit.until(lambda: {"member up", "hook up"} <= set(init.out.lines()), "both are up")
    hook, = [child for child in kit.children(init.pid) if not kit.children(child)]
    os.kill(hook, 10)
    init.expect("^signal 15$")
    init.expect("^signal 15$")
    member, = kit.until(lambda: len(left := kit.children(init.pid)) == 1 and not kit.children(left[0]) and left,
                        "the leader is gone")
    os.kill(member, 10)
    init.expect("^main$", 5)
    assert init.wait() == 5
    assert "kill_sent" not in init.events("s")


def test_a_member_that_another_collects_is_noticed_too(jeden, tmp_path):
    """Its parent is alive and in another group, so that jeden gets no word of its end."""
    text = """
import os, signal, sys, time
signal.pthread_sigmask(signal.SIG_BLOCK, [15])
leader = os.getpid()
if os.fork() == 0:
    if os.fork() == 0:
        print('member up', flush=True)
        signal.sigwait([15])
        while os.path.exists(f'/proc/{leader}'): time.sleep(0.001)
        os._exit(0)
    os.setpgid(0, 0)
    os.wait()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [15])
    signal.pause()
signal.sigwait([15])
os._exit(0)
"""
    init = jeden(toml=service("s", python(text), until='"h"', stop_to='"group"', ready='{ log = "member up" }')
                 + '[[hook]]\nname = "h"\nrun = ["true"]\nafter = ["s"]\n' + SHORT)
    init.expect("^main$", 5)
    assert init.wait() == 5
    assert "kill_sent" not in init.events("s")


def test_ready_hooks_find_the_ready_file(jeden, tmp_path):
    ready = tmp_path / "is-ready"
    init = jeden(toml=f'[init]\nready_file = "{ready}"\n[[hook]]\nname = "h"\nstage = "ready"\n'
                 + f'run = {kit.words("test", "-e", ready)}\n' + MAIN)
    init.expect_event("hook_succeeded", "h")
    assert stop(init) == 0
