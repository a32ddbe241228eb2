"""When there is no room for another process, what runs goes on running."""

import kit
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
