"""Facts about the container, in references, in conditions and as `jeden facts`."""

import ipaddress
import json
import os
import shlex
import subprocess

import pytest

import kit
from block_support import in_mounts
from kit import talker

MAIN = "[main]\ncommand = [\"/usr/bin/env\"]\n"


def told(*words):
    return subprocess.run([kit.JEDEN, "facts", *words], capture_output=True, text=True)


def test_the_tool_and_the_system_agree():
    facts = json.loads(told("--json").stdout)
    assert facts["uid"] == str(os.geteuid()) and facts["hostname"] == os.uname().nodename
    assert facts["machine"] == os.uname().machine
    assert 1 <= int(facts["cpus"]) <= len(os.sched_getaffinity(0))
    assert int(facts["memory_mb"]) == int(facts["memory"]) // 1024 ** 2 > 0
    assert (facts["ipv6"] == "true") == os.path.exists("/proc/net/if_inet6")
    for name in ("address", "address4", "address6"):
        assert facts[name] is None or not ipaddress.ip_address(facts[name]).is_loopback
    lines = dict(line.split(" ", 1) for line in told().stdout.splitlines())
    assert lines == {name: value for name, value in facts.items() if value is not None}


def test_the_affinity_counts():
    command = [kit.JEDEN, "facts", "cpus"]
    one = subprocess.run(command, capture_output=True, text=True, preexec_fn=lambda: os.sched_setaffinity(0, {0}))
    assert one.stdout == "1\n"


def test_bad_usage():
    assert told("nothing").returncode == 64 and told("--nothing").returncode == 64
    assert told("--help").returncode == 0 and "memory_mb" in told("--help").stdout


def test_references(jeden):
    toml = ('[env]\nWORKERS = "${jeden.cpus*2+1}"\nHEAP = "-Xmx${jeden.memory_mb*75%}m"\n'
            'LISTEN = "${jeden.address6:-::}"\nWHO = { alias = "X", default = "${jeden.uid}:${jeden.gid}" }\n' + MAIN)
    init = jeden.run(toml=toml)
    found = dict(line.split("=", 1) for line in init.out.lines())
    facts = json.loads(told("--json").stdout)
    assert found["WORKERS"] == str(2 * int(facts["cpus"]) + 1) and found["WHO"] == "0:0"
    assert found["HEAP"] == f"-Xmx{int(facts['memory_mb']) * 75 // 100}m"


def test_a_misspelled_fact_is_an_error_of_the_file(jeden):
    init = jeden.run(toml='[env]\nA = "${jeden.cpu}"\n' + MAIN)
    assert init.code == 78 and "did you mean jeden.cpus?" in init.err.text()
    assert jeden.run("check", jeden.config('[[hook]]\nrun = ["x"]\nif_fact = "ip6"\n' + MAIN)).code == 78


def conditional(*keys):
    hooks = "".join(f'[[hook]]\nname = "h{i}"\nrun = {talker("say", f"h{i}")}\n{key}\n' for i, key in enumerate(keys))
    return hooks + f"[main]\ncommand = {talker('say', 'main')}\n"


def test_conditions_on_facts(jeden):
    toml = conditional('if_fact = "read_only"', 'unless_fact = "read_only"', 'if_fact = "uid=0"', 'if_fact = "uid=1"')
    assert jeden.run(toml=toml).out.lines() == ["h1", "h2", "main"]


@pytest.mark.parametrize("kind", ["directory", "file", "none"])
def test_conditions_on_mounts(jeden, tmp_path, kind):
    place, source = tmp_path / "place", tmp_path / "source"
    for path in (place, source):
        path.write_text("") if kind == "file" else path.mkdir()
    toml = conditional(f'if_mounted = "{place}"', f'unless_mounted = ["{place}", "{source}"]', f'if_mounted = "{place}/no"')
    wrap = in_mounts("true" if kind == "none" else f"mount --bind {shlex.quote(str(source))} {shlex.quote(str(place))}")
    assert jeden.run(toml=toml, wrap=wrap).out.lines() == ["h1" if kind == "none" else "h0", "main"]


def test_conditions_on_writing(jeden, tmp_path):
    (tmp_path / "a").mkdir()
    place = shlex.quote(str(tmp_path / "a"))
    toml = conditional(f'if_writable = "{tmp_path}/a"', f'unless_writable = "{tmp_path}/a"')
    assert jeden.run(toml=toml).out.lines() == ["h0", "main"]
    wrap = in_mounts(f"mount --bind {place} {place} && mount -o remount,bind,ro {place}")
    assert jeden.run(toml=toml, wrap=wrap).out.lines() == ["h1", "main"]
