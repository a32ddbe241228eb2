"""The chain of hooks before main, and what happens when one of them fails."""

import pytest

import kit
from kit import talker

MAIN = f"[main]\ncommand = {talker('say', 'main', 'exit', 5)}\n"


def hook(name, *actions, **keys):
    lines = [f'[[hook]]\nname = "{name}"', f"run = {talker(*actions)}"]
    lines += [f"{key} = {value}" for key, value in keys.items()]
    return "\n".join(lines) + "\n"


def script(name, text, **keys):
    lines = [f"[[hook]]\nname = \"{name}\"\nscript = '''{text}'''"]
    lines += [f"{key} = {value}" for key, value in keys.items()]
    return "\n".join(lines) + "\n"


def test_one_after_the_other_then_main(jeden):
    init = jeden.run(toml="".join(hook(name, "say", name) for name in "abc") + MAIN)
    assert init.code == 5
    assert init.out.lines() == ["a", "b", "c", "main"]
    assert init.events() == ["hook_started", "hook_succeeded"] * 3 + ["main_started", *init.events("main")[1:], "ended"]


def test_side_by_side(jeden):
    """Each of the two waits for the other: they would hang if one had to end first."""
    meet = "touch {0}; until [ -e {1} ]; do :; done; echo {0}"
    init = jeden.run(toml=script("one", meet.format("a", "b"), after="[]", timeout='"10s"')
                     + script("two", meet.format("b", "a"), after="[]", timeout='"10s"')
                     + script("last", "echo last", after='["one", "two"]') + MAIN)
    assert init.code == 5
    assert sorted(init.out.lines()[:2]) == ["a", "b"] and init.out.lines()[2:] == ["last", "main"]


def test_a_failed_hook_gives_the_start_up_with_its_code(jeden):
    init = jeden.run(toml=hook("a", "exit", 3) + hook("b", "say", "b") + MAIN)
    assert init.code == 3
    assert not init.out.lines()
    assert "hook_failed" in init.events("a") and "main_started" not in init.events()


def test_a_hook_that_a_signal_ended(jeden):
    assert jeden.run(toml=hook("a", "raise", 9) + MAIN).code == 137


@pytest.mark.parametrize("program, code", [("/no/such/program", 127), ("/etc/hostname", 126)])
def test_a_hook_that_cannot_run(jeden, program, code):
    init = jeden.run(toml=f'[[hook]]\nname = "a"\nrun = ["{program}"]\n' + MAIN)
    assert init.code in (code, 78)
    assert program in init.err.text() and not init.out.lines()


def test_a_failure_may_be_only_a_warning(jeden):
    init = jeden.run(toml=hook("a", "exit", 3, on_failure='"warn"') + hook("b", "say", "b") + MAIN)
    assert init.code == 5
    assert init.out.lines() == ["b", "main"]


def test_it_is_tried_again(jeden):
    init = jeden.run(toml=script("a", "echo try >> tries; [ $(wc -l < tries) = 3 ]", retries=3, backoff='"20ms"')
                     + MAIN)
    assert init.code == 5
    assert (jeden.folder / "tries").read_text().count("try") == 3
    assert init.events("a").count("hook_retried") == 2


def test_retries_end(jeden):
    init = jeden.run(toml=script("a", "echo try >> tries; exit 9", retries=2, backoff='"20ms"') + MAIN)
    assert init.code == 9
    assert (jeden.folder / "tries").read_text().count("try") == 3


def test_the_pause_between_attempts_doubles(jeden):
    init = jeden.run(toml=script("a", "exit 9", retries=3, backoff='"100ms"') + MAIN)
    assert init.code == 9
    assert init.took >= 0.7


def test_the_pause_has_a_ceiling(jeden):
    init = jeden.run(toml=script("a", "exit 9", retries=5, backoff='"50ms"', backoff_max='"60ms"') + MAIN)
    assert init.took < 2


def test_a_timeout_ends_it(jeden):
    init = jeden.run(toml=hook("a", "on", 15, 4, "wait", timeout='"200ms"') + MAIN)
    assert init.code != 0 and init.took < 5
    assert init.out.lines() == ["signal 15"]
    assert "hook_timed_out" in init.events("a") and "main_started" not in init.events()


def test_a_timeout_ends_one_that_does_not_listen(jeden):
    init = jeden.run(toml='[init]\ngrace = "3s"\n' + hook("a", "wait", timeout='"200ms"') + MAIN)
    assert init.code != 0 and init.took < 6
    assert "main_started" not in init.events()


def test_the_timeout_is_of_one_attempt(jeden):
    init = jeden.run(toml=script("a", "echo try >> tries; [ $(wc -l < tries) = 2 ] || exec sleep 30", retries=1,
                                 backoff='"10ms"', timeout='"500ms"') + MAIN)
    assert init.code == 5


def test_a_script_has_a_shell(jeden):
    init = jeden.run(toml=script("a", "echo hello | tr a-z A-Z; X=1; echo ${X:-2} $$ | cut -d' ' -f1") + MAIN)
    assert init.out.lines()[:2] == ["HELLO", "1"]


def test_a_command_has_none(jeden):
    init = jeden.run(toml='[[hook]]\nname = "a"\nrun = ["echo", "*", "|", "$HOME", ";"]\n' + MAIN)
    assert init.out.lines()[0] == "* | $HOME ;"


def test_a_hook_has_no_input(jeden):
    init = jeden.run(toml=hook("a", "read") + MAIN)
    assert init.out.lines()[0] == "read end"


def test_hooks_start_clean(jeden):
    init = jeden.run(toml=hook("a", "signals", "descriptors") + MAIN)
    assert init.out.lines()[:3] == ["blocked", "ignored", "descriptors 0 1 2"]


@pytest.mark.parametrize("condition, runs", [
    ('unless_exists = "/etc/hostname"', False), ('unless_exists = "/no/such"', True),
    ('if_exists = "/etc/hostname"', True), ('if_exists = ["/etc/hostname", "/no/such"]', False),
    ('if_env = "WANTED"', True), ('if_env = "WANTED=yes"', True), ('if_env = "WANTED=no"', False),
    ('if_env = "UNSET"', False), ('if_env = "EMPTY"', False),
    ('unless_env = "WANTED"', False), ('unless_env = "UNSET"', True),
    ('if_command = ["true"]', True), ('if_command = ["false"]', False), ('if_command = "test -e /no/such"', False),
])
def test_conditions(jeden, condition, runs):
    init = jeden.run(toml=hook("a", "say", "a") .replace("\nrun", f"\n{condition}\nrun") + MAIN,
                     env={"WANTED": "yes", "EMPTY": ""})
    assert init.code == 5
    assert init.out.lines() == (["a", "main"] if runs else ["main"])
    assert ("hook_skipped" in init.events("a")) == (not runs)


def test_a_skipped_hook_holds_nobody_up(jeden):
    init = jeden.run(toml=hook("a", "say", "a", if_env='"UNSET"') + hook("b", "say", "b", after='["a"]') + MAIN)
    assert init.out.lines() == ["b", "main"]


def test_conditions_are_looked_at_when_the_turn_comes(jeden):
    init = jeden.run(toml=script("a", "touch made") + hook("b", "say", "b", unless_exists='"made"') + MAIN)
    assert init.out.lines() == ["main"]


def test_the_stages(jeden):
    """start; main; ready; stop, before main hears of it; end, after it has gone."""
    init = jeden(toml="".join(hook(name, "say", name, stage=f'"{name}"') for name in ("end", "stop", "ready", "start"))
                 + f"[main]\ncommand = {talker('say', 'main', 'on', 15, 6, 'wait')}\n")
    init.expect("^ready$")
    init.signal("TERM")
    assert init.wait() == 6
    assert init.out.lines() == ["start", "main", "ready", "stop", "signal 15", "end"]


def test_the_end_stage_runs_when_main_ends_by_itself(jeden):
    init = jeden.run(toml=hook("e", "say", "e", stage='"end"') + MAIN)
    assert init.code == 5
    assert init.out.lines() == ["main", "e"]


def test_a_failed_end_hook_does_not_change_the_code(jeden):
    assert jeden.run(toml=hook("e", "exit", 9, stage='"end"') + MAIN).code == 5


def test_what_a_hook_leaves_behind_is_ended(jeden):
    init = jeden.run(toml=hook("a", "child", "session", "say", "left", "on", 15, 0, "wait", ";", "exit", 0) + MAIN)
    assert init.code == 5
    init.assert_nothing_left()


def test_a_hook_may_leave_a_thousand_orphans(jeden):
    init = jeden(toml=hook("a", "orphans", 1000)
                 + f"[main]\ncommand = {talker('say', 'main', 'on', 15, 0, 'wait')}\n")
    init.expect("^main$")
    kit.until(lambda: not init.zombies(), "no zombie is left")
    init.signal("TERM")
    assert init.wait() == 0


def test_a_condition_that_hangs_has_the_time_of_its_hook(jeden):
    init = jeden.run(toml=hook("a", "say", "a", if_command='["sleep", "1000"]', timeout='"300ms"') + MAIN)
    assert init.code == 5 and init.out.lines() == ["main"]
    assert "hook_skipped" in init.events("a")
    init.assert_nothing_left()


def test_a_timeout_of_zero_is_no_limit(jeden):
    """As with timeout(1) and `jeden wait --timeout 0`."""
    hooks = f"""
[[hook]]
name = "wait"
wait = "file://{jeden.folder}/there"
timeout = "0s"

[[hook]]
name = "run"
run = ["sh", "-c", "touch up; until test -e go; do sleep 0.01; done"]
working_directory = "{jeden.folder}"
timeout = "0s"
"""
    init = jeden(toml=hooks + MAIN + "timeout = '0s'\nready = { delay = '1ms', timeout = '0s' }\n")
    init.expect_event("wait_pending")
    (jeden.folder / "there").touch()
    kit.until((jeden.folder / "up").exists, "the second hook")
    assert "hook_timed_out" not in init.events()
    (jeden.folder / "go").touch()
    assert init.wait() == 5
    assert init.events().count("hook_succeeded") == 2


@pytest.mark.parametrize("keys, levels", [({"on_failure": '"warn"'}, ["warn"]), ({}, ["error"]),
                                          ({"retries": 1, "backoff": '"1ms"'}, ["warn", "error"])])
def test_a_failure_that_ends_nothing_is_a_warning(jeden, keys, levels):
    init = jeden.run(toml=hook("a", "exit", 3, **keys) + MAIN)
    told = [line for line in init.err.lines() if "event=hook_failed" in line]
    assert [line.split("level=")[1].split()[0] for line in told] == levels
