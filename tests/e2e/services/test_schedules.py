"""Hooks that run again and again: how often, in which environment, and never twice at once."""

import subprocess

import pytest

import kit
from kit import talker
from service_support import hook, lines_of, main, moments_of, shell, stop


def tick(text="say tick", **keys):
    return hook("tick", talker(*text.split()), **{"every": '"30ms"', **keys})


def test_the_pace(jeden):
    init = jeden(toml=tick(every='"200ms"') + main())
    for _ in range(5):
        init.expect("^tick$")
    stop(init)
    at = moments_of(init, "hook_started")
    assert at[4] - at[0] >= 4 * 0.2 - 0.05, at
    assert at[0] - moments_of(init, "main_started")[0] >= 0.15


def test_never_twice_at_once(jeden):
    """Each run takes longer than the pace."""
    init = jeden(toml=hook("tick", shell("mkdir lock || echo overlap; sleep 0.1; rmdir lock; echo tick"), every='"20ms"')
                 + main())
    for _ in range(4):
        init.expect("^tick$")
    stop(init)
    assert "overlap" not in init.out.lines()


def test_it_has_the_containers_environment(jeden):
    """What cron is missed for: PATH, and what the container was given."""
    init = jeden(toml='[env]\nFROM_FILE = "two"\n' + hook("tick", shell('echo "$FROM_ENGINE $FROM_FILE $PATH"'),
                                                          every='"30ms"') + main(),
                 env={"FROM_ENGINE": "one"})
    init.expect(f"^one two {kit.PATH}$")
    stop(init)


def test_a_failure_is_told_and_does_nothing(jeden):
    init = jeden(toml=tick("say tick exit 7") + main())
    for _ in range(3):
        init.expect("^tick$")
    stop(init)
    assert {line["code"] for line in lines_of(init, "hook_failed", "tick") if "signal" not in line} == {"7"}


def test_one_that_hangs_is_ended_by_its_timeout_and_runs_again(jeden):
    init = jeden(toml=tick("on 15 1 say tick wait", timeout='"100ms"', backoff='"10ms"') + main() + '[shutdown]\n')
    init.expect("^tick$")
    init.expect_event("hook_timed_out", "tick")
    init.expect("^tick$")
    init.signal("TERM")
    init.wait()
    init.assert_nothing_left()


def test_main_does_not_wait_for_it(jeden):
    init = jeden(toml=tick(every='"1h"') + main())
    init.expect("^main up$")
    stop(init)
    assert "tick" not in init.out.lines()


def test_it_runs_only_while_main_is_ready(jeden, tmp_path):
    init = jeden(toml=tick() + main(ready=f'{{ wait = "file://{tmp_path}/open" }}'))
    init.expect("^main up$")
    init.expect_event("wait_pending", "main")
    assert "tick" not in init.out.lines()
    (tmp_path / "open").touch()
    init.expect("^tick$")
    stop(init)


def test_the_stop_ends_a_run(jeden):
    init = jeden(toml=tick("on 15 0 say tick wait") + main())
    init.expect("^tick$")
    stop(init)
    assert init.took < 10


def test_by_the_clock(jeden):
    """Every minute; the log of the plan says so, and a run is due within sixty seconds."""
    init = jeden(toml=hook("tick", talker("say", "tick"), cron='"* * * * *"') + main())
    init.expect("^main up$")
    stop(init)
    path = jeden.config(hook("tick", '["true"]', cron='"61 * * * *"') + main())
    result = subprocess.run([kit.JEDEN, "check", path], capture_output=True, text=True)
    assert result.returncode == 78 and "cron" in result.stderr


@pytest.mark.parametrize("keys", [{"every": '"1s"', "cron": '"* * * * *"'}, {"jitter": '"1s"'}, {"every": '"0s"'}])
def test_what_makes_no_sense(jeden, keys):
    path = jeden.config(hook("tick", '["true"]', **keys) + main())
    result = subprocess.run([kit.JEDEN, "check", path], capture_output=True, text=True)
    assert result.returncode == 78, result.stdout


def test_jitter(jeden):
    """Later than the pace says, each time differently."""
    init = jeden(toml=tick(every='"100ms"', jitter='"200ms"') + main())
    for _ in range(7):
        init.expect("^tick$")
    stop(init)
    at = moments_of(init, "hook_started")
    gaps = [b - a for a, b in zip(at, at[1:])]
    assert at[6] - at[0] >= 6 * 0.1 - 0.05 and max(gaps) - min(gaps) > 0.01, gaps
