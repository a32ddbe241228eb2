"""What every program can be given: user, folder, mask, limits, streams."""

import os
import pwd
import re

import pytest

import kit
from kit import talker

NOBODY = pwd.getpwnam("nobody")
WWW = pwd.getpwnam("www-data")


def main(actions, keys, **more):
    return f"[main]\ncommand = {talker(*actions)}\n{keys}\n"


@pytest.mark.parametrize("user, uid, gid, groups", [
    ('"www-data"', WWW.pw_uid, WWW.pw_gid, [WWW.pw_gid]), ('"33"', 33, 33, [33]), ("33", 33, 33, [33]),
    ('"nobody:www-data"', NOBODY.pw_uid, WWW.pw_gid, [WWW.pw_gid]), ('"12345:23456"', 12345, 23456, [23456]),
    ('"12345"', 12345, 0, [0]),
])
def test_user(jeden, user, uid, gid, groups):
    init = jeden.run(toml=main(["user"], f"user = {user}"))
    match = re.match(r"user uid=(\S+) gid=(\S+) groups(.*)$", init.out.text())
    assert match, init.err.text()
    assert match[1] == f"{uid},{uid},{uid}" and match[2] == f"{gid},{gid},{gid}"
    assert set(map(int, match[3].split())) <= set(groups)


def test_supplementary_groups(jeden):
    init = jeden.run(toml=main(["user"], 'user = "www-data"\ngroups = ["adm", 4321]'))
    assert set(init.out.text().split("groups")[1].split()) >= {"4", "4321"}


def test_home_and_names_follow(jeden):
    command = kit.words("/bin/sh", "-c", "echo $HOME $USER $LOGNAME")
    init = jeden.run(toml=f'[main]\ncommand = {command}\nuser = "www-data"\n', env={"HOME": "/root", "USER": "root"})
    assert init.out.lines() == ["/var/www www-data www-data"]


def test_an_unknown_user_is_an_error(jeden):
    init = jeden.run(toml=main(["user"], 'user = "no-such-user"'))
    assert init.code == 78 and "no-such-user" in init.err.text() and not init.out.text()


def test_main_and_hooks_may_differ(jeden):
    init = jeden.run(toml=f'[[hook]]\nname = "h"\nrun = {talker("user")}\nuser = "nobody"\n' + main(["user"], ""))
    assert f"uid={NOBODY.pw_uid}," in init.out.lines()[0] and "uid=0," in init.out.lines()[1]


def test_folder_umask_nice(jeden):
    init = jeden.run(toml=main(["here"], 'working_directory = "/usr"\numask = "0027"\nnice = 5'))
    assert init.out.lines() == ["here /usr umask=0027 nice=5"]


def test_a_folder_that_does_not_exist(jeden):
    init = jeden.run(toml=main(["here"], 'working_directory = "/no/such"'))
    assert init.code in (70, 78, 126) and "/no/such" in init.err.text() and not init.out.text()


def test_limits(jeden):
    init = jeden.run(toml=main(["limits"], "limits = { nofile = { soft = 100, hard = 200 } }"))
    assert init.out.lines() == ["limits nofile=100:200"]


def status(jeden, keys, field):
    init = jeden.run(toml=f'[main]\ncommand = ["cat", "/proc/self/status"]\n{keys}\n')
    assert init.code == 0, init.err.text()
    return re.search(rf"^{field}:\s*(\S+)", init.out.text(), re.M)[1]


def test_no_new_privileges(jeden):
    assert status(jeden, "no_new_privileges = true", "NoNewPrivs") == "1"
    assert status(jeden, "", "NoNewPrivs") == "0"


@pytest.mark.parametrize("field", ["CapBnd", "CapPrm", "CapEff"])
def test_capabilities(jeden, field):
    kept = int(status(jeden, 'capabilities = ["NET_BIND_SERVICE", "CAP_CHOWN"]', field), 16)
    assert kept == 1 << 10 | 1 << 0


def test_capabilities_without_root(jeden):
    kept = int(status(jeden, 'capabilities = ["NET_BIND_SERVICE"]\nuser = "nobody"', "CapEff"), 16)
    assert kept == 1 << 10


def test_oom_score(jeden):
    init = jeden.run(toml='[main]\ncommand = ["cat", "/proc/self/oom_score_adj"]\noom_score_adjust = 300\n')
    assert init.out.lines() == ["300"]


def output(actions, keys):
    return f"[main]\ncommand = {talker(*actions)}\n{keys}\n"


def test_output_to_a_file_is_appended(jeden):
    path = jeden.folder / "out"
    path.write_text("before\n")
    init = jeden.run(toml=output(["say", "hello", "to-error", "oops"], f'stdout = "{path}"'))
    assert path.read_text() == "before\nhello\n"
    assert "oops" in init.err.lines() and not init.out.text()


def test_a_program_that_ends_at_once_has_its_output_in_the_file(jeden):
    """Its relay may not have come to its first instruction yet when the strays are asked to end."""
    path = jeden.folder / "out"
    toml = output(["say", "hello"], f'stdout = "{path}"')
    for number in range(1, 101):
        assert jeden.run(toml=toml).code == 0
        assert path.read_text() == "hello\n" * number


def test_error_joins_output(jeden):
    path = jeden.folder / "out"
    jeden.run(toml=output(["say", "hello", "to-error", "oops", "say", "bye"], f'stdout = "{path}"\nstderr = "stdout"'))
    assert path.read_text() == "hello\noops\nbye\n"


def test_output_to_nowhere(jeden):
    init = jeden.run(toml=output(["say", "hello", "to-error", "oops", "exit", 4], 'stdout = "null"\nstderr = "null"'))
    assert init.code == 4 and not init.out.text() and "oops" not in init.err.text()


def test_input_from_a_file(jeden):
    path = jeden.folder / "in"
    path.write_text("hello\n")
    init = jeden.run(toml=output(["read", "read"], f'stdin = "{path}"'))
    assert init.out.lines() == ["read hello", "read end"]


def test_an_output_that_cannot_be_opened(jeden):
    init = jeden.run(toml=output(["say", "hello"], 'stdout = "/no/such/folder/out"'))
    assert init.code != 0 and "/no/such/folder/out" in init.err.text()


def test_the_file_is_opened_anew_when_it_was_moved(jeden):
    path = jeden.folder / "out"
    init = jeden(toml=output(["say", "one", "on", 15, 0, "wait"], f'stdout = "{path}"'))
    kit.until(lambda: path.exists() and "one" in path.read_text(), "the first line")
    path.rename(jeden.folder / "out.1")
    # It looks for a move now and then, not with every line.
    kit.until(lambda: init.signal("USR1") or path.exists() and "signal 10" in path.read_text(), "a line in a new file")
    init.signal("TERM")
    assert init.wait() == 0
    assert (jeden.folder / "out.1").read_text().startswith("one\n")
    assert path.read_text().endswith("signal 15\n")


def test_a_full_disk_does_not_stop_anything(jeden):
    init = jeden.run(toml=output(["say", "hello", "exit", 4], 'stdout = "/dev/full"'))
    assert init.code == 4


def test_a_service_has_no_input_and_main_has(jeden):
    import subprocess

    init = jeden(toml=f"[service.s]\ncommand = {talker('read', 'on', 15, 0, 'wait')}\n"
                      f"[main]\ncommand = {talker('read', 'read', 'exit', 0)}\n", input=subprocess.PIPE)
    init.process.stdin.write(b"hello\n")
    init.process.stdin.flush()
    kit.until(lambda: {"read end", "read hello"} <= set(init.out.lines()), "both have read")
    init.process.stdin.close()
    assert init.wait() == 0


def ordinary():
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)


def test_who_is_not_root_stays_who_they_are(jeden):
    """docker run --user and OpenShift choose the user from outside; the file's user is for root."""
    init = jeden.run(toml=main(["user"], 'user = "www-data"'), pid1=False, before=ordinary)
    assert init.code == 0 and re.match(r"user uid=65534\S* gid=65534\S* groups", init.out.text())
    assert init.err.text().count("cannot become another user") == 1


def test_who_is_not_root_does_not_become_root(jeden):
    init = jeden.run(toml=main(["user"], 'user = "root"'), pid1=False, before=ordinary)
    assert init.code == 70 and "CAP_SETGID" in init.err.text() and not init.out.text()


def test_what_a_hook_wrote_is_in_the_file_when_it_has_ended(jeden):
    """Whoever comes after it may want to read it."""
    pairs = "".join(f"""
[[hook]]
run = ["sh", "-c", "echo {number}; echo {number} >&2"]
stdout = "{jeden.folder}/{number}"
stderr = "stdout"

[[hook]]
run = ["cat", "{jeden.folder}/{number}"]
""" for number in range(20))
    init = jeden.run(toml=pairs + "[main]\ncommand = ['true']\n")
    assert init.code == 0
    assert init.out.lines() == [str(number) for number in range(20) for _ in range(2)]
