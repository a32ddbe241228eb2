"""When there is no room for another process, what runs goes on running."""

from kit import talker

# As many processes as jeden, main and its two children are; the limit counts those of the user.
USER = "54391"
CROWDED = ["prlimit", "--nproc=4:4", "setpriv", "--reuid", USER, "--regid", USER, "--clear-groups", "--inh-caps=-all",
           "--bounding-set=-all"]


def test_a_probe_and_a_stop_command_that_cannot_be_started_do_not_harm_main(jeden):
    main = talker("child", "on", 15, 0, "wait", ";", "child", "on", 15, 0, "wait", ";", "on", 15, 4, "ready", "wait")
    init = jeden(wrap=CROWDED, toml=f"""
[main]
command = {main}
stop_command = ["true"]
live = {{ wait = "exec:true", interval = "100ms", start_period = "2s", failures = 2, action = "stop" }}
""")
    init.expect("^ready$")
    for _ in range(5):
        init.expect_event("spawn_failed")
    init.signal("TERM")
    assert init.wait() == 4
    assert "main_unhealthy" not in init.events() and "kill_sent" not in init.events()
    assert "stop_command_failed" in init.events("main")


def test_a_condition_that_cannot_be_started_is_a_failed_start_of_its_hook(jeden):
    """The hook might have had something to do: to go on without it would be a guess."""
    no_thread = {"ASAN_OPTIONS": "detect_leaks=0"}  # there is no room for the one that would look for leaks
    init = jeden.run(wrap=["prlimit", "--nproc=1:1", *CROWDED[2:]], env=no_thread, toml=f"""
[[hook]]
name = "upgrade"
if_command = ["true"]
run = {talker("say", "never")}
retries = 1
backoff = "50ms"

[main]
command = {talker("say", "never")}
""")
    assert init.code == 126, init.err.text()
    assert init.events("upgrade") == ["spawn_failed", "hook_failed", "hook_retried", "spawn_failed", "hook_failed"]
    assert "never" not in init.out.lines()


def test_a_condition_whose_command_is_not_there_does_not_hold(jeden):
    init = jeden.run(toml=f"""
[[hook]]
name = "optional"
if_command = ["no-such-command"]
run = {talker("say", "never")}

[main]
command = {talker("say", "main")}
""")
    assert init.code == 0
    assert init.events("optional") == ["spawn_failed", "hook_skipped"]
    assert "never" not in init.out.lines()
