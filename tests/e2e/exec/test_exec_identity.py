"""User, groups, capabilities: what the kernel says about the started program."""
import os
import shutil
import subprocess

import pytest

from exec_support import needs_root

pytestmark = needs_root
STATUS = ["cat", "/proc/self/status"]
CAPABILITIES = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")


def status(output):
    fields = dict(line.split(":\t", 1) for line in output.decode().splitlines() if ":\t" in line)
    return {name: value.split() for name, value in fields.items()}


def as_user(uid, gid, groups=()):
    return {"user": uid, "group": gid, "extra_groups": list(groups)}


def test_numbers(run):
    found = status(run("--user", "1234:5678", *STATUS).stdout)
    assert found["Uid"] == ["1234"] * 4
    assert found["Gid"] == ["5678"] * 4
    assert found["Groups"] == ["5678"]
    assert found["CapEff"] == found["CapPrm"] == found["CapAmb"] == ["0" * 16]


def test_name_brings_groups_and_home(run):
    result = run("--user", "nobody", "--", "sh", "-c", "id -un; id -gn; echo $HOME $USER $LOGNAME")
    assert result.stdout.decode().splitlines() == ["nobody", "nogroup", "/nonexistent nobody nobody"]


def test_group_only(run):
    result = run("--user", ":games", "--", "sh", "-c", "id -u; id -gn; echo $HOME", env={**os.environ, "HOME": "/h"})
    assert result.stdout.decode().split() == ["0", "games", "/h"]


def test_groups_are_exactly_those(run):
    assert status(run("--user", "nobody", "--groups", "games,27,audio", *STATUS).stdout)["Groups"] == ["27", "29", "60"]
    assert status(run("--user", "nobody", "--groups", "none", *STATUS).stdout)["Groups"] == []


def test_identity_leaves_the_environment_alone(run):
    result = run("--identity", "1234:5678:9,10", "--", "sh", "-c", "cat /proc/self/status; printf 'HOME:\t%s\n' $HOME",
                 env={"HOME": "/h", "PATH": os.environ["PATH"]})
    found = status(result.stdout)
    assert (found["Uid"][0], found["Gid"][0], found["Groups"], found["HOME"]) == ("1234", "5678", ["9", "10"], ["/h"])


def test_given_variables_win_over_those_of_the_user(run):
    assert run("--env", "HOME=/x", "--user", "nobody", "printenv", "HOME").stdout == b"/x\n"


@pytest.mark.parametrize("words, message", [
    (["--user", "nobdy"], b"cannot become nobdy: user nobdy does not exist (did you mean nobody?)"),
    (["--user", "nobody:gmaes"], b"cannot find group gmaes: it is not in /etc/group (did you mean games?)"),
    (["--groups", "audoi"], b"cannot find group audoi: it is not in /etc/group (did you mean audio?)"),
])
def test_unknown_names(run, words, message):
    result = run(*words, "true")
    assert result.returncode == 70
    assert result.stderr == b"jeden exec: " + message + b"\n"


def test_capabilities_become_exactly_those_asked_for(run):
    chown_and_bind = "0000000000000401"
    for user in (["--user", "nobody"], []):
        found = status(run(*user, "--capabilities", "CAP_CHOWN,net_bind_service", *STATUS).stdout)
        assert [found[name] for name in CAPABILITIES] == [[chown_and_bind]] * 5
        found = status(run(*user, "--capabilities", "none", *STATUS).stdout)
        assert [found[name] for name in CAPABILITIES] == [["0" * 16]] * 5


def test_capability_that_is_not_there(run):
    have = int(status(subprocess.check_output(STATUS))["CapPrm"][0], 16)
    if have >> 24 & 1:
        pytest.skip("CAP_SYS_RESOURCE is there")
    result = run("--capabilities", "sys_resource", "true")
    assert (result.returncode, result.stderr) == (
        70, b"jeden exec: cannot keep CAP_SYS_RESOURCE: Operation not permitted (jeden does not have it itself)\n")


def test_no_new_privileges(run):
    assert status(run("--no-new-privileges", *STATUS).stdout)["NoNewPrivs"] == ["1"]
    assert status(run("--user", "nobody", "--no-new-privileges", *STATUS).stdout)["NoNewPrivs"] == ["1"]
    assert status(run(*STATUS).stdout)["NoNewPrivs"] == ["0"]


def test_root_does_not_come_back(run):
    program = "import os\ntry: os.setuid(0)\nexcept PermissionError: print('refused')"
    assert run("--user", "nobody", "/usr/bin/python3", "-c", program).stdout == b"refused\n"


def test_ambient_and_inherited_capabilities_do_not_survive_a_change_of_user(jeden):
    setpriv = shutil.which("setpriv") or pytest.skip("no setpriv")
    found = status(subprocess.check_output(
        [setpriv, "--reuid", "1000", "--regid", "1000", "--clear-groups", "--inh-caps", "+setuid,+setgid,+chown",
         "--ambient-caps", "+setuid,+setgid,+chown", jeden, "exec", "--user", "2000:2000", *STATUS]))
    assert found["Uid"][0] == "2000"
    assert [found[name] for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")] == [["0" * 16]] * 4


def test_same_effect_as_setpriv(run):
    setpriv = shutil.which("setpriv") or pytest.skip("no setpriv")
    theirs = subprocess.check_output([setpriv, "--reuid", "nobody", "--regid", "games", "--groups", "27,29",
                                      "--no-new-privs", "--bounding-set", "-all,+chown", "--inh-caps", "-all", *STATUS])
    ours = run("--user", "nobody:games", "--groups", "27,29", "--no-new-privileges", *STATUS).stdout
    for name in ("Uid", "Gid", "Groups", "NoNewPrivs", "CapPrm", "CapEff", "CapInh", "CapAmb", "SigBlk", "SigIgn"):
        assert status(ours)[name] == status(theirs)[name], name


def test_same_effect_as_gosu(run):
    """The group itself may stand among the supplementary ones, as initgroups(3) puts it there, or not: id(1) shows the same."""
    gosu = shutil.which("gosu") or pytest.skip("no gosu")
    for user in ("nobody", "1234", "1234:5678", "nobody:games"):
        assert run("--user", user, "id").stdout == subprocess.check_output([gosu, user, "id"]), user


# Callers that are not root.

def test_to_be_oneself_needs_no_privilege(run):
    for words in (["--user", "1000:1000"], ["--user", "1000:1000", "--groups", "none"], ["--groups", "1000"]):
        result = run(*words, *STATUS, **as_user(1000, 1000))
        assert result.returncode == 0, result.stderr
        assert status(result.stdout)["Uid"] == ["1000"] * 4


def test_groups_given_by_the_platform_stay(run):
    result = run("--user", "1000:1000", *STATUS, **as_user(1000, 1000, [2000]))
    assert status(result.stdout)["Groups"] == ["2000"]


def test_others_are_out_of_reach(run):
    for words, message in (
            (["--user", "1001:1000"], b"cannot set the groups: Operation not permitted (this needs CAP_SETGID)"),
            (["--groups", "27"], b"cannot set the groups: Operation not permitted (this needs CAP_SETGID)"),
            (["--user", "root"], b"cannot set the groups: Operation not permitted (this needs CAP_SETGID)"),
            (["--capabilities", "none"],
             b"cannot drop CAP_CHOWN from the bounding set: Operation not permitted (this needs CAP_SETPCAP)")):
        result = run(*words, "true", **as_user(1000, 1000))
        assert (result.returncode, result.stderr) == (70, b"jeden exec: " + message + b"\n")


def test_unmapped_user_in_a_user_namespace(jeden):
    unshare = shutil.which("unshare") or pytest.skip("no unshare")
    result = subprocess.run([unshare, "--user", "--map-root-user", jeden, "exec", "--user", "1000:1000", "true"],
                            capture_output=True)
    if b"unshare failed" in result.stderr:
        pytest.skip("no user namespaces")
    assert result.returncode == 70
    assert result.stderr.startswith(b"jeden exec: cannot set the group")
    same = subprocess.run([unshare, "--user", "--map-root-user", jeden, "exec", "--user", "root", "id", "-u"],
                          capture_output=True)
    assert (same.returncode, same.stdout) == (0, b"0\n"), same.stderr
