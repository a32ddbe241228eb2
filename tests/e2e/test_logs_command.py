"""`jeden logs`: the end of the files that the programs' output goes to."""

import json
import os
import subprocess
import time

import pytest

import kit
from kit import talker


@pytest.fixture
def start(jeden, tmp_path):
    """jeden with these tables, once its control socket is there."""
    def start(toml):
        init = jeden(toml=f'[init]\ncontrol = "{tmp_path}/control"\n{toml}')
        kit.until(lambda: (tmp_path / "control").exists(), "the control socket")
        return init
    return start


@pytest.fixture
def logs(tmp_path):
    def logs(*words, **keys):
        return subprocess.run([kit.JEDEN, "logs", "--socket", f"{tmp_path}/control", *words], capture_output=True,
                              text=True, timeout=kit.PATIENCE, **keys)
    return logs


@pytest.fixture
def follow(tmp_path):
    """Lines of a `jeden logs -f`, and the process."""
    running = []

    def follow(*words):
        process = subprocess.Popen([kit.JEDEN, "logs", "--socket", f"{tmp_path}/control", "-f", *words],
                                   stdout=subprocess.PIPE)
        running.append(process)
        return kit.Lines(process.stdout.fileno(), "jeden logs"), process
    yield follow
    for process in running:
        process.kill()
        process.wait()


SERVE = talker("on", 15, 0, "say", "main up", "wait")
MAIN = f"[main]\ncommand = {SERVE}\n"


def numbered(count, out="say"):
    return [word for number in range(1, count + 1) for word in (out, f"line {number}")]


def written(path, text):
    kit.until(lambda: path.exists() and text in path.read_text(), f"{text!r} in {path}")


def test_the_last_ten_lines(start, logs, tmp_path):
    out = tmp_path / "out.log"
    start(f'[main]\ncommand = {talker("on", 15, 0, *numbered(25), "wait")}\nlog = {{ file = "{out}" }}\n')
    written(out, "line 25\n")
    assert logs("main").stdout == "".join(f"line {n}\n" for n in range(16, 26))
    assert logs().stdout == logs("main").stdout
    assert logs("main", "-n", "2").stdout == logs("-n2", "main").stdout == "line 24\nline 25\n"
    assert logs("main", "--lines=1").stdout == "line 25\n"
    assert logs("main", "-n", "0").stdout == ""
    assert logs("main", "-n", "1000").stdout == out.read_text()
    result = logs("main")
    assert result.returncode == 0 and not result.stderr


def test_a_file_larger_than_a_block_and_a_line_without_an_end(start, logs, tmp_path):
    out = tmp_path / "out.log"
    out.write_text("".join(f"{number} {'x' * 997}\n" for number in range(400)) + "no newline")
    start(MAIN + f'stdout = "{out}"\n')
    written(out, "main up\n")
    text = out.read_text().splitlines(keepends=True)
    for count in (1, 2, 66, 67, 200, 400, 401, 9999):
        assert logs("main", "-n", str(count)).stdout == "".join(text[-count:])


def test_two_files_of_one_program_and_one_of_two(start, logs, tmp_path):
    start(MAIN + f'stdout = "{tmp_path}/out"\nstderr = "{tmp_path}/err"\n'
          + f'[service.a]\ncommand = {talker("on", 15, 0, "say", "a up", "wait")}\nlog = {{ file = "{tmp_path}/both" }}\n'
          + f'[service.b]\ncommand = {talker("on", 15, 0, "say", "b up", "wait")}\nlog = {{ file = "{tmp_path}/both" }}\n')
    written(tmp_path / "out", "main up\n")
    written(tmp_path / "both", "a up\n")
    written(tmp_path / "both", "b up\n")
    assert logs("main").stdout == f"==> {tmp_path}/out <==\nmain up\n\n==> {tmp_path}/err <==\n"
    assert sorted(logs("a").stdout.splitlines()) == ["a up", "b up"]
    everything = logs().stdout
    assert everything.count(f"==> {tmp_path}/both <==") == 1 and f"==> {tmp_path}/out <==" in everything


def test_output_that_is_in_no_file(start, logs):
    init = start(MAIN + '[service.quiet]\ncommand = ' + SERVE + '\nstdout = "null"\nstderr = "stdout"\n')
    init.expect("^main up$")
    result = logs("main")
    assert result.returncode == 1 and not result.stdout
    assert result.stderr == (
        "jeden logs: the stdout of main goes where jeden's own goes: ask the container's engine (docker logs, podman logs,"
        " kubectl logs)\njeden logs: the stderr of main goes where jeden's own goes: ask the container's engine (docker logs,"
        " podman logs, kubectl logs)\n")
    assert logs("quiet").stderr == "jeden logs: the stdout of quiet is thrown away\n"
    everything = logs()
    assert everything.returncode == 1 and "no program's output goes to a file" in everything.stderr


def test_half_of_it_in_a_file(start, logs, tmp_path):
    start(MAIN + f'stdout = "{tmp_path}/out"\n')
    written(tmp_path / "out", "main up\n")
    result = logs("main")
    assert result.returncode == 0 and result.stdout == "main up\n"
    assert "the stderr of main goes where jeden's own goes" in result.stderr


def test_what_cannot_be_shown(start, logs, tmp_path):
    start(MAIN + f'stdout = "/dev/stdout"\nstderr = "/dev/null"\n')
    result = logs("main")
    assert result.returncode == 1
    assert "/dev/stdout is no regular file" in result.stderr and "/dev/null is no regular file" in result.stderr
    with open(tmp_path / "copy", "w") as copy:  # now /dev/stdout is one
        circle = subprocess.run([kit.JEDEN, "logs", "main", "--socket", f"{tmp_path}/control"], stdout=copy,
                                stderr=subprocess.PIPE, text=True)
    assert circle.returncode == 1 and "is where this would be printed to" in circle.stderr
    assert not (tmp_path / "copy").read_text()


def test_a_file_that_is_gone(start, logs, tmp_path):
    start(MAIN + f'log = {{ file = "{tmp_path}/out" }}\n')
    written(tmp_path / "out", "main up\n")
    (tmp_path / "out").unlink()
    result = logs("main")
    assert result.returncode == 1
    assert result.stderr == f"jeden logs: cannot open {tmp_path}/out: No such file or directory\n"


@pytest.mark.parametrize("name", ['with "quotes" and \\', "tab\tand\x1b", "żółw"])
def test_names_of_all_kinds(start, logs, tmp_path, name):
    start(MAIN + f"log = {{ file = {kit.words(tmp_path / name)[1:-1]} }}\n")
    written(tmp_path / name, "main up\n")
    result = logs("main")
    assert result.stdout == "main up\n", result.stderr


def test_a_relative_path_is_jedens(start, logs, jeden):
    start(MAIN + 'log = { file = "here.log" }\n')
    written(jeden.folder / "here.log", "main up\n")
    assert logs("main", cwd="/").stdout == "main up\n"


def test_a_hook_as_well(start, logs, tmp_path):
    start(f'[[hook]]\nname = "migrate"\nrun = {talker("say", "migrated")}\nlog = {{ file = "{tmp_path}/out" }}\n' + MAIN)
    written(tmp_path / "out", "migrated\n")  # by its relay, for which main does not wait
    assert logs("migrate").stdout == "migrated\n"


def test_older_lines_come_from_the_rotated_files(start, logs, tmp_path):
    out = tmp_path / "out.log"
    start(f'[main]\ncommand = {talker("on", 15, 0, *numbered(300), "wait")}\n'
          f'log = {{ file = "{out}", max_size = "1000", keep = 9 }}\n')
    written(out, "line 300\n")
    assert (tmp_path / "out.log.2").exists()
    assert logs("-n", "250").stdout == "".join(f"line {n}\n" for n in range(51, 301))
    assert logs("-n", "3").stdout == "line 298\nline 299\nline 300\n"


def test_follow_through_rename_truncation_and_a_gap(start, follow, tmp_path):
    """A relay appends, logrotate moves the file away."""
    out = tmp_path / "out.log"
    start(MAIN + f'stdout = "{out}"\n')
    written(out, "main up\n")
    lines, process = follow("main")
    lines.expect("^main up$")
    with open(out, "a") as file:
        file.write("one\n")
    lines.expect("^one$")
    with open(out, "a") as old:
        out.rename(tmp_path / "out.log.1")
        old.write("last of the old\n")
        old.flush()
        lines.expect("^last of the old$")
    out.write_text("first of the new\n")
    lines.expect("^first of the new$")
    with open(out, "r+") as file:
        file.truncate(0)
    time.sleep(0.3)  # two looks at it
    with open(out, "a") as file:
        file.write("after the cut\n")
    lines.expect("^after the cut$")
    assert lines.lines() == ["main up", "one", "last of the old", "first of the new", "after the cut"]
    process.terminate()
    assert process.wait(kit.PATIENCE) == -15


def test_follow_through_the_relays_own_rotation(start, follow, tmp_path):
    """No line is lost and none comes twice, however often the file is rotated while it is read."""
    out = tmp_path / "out.log"
    init = start(f'[main]\ncommand = {kit.words("/bin/sh", "-c", SLOW)}\nlog = {{ file = "{out}", max_size = "400", keep = 5 }}\n')
    written(out, "line 1\n")
    lines, _ = follow("main", "-n", "100")
    lines.expect("^line 60$")
    assert lines.lines() == [f"line {n}" for n in range(1, 61)]
    init.signal("TERM")
    init.wait()


# 400 bytes are rotated every second or so, and looked at ten times as often.
SLOW = "n=1; while [ $n -le 60 ]; do echo line $n; n=$((n+1)); sleep 0.02; done; exec sleep infinity"


def test_follow_ends_with_its_reader(start, tmp_path):
    start(MAIN + f'log = {{ file = "{tmp_path}/out" }}\n')
    written(tmp_path / "out", "main up\n")
    process = subprocess.Popen([kit.JEDEN, "logs", "-f", "--socket", f"{tmp_path}/control"], stdout=subprocess.PIPE)
    assert os.read(process.stdout.fileno(), 100) == b"main up\n"
    process.stdout.close()
    assert process.wait(kit.PATIENCE) in (0, -13)


@pytest.mark.parametrize("words, code, said", [
    (["nobody"], 1, "there is no unit nobody; see jeden status"),
    (["main", "-n", "ten"], 64, '"ten" is not a number of lines'), (["-n"], 64, "-n wants a value"),
    (["-n", "-1"], 64, '"-1" is not a number of lines'), (["main", "main"], 64, 'unexpected "main"'),
    (["--xml"], 64, 'unexpected "--xml"')])
def test_wrong_words(start, logs, tmp_path, words, code, said):
    start(MAIN + f'log = {{ file = "{tmp_path}/out" }}\n')
    result = logs(*words)
    assert result.returncode == code and said in result.stderr


def test_help_and_nobody_to_ask(tmp_path):
    help = subprocess.run([kit.JEDEN, "logs", "--help"], capture_output=True, text=True)
    assert help.returncode == 0 and help.stdout.startswith("usage: jeden logs")
    nobody = subprocess.run([kit.JEDEN, "logs", "--socket", f"{tmp_path}/none"], capture_output=True, text=True)
    assert nobody.returncode == 1
    assert nobody.stderr == f"jeden logs: cannot reach jeden at {tmp_path}/none: No such file or directory\n"


def test_lines_as_json(start, logs, follow, tmp_path):
    out, error = tmp_path / "out.log", tmp_path / "error.log"
    out.write_bytes(b'before\nquote " and \xff\n')
    init = start(f"[main]\ncommand = {talker('on', 15, 0, 'to-error', 'oh', 'say', 'main up', 'wait')}\n"
                 f"stdout = '{out}'\nstderr = '{error}'\n")
    kit.until(lambda: b"main up" in out.read_bytes(), "main up")
    kit.until(error.exists, "the other file")
    told = [json.loads(line) for line in logs("--json", "-n", "2").stdout.splitlines()]
    assert told == [{"file": str(out), "line": 'quote " and \ufffd'}, {"file": str(out), "line": "main up"},
                    {"file": str(error), "line": "oh"}]
    lines, _ = follow("--json", "-n", "1")
    lines.expect("main up")
    with out.open("a") as file:
        file.write("half ")
        file.flush()
        file.write("a line\nno end")
    assert json.loads(lines.expect("half").string) == {"file": str(out), "line": "half a line"}
    init.signal("TERM")
    assert init.wait() == 0
