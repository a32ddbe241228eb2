"""`descriptors` of a program: texts that it reads from 3 on, whoever it runs as and in whatever way it is started."""

import pytest

import kit
from block_support import run

READ = 'read first <&3; second=$(cat /dev/fd/4); echo "[$first] [$second] $${TOKEN-none}"; ls /proc/self/fd | wc -l'


@pytest.mark.parametrize("keys", ["", 'user = "www-data"', "nice = 1", 'log = { prefix = true }'],
                         ids=["direct", "user", "trampoline", "relayed"])
def test_main_reads_them_and_has_no_variable(jeden, keys):
    init = run(jeden, f'''
[env]
TOKEN = {{ required = true, forget = true }}
[main]
command = {kit.words("/bin/bash", "-c", READ)}
descriptors = {{ 3 = "${{TOKEN}}", 4 = "four" }}
{keys}
''', env={"TOKEN": "hush"})
    assert "[hush] [four] none" in init.out.text()
    assert "hush" not in init.err.text()


@pytest.mark.parametrize("keys", ["", 'user = "www-data"', "nice = 1", 'log = { prefix = true }', 'mode = "exec"'],
                         ids=["direct", "user", "trampoline", "relayed", "exec"])
def test_standard_input(jeden, keys):
    init = run(jeden, f'''
[env]
TOKEN = {{ required = true, forget = true }}
[main]
command = {kit.words("/bin/bash", "-c", 'cat; read x <&3; echo "$x"', "step")}
descriptors = {{ 0 = "select \'${{TOKEN}}\';\\n", 3 = "three" }}
{keys}
''', env={"TOKEN": "hush4711"})
    assert "select 'hush4711';" in init.out.text() and "three" in init.out.text()
    assert "hush4711" not in init.err.text()


def test_standard_input_of_a_hook_ends(jeden, tmp_path):
    run(jeden, f'''
[[hook]]
run = ["tee", "{tmp_path}/seen"]
descriptors = {{ 0 = "" }}
[[hook]]
run = ["tee", "-a", "{tmp_path}/seen"]
descriptors = {{ 0 = "a\\n" }}
[main]
command = ["/bin/true"]
''')
    assert (tmp_path / "seen").read_text() == "a\n"


def test_exec_mode_and_a_gap(jeden):
    init = run(jeden, f'''
[main]
mode = "exec"
command = {kit.words("/bin/bash", "-c", 'read a <&5; read b <&9; echo "[$a] [$b]"; : <&4 && echo open')}
descriptors = {{ 9 = "nine", 5 = "${{TOKEN}}" }}
''', code=1, env={"TOKEN": "five"})
    assert init.out.text() == "[five] [nine]"


def test_a_service_that_starts_again_and_a_hook_that_is_repeated_read_them_anew(jeden, tmp_path):
    script = f'read token <&3; echo "$token" >> {tmp_path}/seen; [ $(wc -l < {tmp_path}/seen) -ge 3 ]'
    run(jeden, f'''
[[hook]]
run = {kit.words("/bin/bash", "-c", script)}
retries = 5
backoff = "1ms"
descriptors = {{ 3 = "again" }}
[main]
command = ["/bin/true"]
''')
    assert (tmp_path / "seen").read_text() == "again\n" * 3


def test_a_long_text_fits_and_an_empty_one_ends_at_once(jeden):
    init = run(jeden, f'''
[main]
command = {kit.words("/bin/sh", "-c", "wc -c <&3; wc -c <&4")}
descriptors = {{ 3 = "{'x' * 60_000}", 4 = "" }}
''')
    assert init.out.lines() == ["60000", "0"]


@pytest.mark.parametrize("text, message", [
    ('[main]\ncommand = ["/bin/true"]\ndescriptors = { 2 = "x" }', "descriptors has no 2"),
    ('[main]\ncommand = ["/bin/true"]\ndescriptors = { 00 = "x" }', "descriptors has no 00"),
    ('[main]\ncommand = ["/bin/true"]\nstdin = "null"\ndescriptors = { 0 = "x" }', "descriptor 0 is stdin"),
    ('[main]\ncommand = ["/bin/true"]\ndescriptors = { x = "x" }', "descriptors has no x"),
    ('[main]\ncommand = ["/bin/true"]\ndescriptors = { 3 = "x" }\nready = { fd = 3 }', "descriptor 3 is that of ready"),
    (f'[main]\ncommand = ["/bin/true"]\ndescriptors = {{ 3 = "{"x" * 60_001}" }}', "descriptor 3 is too long"),
    ('[[hook]]\nwait = "tcp://a:1"\ndescriptors = { 3 = "x" }\n[main]\ncommand = ["/bin/true"]',
     "descriptors belongs to a program that is run"),
])
def test_mistakes_are_named(jeden, text, message):
    init = jeden.run(toml=text)
    assert init.code == 78 and message in init.err.text(), init.err.text()[:500]
