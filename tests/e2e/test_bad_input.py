"""Input that is wrong: said clearly, all of it, with exit code 78, and nothing has been started."""

import contextlib
import json
import os
import re

import pytest

import kit
from kit import talker

MAIN = f"[main]\ncommand = {talker('say', 'started')}\n"


def refused(jeden, toml, *said, code=78):
    path = jeden.folder / "bad.toml"
    path.write_bytes(toml if isinstance(toml, bytes) else toml.encode())
    for arguments in (["--config", path], ["check", path]):
        init = jeden.run(*arguments)
        assert init.code == code, init.err.text() + init.out.text()
        text = init.err.text() + init.out.text()
        assert "started" not in init.out.lines()
        for words in said:
            assert re.search(words, text), text
    return text


def accepted(jeden, toml):
    path = jeden.folder / "good.toml"
    path.write_bytes(toml)
    init = jeden.run("--config", path)
    assert init.code == 0, init.err.text()
    assert init.out.lines() == ["started"]


def test_an_unknown_key_with_position_line_and_hint(jeden):
    text = refused(jeden, "[main]\ncomand = [\"true\"]\n", r"bad\.toml:2:1", "did you mean .*command")
    assert 'comand = ["true"]' in text and "^" in text


def test_every_error_in_one_go(jeden):
    refused(jeden, '[init]\ngrace = 10\nlog_level = "loud"\n[mian]\n[[hook]]\nrun = "x"\n', "grace", "loud", "mian",
            r":2:", r":3:", r":4:")


@pytest.mark.parametrize("toml, said", [
    ("[main\n", "1:"), ("a = \n", "1:"), ('[main]\ncommand = ["a" "b"]\n', "2:"), ("= 1\n", "1:"),
    ("[main]\ncommand = ['x']\n[main]\n", "3:"), ('x = "\\q"\n', "1:"), ('x = """\n', ""), ("[[hook]\n", "1:"),
    ("[main]\nuser = 1979-05-27\n", "user"), ("x = 99999999999999999999\n", "1:"),
])
def test_malformed(jeden, toml, said):
    refused(jeden, toml, said)


@pytest.mark.parametrize("toml, said", [
    ('[init]\ngrace = "10"\n', "grace"), ('[init]\ngrace = "-1s"\n', "grace"), ('[init]\ngrace = "99999999999d"\n', "grace"),
    ('[[hook]]\nrun = ["x"]\nretries = -1\n', "retries"), ('[[hook]]\nrun = ["x"]\nretries = 99999999999\n', "retries"),
    ('[[hook]]\nrun = ["x"]\nstage = "begin"\n', "stage"), ('[[hook]]\nrun = ["x"]\nafter = ["nobody"]\n', "nobody"),
    ('[[hook]]\nname = "x"\n', "run|wait|script"), ('[[hook]]\nrun = []\n', "run"), ('[[hook]]\nrun = [1]\n', "run"),
    ('[[hook]]\nrun = ["x"]\nscript = "y"\n', "script|run"), ('[shutdown]\nsignals = { NOSUCH = "stop" }\n', "NOSUCH"),
    ('[shutdown]\nsignals = { KILL = "stop" }\n', "KILL"), ('[shutdown]\nsignals = { HUP = "NOSUCH" }\n', "NOSUCH"),
    ('[locale]\ntimezone = "Europe/Warszawa"\n', "Europe/Warszawa"), ('[locale]\nlang = "xx_XX.UTF-8"\n', "xx_XX"),
    ('[service.s]\n', "command"), ('[env]\nA = 1\n', "A"), ('[env]\n"A=B" = "1"\n', "A=B"),
])
def test_values_that_make_no_sense(jeden, toml, said):
    refused(jeden, toml + MAIN, said)


@pytest.mark.parametrize("keys", ['umask = "9"', 'umask = 22', 'nice = 40', 'limits = { nofile = "many" }',
                                  'limits = { nosuch = 1 }', 'capabilities = ["FLY"]', 'oom_score_adjust = 2000',
                                  'stdout = 7', 'mode = "fork"', 'stop_to = "all"', 'stop = []', 'user = ""',
                                  'stop = [{ signal = "TERM", wait = "soon" }]', 'ready = { }',
                                  'ready = { delay = "1s", fd = 3 }', 'working_directory = ""'])
def test_keys_of_main_that_make_no_sense(jeden, keys):
    refused(jeden, MAIN + keys + "\n", keys.split()[0])


@pytest.mark.parametrize("toml", ['[init]\ngrace = "1s"\n', ""])
def test_no_command(jeden, toml):
    """The words after the image's name may bring it; without them there is nothing to do."""
    path = jeden.config(toml)
    init = jeden.run("--config", path)
    assert init.code in (64, 78) and "command" in init.err.text()
    assert jeden.run("--config", path, "--", *kit.talk("exit", 3)).code == 3


def test_names_twice(jeden):
    refused(jeden, '[[hook]]\nname = "a"\nrun = ["x"]\n[[hook]]\nname = "a"\nrun = ["y"]\n' + MAIN, '"?a"?')


def test_a_cycle(jeden):
    hooks = "".join(f'[[hook]]\nname = "{a}"\nrun = ["x"]\nafter = ["{b}"]\n' for a, b in ("ab", "bc", "ca"))
    refused(jeden, hooks + MAIN, "cycle")
    refused(jeden, '[[hook]]\nname = "a"\nrun = ["x"]\nafter = ["a"]\n' + MAIN, "a")


def test_windows_line_ends_and_a_byte_order_mark_are_fine(jeden):
    accepted(jeden, MAIN.replace("\n", "\r\n").encode())
    accepted(jeden, b"\xef\xbb\xbf" + MAIN.encode())
    accepted(jeden, MAIN.rstrip().encode())


@pytest.mark.parametrize("data", [b"\0", b"[main]\0\n", b"\xff\xfe[\0m\0", b"x = \"\xff\"\n", b"\x1b[31m\n",
                                  b"[main]\ncommand = [\"a\\u0000b\"]\n"])
def test_bytes_that_are_no_text(jeden, data):
    text = refused(jeden, data)
    assert "\x1b" not in text and "\0" not in text


def test_ten_megabytes(jeden):
    refused(jeden, b"# " + b"x" * 10_000_000 + b"\n" + MAIN.encode())


def test_deep_nesting(jeden):
    refused(jeden, b"x = " + b"[" * 100_000)
    refused(jeden, b"x" + b".x" * 50_000 + b" = 1\n" + MAIN.encode())


def test_many_hooks(jeden):
    """Too many is an error, not a crash; and a few hundred are fine."""
    hooks = "".join(f'[[hook]]\nname = "h{i}"\nrun = ["true"]\nafter = []\n' for i in range(300))
    assert jeden.run("check", jeden.config(hooks + MAIN)).code == 0
    many = "".join(f'[[hook]]\nname = "h{i}"\nrun = ["true"]\n' for i in range(20_000))
    assert jeden.run("check", jeden.config(many + MAIN)).code in (0, 78)


def test_a_file_that_cannot_be_read(jeden):
    init = jeden.run("--config", jeden.folder)
    assert init.code == 78 and str(jeden.folder) in init.err.text()
    path = jeden.folder / "secret.toml"
    path.write_text(MAIN)
    path.chmod(0o000)
    init = jeden.run("--config", path, pid1=False, before=lambda: (os.setgid(65534), os.setuid(65534)))
    assert init.code == 78 and "Permission denied" in init.err.text()


@pytest.mark.parametrize("path", ["/dev/null", "/dev/zero", "fifo"])
def test_a_file_that_is_no_file(jeden, path):
    if path == "fifo":
        path = jeden.folder / "fifo"
        os.mkfifo(path)
    init = jeden.run("--config", path, patience=8)
    assert init.code == 78 and init.err.text()


def test_a_missing_program_of_main(jeden):
    init = jeden.run(toml='[main]\ncommand = ["/no/such/program"]\n')
    assert init.code in (127, 78) and "/no/such/program" in init.err.text()


def test_check_of_a_good_file(jeden):
    init = jeden.run("check", jeden.config(MAIN))
    assert init.code == 0 and "started" not in init.out.text()


def test_a_million_words(jeden):
    assert jeden.run("--", *kit.talk("exit", 3), *["x"] * 50_000).code in (3, 95)


@pytest.mark.parametrize("url, said", [
    ("tcp://x", "the port is missing"), ("tcp://x:99999", "65535"), ("grpc://x:y", '"y"'), ("tcp://[::1", "bracket"),
    ("redis://x?foo=1", "unknown parameter"), ("http://x?status=abc", "status is a list"),
])
def test_urls_that_a_wait_would_refuse(jeden, url, said):
    """Before anything has been started, and by the same words as the wait's own."""
    wait = jeden.run("wait", url)
    assert wait.code == 64 and said in wait.err.text()
    refused(jeden, f'[[hook]]\nrun = {talker("say", "started")}\n[[hook]]\nwait = "{url}"\n{MAIN}', r"bad\.toml:4:8",
            said)


def descriptors_of(pid):
    found = []
    for descriptor in os.listdir(f"/proc/{pid}/fd"):
        with contextlib.suppress(FileNotFoundError):
            found.append(os.readlink(f"/proc/{pid}/fd/{descriptor}"))
    return found


@pytest.mark.parametrize("arguments", [["check"], ["--config"]])
def test_a_file_that_comes_by_a_slow_pipe(jeden, arguments):
    """As bash's <(command) gives it."""
    reader, writer = os.pipe()
    path = f"/dev/fd/{reader}"
    init = jeden(*arguments, path, pass_fds=[reader], pid1=False)
    kit.until(lambda: descriptors_of(init.pid).count(os.readlink(path)) > 1, "it reads the pipe")
    os.write(writer, MAIN.encode())
    os.close(writer)
    os.close(reader)
    assert init.wait() == 0, init.err.text()


def test_a_fifo_that_is_written_late(jeden, tmp_path):
    fifo = tmp_path / "secret"
    os.mkfifo(fifo)
    init = jeden(toml="[env]\nS = { required = true, from_file = true }\n" + "[main]\ncommand = [\"printenv\", \"S\"]\n",
                 env={"S_FILE": str(fifo)})
    with open(fifo, "w", encoding="utf-8") as writer:  # blocks until somebody reads
        writer.write("late")
    assert init.wait() == 0, init.err.text()
    assert "late" in init.out.text()


def test_a_fifo_that_nobody_writes(jeden, tmp_path):
    fifo = tmp_path / "secret"
    os.mkfifo(fifo)
    init = jeden.run(toml="[env]\nS = { required = true, from_file = true }\n" + MAIN, env={"S_FILE": str(fifo)})
    assert init.code == 78
    assert "nobody has written to it for 5s" in init.err.text()


@pytest.mark.parametrize("keys", ['command = ["no-such-program"]\nuser = "nobody"',
                                  'command = ["true"]\nworking_directory = "/no/such"'])
def test_a_program_that_cannot_start_is_told_as_a_log_line(jeden, keys):
    """Also when the step between fork and exec finds out."""
    init = jeden.run("--log-format", "json", toml=f"[main]\n{keys}\n")
    told = [json.loads(line) for line in init.err.lines()]
    assert any(line["event"] == "spawn_failed" and line["unit"] == "main" and line["reason"] for line in told)


@pytest.mark.parametrize("tool", ["check", "plan", "graph"])
def test_a_bad_file_as_json(jeden, tool):
    """Whoever asks for JSON gets some, and nothing beside it."""
    path = jeden.config("[main]\ncommand = ['true']\nusr = 'x'\n")
    init = jeden.run(tool, "--json", path)
    assert init.code == 78 and not init.err.lines()
    verdict = json.loads(init.out.text())
    assert verdict["file"] == path and verdict["valid"] is False and verdict["errors"] == len(verdict["diagnostics"])
    assert [verdict["diagnostics"][0][key] for key in ("line", "column", "hint")] == [3, 1, "did you mean user?"]


def test_the_graph_as_json(jeden):
    path = jeden.config("[[hook]]\nname = 'a'\nrun = ['true']\n[service.b]\ncommand = ['true']\n[main]\n"
                        "command = ['true']\nafter = ['a']\n")
    graph = json.loads(jeden.run("graph", "--json", path).out.text())
    assert graph == {"units": ["a", "b", "main"], "edges": [{"from": "a", "to": "main"}]}
