"""`directory` of a hook: the files of a directory, each run as its name says, with jeden as PID 1."""

import gzip
import os
import shutil
import signal
import subprocess

import pytest

import kit
from block_support import lines_of, run
from kit import words

MAIN = f'[main]\ncommand = {words("/bin/echo", "main")}\n'


@pytest.fixture
def scripts(tmp_path):
    folder = tmp_path / "init.d"
    folder.mkdir()
    return folder


def put(folder, name, text, mode=0o755):
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    (folder / name).chmod(mode)


def sh(folder, name, text, mode=0o755):
    put(folder, name, "#!/bin/sh\n" + text + "\n", mode)


def hook(folder, *keys, handlers=None):
    listed = f"handlers = {{ {', '.join(handlers)} }}\n" if handlers else ""
    return f'[[hook]]\nname = "init"\ndirectory = "{folder}"\n{listed}' + "\n".join(keys) + "\n" + MAIN


CAT = f'".sql" = {words("/bin/cat")}'


def test_each_file_by_its_name_in_the_order_of_bytes(jeden, scripts):
    sh(scripts, "10-a.sh", "echo a")
    sh(scripts, "B.sh", "echo B")
    sh(scripts, "a.sh", "echo small a")
    put(scripts, "20-x.sql", "select 1;\n", 0o644)
    put(scripts, "30-y.sql.gz", gzip.compress(b"packed;\n"), 0o644)
    put(scripts, "readme.txt", "x")
    put(scripts, ".hidden.sh", "x")
    (scripts / "folder.sh").mkdir()
    init = run(jeden, hook(scripts, handlers=[CAT, '".sql.gz" = { run = ["/bin/cat"], decompress = "gzip" }']))
    assert init.out.lines() == ["a", "select 1;", "packed;", "B", "small a", "main"]
    ignored = lines_of(init, "script_ignored")
    assert len(ignored) == 2 and "readme.txt" in ignored[1] and "folder.sh" in ignored[0]
    assert len(lines_of(init, "script_started")) == 5 and "ran 5 files of" in init.err.text()


def test_numbers_as_numbers(jeden, scripts):
    for number in (10, 9, 1):
        sh(scripts, f"{number}.sh", f"echo {number}")
    assert run(jeden, hook(scripts, 'sort = "version"')).out.lines() == ["1", "9", "10", "main"]
    assert run(jeden, hook(scripts)).out.lines() == ["1", "10", "9", "main"]


def test_a_failure_names_the_file_and_ends_the_hook_with_its_code(jeden, scripts):
    sh(scripts, "1.sh", "exit 7")
    sh(scripts, "2.sh", "echo two")
    init = run(jeden, hook(scripts), 7)
    assert f"{scripts}/1.sh ended with code 7" in init.err.text() and not init.out.lines()


def test_a_script_that_exits_well_ends_nothing_else(jeden, scripts):
    sh(scripts, "1.sh", "exit 0")
    sh(scripts, "2.sh", "echo two")
    assert run(jeden, hook(scripts)).out.lines() == ["two", "main"]


def test_not_executable_is_said_before_anything_is_run(jeden, scripts):
    sh(scripts, "1.sh", "echo one")
    sh(scripts, "2.sh", "echo two", 0o644)
    init = run(jeden, hook(scripts), 1)
    assert f"{scripts}/2.sh is not executable (it is owned by 0:0, mode 0644): chmod +x it, or run it by" in init.err.text()
    assert not init.out.lines()
    by_shell = hook(scripts, handlers=['".sh" = { run = ["/bin/sh"], pass = "path" }'])
    assert run(jeden, by_shell).out.lines() == ["one", "two", "main"]


def test_a_script_without_a_first_line(jeden, scripts):
    put(scripts, "1.sh", "echo one\n")
    assert f"cannot execute {scripts}/1.sh: " in run(jeden, hook(scripts), 1).err.text()


def test_an_unreadable_directory_or_file_is_an_error_and_a_missing_one_is_not(jeden, scripts, tmp_path):
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents:
        if parent.name.startswith("pytest"):
            parent.chmod(0o755)
    sh(scripts, "1.sh", "echo one")
    put(scripts, "2.sql", "x", 0o600)
    as_nobody = hook(scripts, 'user = "nobody"', handlers=[CAT])
    init = run(jeden, as_nobody, 1)
    assert f"cannot read {scripts}/2.sql: Permission denied" in init.err.text() and not init.out.lines()
    scripts.chmod(0o700)
    assert f"cannot read {scripts}: Permission denied" in run(jeden, as_nobody, 1).err.text()
    shutil.rmtree(scripts)
    assert run(jeden, as_nobody).out.lines() == ["main"]
    init = run(jeden, hook(scripts, "required = true"), 1)
    assert f"cannot read {scripts}: No such file or directory" in init.err.text()


def test_a_program_that_is_missing_is_said_before_anything_is_run(jeden, scripts):
    sh(scripts, "1.sh", "echo one")
    put(scripts, "2.sql", "x")
    init = run(jeden, hook(scripts, handlers=['".sql" = ["no-such-client"]']), 1)
    assert "no-such-client: not found in /" in init.err.text() and not init.out.lines()


def test_what_is_packed_and_cut_off_fails(jeden, scripts):
    put(scripts, "1.sql.gz", gzip.compress(os.urandom(5000))[:-100])
    init = run(jeden, hook(scripts, 'stdout = "null"', handlers=['".sql.gz" = { run = ["/bin/cat"], decompress = "gzip" }']), 1)
    assert "1.sql.gz ended with code 1" in init.err.text()


def test_who_has_read_enough_need_not_read_everything(jeden, scripts):
    put(scripts, "1.sql.gz", gzip.compress(os.urandom(2_000_000)))
    run(jeden, hook(scripts, handlers=['".sql.gz" = { run = ["/bin/true"], decompress = "gzip" }']))


def test_variables_for_what_comes_after(jeden, scripts):
    put(scripts, "1.env", "# comment\nexport A=plain\nB='single $A'\nC=\"double \\\"x\\\" \\$y\"\nD=\n\n", 0o644)
    sh(scripts, "2.sh", 'echo "[$A][$B][$C][$D]"')
    init = run(jeden, hook(scripts, handlers=['".env" = { environment = true }']))
    assert init.out.lines() == ['[plain][single $A][double "x" $y][]', "main"]


@pytest.mark.parametrize("text, message", [
    ("A=$(date)", "line 1: a value with $ in it needs quotes"),
    ('\nA="$B"', "line 2: $ is not expanded here"),
    ("A=b c", "line 1: a value with a blank in it"),
    ("echo x", "line 1: NAME=value is expected"),
    ("A='x", "line 1: the closing quote is missing"),
])
def test_a_file_of_variables_is_no_script(jeden, scripts, text, message):
    put(scripts, "1.envsh", text + "\n")
    init = run(jeden, hook(scripts, handlers=['".envsh" = { environment = true }']), 1)
    assert f"{scripts}/1.envsh, {message}" in init.err.text()


def test_links_of_a_config_map_and_what_is_to_be_ignored(jeden, scripts):
    (scripts / "..data").mkdir()
    sh(scripts / "..data", "1.sh", "echo one")
    (scripts / "1.sh").symlink_to("..data/1.sh")
    put(scripts, "x.md", "x")
    init = run(jeden, hook(scripts, handlers=['"*" = { ignore = true }']))
    assert init.out.lines() == ["one", "main"] and not lines_of(init, "script_ignored")


def test_a_stop_reaches_the_script(jeden, scripts):
    sh(scripts, "1.sh", "trap 'echo cleaned up; exit 0' TERM; echo begun; while :; do sleep 0.05; done")
    init = jeden(toml=hook(scripts))
    init.expect("^begun$")
    init.signal("TERM")
    assert init.wait() == 143 and "cleaned up" in init.out.lines()
    init.assert_nothing_left()


def test_the_timeout_of_the_hook_is_for_all_of_them(jeden, scripts):
    sh(scripts, "1.sh", "echo begun; exec sleep 1000")
    init = run(jeden, hook(scripts, 'timeout = "200ms"'), 143)
    assert lines_of(init, "hook_timed_out") and "main" not in init.out.lines()


def test_migrations_are_run_once_and_new_ones_are_added(jeden, scripts, tmp_path):
    text = hook(scripts, f'history = "{tmp_path}/history"', handlers=[CAT])
    put(scripts, "001.sql", "one\n")
    sh(scripts, "002.sh", "echo two")
    assert run(jeden, text).out.lines() == ["one", "two", "main"]
    assert run(jeden, text).out.lines() == ["main"]
    put(scripts, "0015.sql", "between\n")
    init = run(jeden, text)
    assert init.out.lines() == ["between", "main"]
    assert [line.split()[1] for line in (tmp_path / "history").read_text().splitlines()] == [
        "001.sql", "002.sh", "0015.sql"]


def test_a_migration_that_failed_is_run_again_and_those_before_it_are_not(jeden, scripts, tmp_path):
    text = hook(scripts, f'history = "{tmp_path}/history"')
    sh(scripts, "1.sh", "echo one")
    sh(scripts, "2.sh", f"echo two; test -e {tmp_path}/good")
    assert run(jeden, text, 1).out.lines() == ["one", "two"]
    (tmp_path / "good").touch()
    assert run(jeden, text).out.lines() == ["two", "main"]


def test_a_migration_that_was_changed(jeden, scripts, tmp_path):
    text = hook(scripts, f'history = "{tmp_path}/history"')
    sh(scripts, "2.sh", "echo two")
    run(jeden, text)
    sh(scripts, "1.sh", "echo one")
    sh(scripts, "2.sh", "echo another two")
    init = run(jeden, text, 1)
    assert f"{scripts}/2.sh is not the file that was run" in init.err.text() and not init.out.lines()
    init = run(jeden, text.replace("history =", 'on_changed = "warn"\nhistory ='))
    assert init.out.lines() == ["one", "main"] and len(lines_of(init, "script_changed")) == 1


def test_a_history_whose_last_line_was_cut_off(jeden, scripts, tmp_path):
    text = hook(scripts, f'history = "{tmp_path}/history"')
    sh(scripts, "1.sh", "echo one")
    run(jeden, text)
    whole = (tmp_path / "history").read_text()
    sh(scripts, "2.sh", "echo two")
    (tmp_path / "history").write_text(whole + "0123456789abcdef 2.s")
    assert run(jeden, text).out.lines() == ["two", "main"]
    lines = (tmp_path / "history").read_text().splitlines()
    assert len(lines) == 2 and lines[1].endswith(" 2.sh") and lines[0] == whole.strip()


def test_two_containers_with_one_history(jeden, scripts, tmp_path):
    os.mkfifo(tmp_path / "fifo")
    sh(scripts, "1.sh", f"echo begun; read x < {tmp_path}/fifo")
    text = hook(scripts, f'history = "{tmp_path}/history"')
    first = jeden(toml=text)
    first.expect("^begun$")
    second = jeden(toml=text)
    second.expect_event("hook_started")
    (tmp_path / "fifo").write_text("go\n")
    assert first.wait() == 0 and second.wait() == 0
    assert second.out.lines() == ["main"]


def test_killed_at_any_moment_no_migration_that_was_recorded_is_lost(jeden, scripts, tmp_path):
    for number in range(5):
        sh(scripts, f"{number}.sh", f"echo {number} >> {tmp_path}/log")
    text = hook(scripts, f'history = "{tmp_path}/history"')
    for moment in range(20):
        for name in ("log", "history"):
            (tmp_path / name).unlink(missing_ok=True)
        init = jeden(toml=text)
        try:
            init.err.expect("script_started.*/" + str(moment % 5))
            os.kill(init.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        init.wait()
        run(jeden, text)
        ran = (tmp_path / "log").read_text().split()
        assert sorted(set(ran)) == list("01234") and len(ran) <= 6, ran
        assert len((tmp_path / "history").read_text().splitlines()) == 5


def test_plan_says_what_would_be_run(jeden, scripts, tmp_path):
    sh(scripts, "1.sh", "echo one")
    text = hook(scripts, f'history = "{tmp_path}/history"')
    run(jeden, text)
    sh(scripts, "2.sh", "echo two")
    put(scripts, "x", "x")

    def plan():
        return subprocess.run([kit.JEDEN, "plan", jeden.config(text)], capture_output=True, text=True, check=True).stdout

    assert f"scripts {scripts}: would run 2.sh; done before: 1.sh; ignored: x\n" in plan()
    (scripts / "2.sh").chmod(0o600)
    assert "2.sh is not executable" in plan()


@pytest.mark.parametrize("keys, message", [
    ('run = ["x"]\ndirectory = "/x"', "hook hook-1 has both directory and something else to do"),
    ('files = [ { remove = "/a" } ]\ndirectory = "/x"', "hook hook-1 has both directory and something else to do"),
    ('run = ["x"]\nhistory = "/x"', "history belongs to directory"),
    ('directory = "/x"\non_changed = "warn"', "on_changed belongs to history"),
    ('directory = "/x"\nhandlers = { ".sql" = [] }', "the handler of .sql names no program"),
    ('directory = "/x"\nhandlers = { ".sql" = {} }', "the handler of .sql does nothing"),
    ('directory = "/x"\nhandlers = { ".sql" = { run = ["x"], ignore = true } }', "has both run and ignore"),
    ('directory = "/x"\nhandlers = { ".sql" = { ignore = true, pass = "path" } }', "pass belongs to run"),
    ('directory = "/x"\nhandlers = { ".sql" = { run = ["x"], decompress = "zip" } }', "is not one of"),
    ('directory = "/x"\nhandlers = { ".gz" = { run = ["x"], decompress = "gzip", pass = "path" } }', "has no path"),
    ('directory = "/x"\nhandlers = { ".sql" = "psql" }', "expected an array of strings or a table"),
])
def test_mistakes_are_named(jeden, keys, message):
    init = jeden.run(toml=f"[[hook]]\n{keys}\n" + MAIN)
    assert init.code == 78 and message in init.err.text(), init.err.text()
