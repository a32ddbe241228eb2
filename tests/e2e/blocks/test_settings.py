"""`settings` of a hook, with jeden as PID 1: which files, whose, through which mounts, from which environment."""

import os
import shlex
import subprocess

import pytest

import kit
from block_support import in_mounts, owner, run
from block_support import settings_hook as hook


def test_values_of_the_environment_and_a_second_run(jeden, tmp_path):
    file = tmp_path / "php.ini"
    file.write_text("; limits\n[PHP]\nmemory_limit = 128M\nshort_open_tag = On\n")
    os.chown(file, 33, 33)
    file.chmod(0o640)
    text = hook({"file": str(file), "format": "ini", "section": "PHP", "remove": ["short_open_tag"],
                 "set": {"memory_limit": "${PHP_MEMORY:-256M}", "expose_php": False}})
    init = run(jeden, text, env={"PHP_MEMORY": "512M"})
    assert file.read_text() == "; limits\n[PHP]\nmemory_limit = 512M\nexpose_php = false\n"
    assert owner(file) == (33, 33) and file.stat().st_mode & 0o7777 == 0o640
    assert "removed [PHP] short_open_tag, set [PHP] memory_limit, set [PHP] expose_php" in init.err.text()
    before = file.stat()
    again = run(jeden, text, env={"PHP_MEMORY": "512M"}).err.text()
    assert "event=step_unchanged" in again and "event=step_changed" not in again
    assert (file.stat().st_ino, file.stat().st_ctime_ns) == (before.st_ino, before.st_ctime_ns)


def test_redis_takes_what_is_written(jeden, tmp_path):
    file = tmp_path / "redis.conf"
    file.write_text("# redis\nport 0\nunixsocket /nowhere\nsave 1 1\n")
    text = hook({"file": str(file), "format": "key_value", "quoting": "double", "append": {"save": ["900 1", "300 10"]},
                 "set": {"unixsocket": str(tmp_path / "socket"), "requirepass": "${PASSWORD}", "maxclients": 17}})
    secret = 'pass # "word" \\ end'
    init = run(jeden, text, env={"PASSWORD": secret})
    assert "pass" not in init.err.text().replace("requirepass", "")
    # Each argument of save is a word of its own, so that these lines are written without quotes.
    text = hook({"file": str(file), "format": "key_value", "remove": ["save"], "append": {"save": ["900 1", "300 10"]}})
    run(jeden, text)
    server = subprocess.Popen(["redis-server", str(file), "--dir", str(tmp_path), "--logfile", str(tmp_path / "log")], stdout=subprocess.DEVNULL)
    try:
        def ask(*words):
            return subprocess.run(["redis-cli", "-s", str(tmp_path / "socket"), "--no-auth-warning", "-a", secret, *words],
                                  capture_output=True, text=True).stdout
        kit.until(lambda: "PONG" in ask("PING"), "redis answers")
        assert ask("CONFIG", "GET", "maxclients").split() == ["maxclients", "17"]
        assert ask("CONFIG", "GET", "save").split("\n")[1] == "900 1 300 10"
    finally:
        server.terminate()
        server.wait()


def test_variables_by_prefix(jeden, tmp_path):
    file = tmp_path / "server.properties"
    file.write_text("# kafka\nlog.dirs=/tmp\nbroker.id=0\n")
    text = hook({"file": str(file), "format": "properties", "set": {"log": {"retention.hours": 168}},
                 "from_env": {"prefix": "KAFKA_", "except": ["KAFKA_HEAP_*"],
                              "replace": {"___": "-", "__": "_", "_": "."}}},
                env='[env]\nKAFKA_BROKER_ID = "1"')
    run(jeden, text, env={"KAFKA_LOG_DIRS": "/data=x\nevil=1", "KAFKA_HEAP_OPTS": "-Xmx1g"})
    assert file.read_text() == "# kafka\nlog.dirs=/data=x\\nevil=1\nbroker.id=1\nlog.retention.hours=168\n"


def test_sections_by_prefix(jeden, tmp_path):
    file = tmp_path / "app.ini"
    text = hook({"file": str(file), "format": "ini", "create": True, "mode": "0600", "quoting": "verbatim",
                 "from_env": {"prefix": "GITEA__", "section_separator": "__", "case": "keep",
                              "replace": {"_0X2E_": "."}}})
    run(jeden, text, env={"GITEA__log_0X2E_console__COLORIZE": "false", "GITEA__database__PASSWD": "a#b;c"})
    assert file.read_text() == "[database]\nPASSWD = a#b;c\n\n[log.console]\nCOLORIZE = false\n"
    assert file.stat().st_mode & 0o7777 == 0o600


def test_yaml_and_json(jeden, tmp_path):
    (tmp_path / "a.yaml").write_text("# cluster\nserver:\n  port: 1  # the port\n  hosts:\n    - a\n")
    (tmp_path / "a.json").write_text('{\n  "z": {\n    "port": 1\n  },\n  "a": true\n}\n')
    text = hook({"file": str(tmp_path / "a.yaml"), "format": "yaml", "typed": True, "append": {"server.hosts": ["b"]},
                 "set": {"server": {"port": "${PORT}", "name": "no"}}},
                {"file": str(tmp_path / "a.json"), "format": "json", "set": {"z.port": "${PORT}", "z.n": 5}})
    run(jeden, text, env={"PORT": "80"})
    assert (tmp_path / "a.yaml").read_text() == (
        '# cluster\nserver:\n  port: 80  # the port\n  hosts:\n    - a\n    - b\n  name: "no"\n')
    assert (tmp_path / "a.json").read_text() == (
        '{\n  "z": {\n    "port": "80",\n    "n": 5\n  },\n  "a": true\n}\n')


def test_a_value_never_leaves_its_line(jeden, tmp_path):
    file = tmp_path / "conf"
    file.write_text("a 1\n")
    text = hook({"file": str(file), "format": "key_value", "set": {"b": "x", "a": "${A}"}})
    init = run(jeden, text, env={"A": "hush\nevil 1"}, code=1)
    assert f"cannot edit {file}: the value of a holds a newline, which this format cannot write" in init.err.text()
    assert "hush" not in init.err.text() + init.out.text()
    assert file.read_text() == "a 1\n"


def test_a_mounted_file_is_written_through(jeden, tmp_path):
    (tmp_path / "volume").write_text("a = 1\n")
    os.chown(tmp_path / "volume", 33, 33)
    (tmp_path / "conf").write_text("")
    wrap = in_mounts(f"mount --bind {shlex.quote(str(tmp_path / 'volume'))} {shlex.quote(str(tmp_path / 'conf'))}")
    run(jeden, hook({"file": str(tmp_path / "conf"), "format": "ini", "set": {"a": "2"}}), wrap=wrap)
    assert (tmp_path / "volume").read_text() == "a = 2\n" and owner(tmp_path / "volume") == (33, 33)
    assert not list(tmp_path.glob(".*jeden*"))


def test_a_read_only_file_matters_only_when_it_would_change(jeden, tmp_path):
    folder = tmp_path / "etc"
    folder.mkdir()
    (folder / "conf").write_text("a = 1\n")
    where = shlex.quote(str(folder))
    wrap = in_mounts(f"mount --bind {where} {where}", f"mount -o remount,ro,bind {where}")
    entry = {"file": str(folder / "conf"), "format": "ini", "set": {"a": "1"}}
    run(jeden, hook(entry), wrap=wrap)
    entry["set"]["a"] = "2"
    init = run(jeden, hook(entry), code=1, wrap=wrap)
    assert f"cannot write {folder}/conf: Read-only file system: mount a writable volume there" in init.err.text()


def test_somebody_elses_file(jeden, tmp_path):
    folder = tmp_path / "etc"
    folder.mkdir()
    (folder / "conf").write_text("a = 1\n")
    entry = {"file": str(folder / "conf"), "format": "ini", "set": {"a": "2"}}
    init = run(jeden, hook(entry, keys='user = "www-data"'), code=1)
    assert f"cannot write {folder}/conf: Permission denied; {folder}/conf is owned by 0:0, mode 0644" in init.err.text()
    assert (folder / "conf").read_text() == "a = 1\n"


def test_a_missing_file_and_one_that_is_no_text(jeden, tmp_path):
    entry = {"file": str(tmp_path / "none"), "format": "json", "set": {"a": "2"}}
    init = run(jeden, hook(entry), code=1)
    assert "none does not exist: is it mounted? With create = true it is made" in init.err.text()
    (tmp_path / "none").write_bytes(b"\xff\xfea\0=\0")
    init = run(jeden, hook({**entry, "format": "ini"}), code=1)
    assert "it holds NUL bytes" in init.err.text()
    (tmp_path / "none").write_bytes(b"a = 1\n" * 200_000)
    init = run(jeden, hook({**entry, "format": "ini"}), code=1)
    assert "none: File too large" in init.err.text()


def test_the_plan_shows_keys_and_no_values(jeden, tmp_path):
    file = tmp_path / "conf"
    file.write_text("a 1\n")
    config = tmp_path / "init.toml"
    config.write_text(hook({"file": str(file), "format": "key_value", "set": {"a": "hush", "b": "hush"}}))
    plan = subprocess.run([kit.JEDEN, "plan", config], capture_output=True, text=True)
    assert f"settings {file}, format key_value, set a, set b: would write {file}: set a, set b" in plan.stdout
    assert "hush" not in plan.stdout + plan.stderr and file.read_text() == "a 1\n"


@pytest.mark.parametrize("entry, message", [
    ('{ file = "/a", set = { a = "1" } }', "file needs format"),
    ('{ file = "/a", format = "ini" }', "this entry of settings changes nothing"),
    ('{ file = "/a", format = "yml", set = { a = "1" } }', 'did you mean "yaml"?'),
    ('{ file = "/a", format = "json", section = "b", set = { a = "1" } }', "section does not belong to the format json"),
    ('{ file = "/a", format = "shell", append = { a = "1" } }', "append does not belong to the format shell"),
    ('{ file = "/a", format = "ini", typed = true, set = { a = "1" } }', "typed does not belong to the format ini"),
    ('{ file = "/a", format = "shell", set = { a = ["1", "2"] } }', "a is an array, which shell has no way to write"),
    ('{ file = "/a", format = "ini", set = { a = 1.5 } }', "a is a number with a fraction, expected a string"),
    ('{ file = "/a", format = "ini", from_env = { case = "lower" } }', "from_env needs prefix"),
    ('{ file = "/a", format = "yaml", from_env = { prefix = "A_", section_separator = "__" } }',
     "section_separator does not belong to the format yaml"),
    ('{ file = "/a", format = "ini", from_env = { prefix = "A_", replace = { "" = "x" } } }',
     "replace has an empty text to look for"),
    ('{ format = "ini", set = { a = "1" } }', "this entry of settings does nothing"),
])
def test_mistakes_are_named(jeden, entry, message):
    init = jeden.run(toml=f'[[hook]]\nsettings = [ {entry} ]\n[main]\ncommand = ["/bin/true"]\n')
    assert init.code == 78 and message in init.err.text(), init.err.text()


def test_an_edited_file_is_left_alone_with_a_warning(jeden, tmp_path):
    file = tmp_path / "conf"
    file.write_text("a = 1\n")
    text = hook({"file": str(file), "format": "ini", "set": {"a": "${A}"}, "keep_edited": True})
    run(jeden, text, env={"A": "2"})
    assert (tmp_path / ".conf.jeden").stat().st_mode & 0o7777 == 0o600
    run(jeden, text, env={"A": "3"})
    assert file.read_text() == "a = 3\n"
    file.write_text("a = mine\n")
    init = run(jeden, text, env={"A": "4"})
    assert "level=warn event=step_skipped" in init.err.text() and "was edited since jeden wrote it" in init.err.text()
    assert "event=step_unchanged" not in init.err.text() and file.read_text() == "a = mine\n"


def test_an_edit_that_could_not_be_noticed_later_is_not_made(jeden, tmp_path):
    """The user may write the file, and no note beside it."""
    folder = tmp_path / "etc"
    folder.mkdir()
    (folder / "conf").write_text("a = 1\n")
    os.chown(folder / "conf", 33, 33)
    entry = {"file": str(folder / "conf"), "format": "ini", "set": {"a": "2"}, "keep_edited": True}
    init = run(jeden, hook(entry, keys='user = "www-data"'), code=1)
    assert f"cannot note what is written, in {folder}/.conf.jeden: Permission denied" in init.err.text()
    assert (folder / "conf").read_text() == "a = 1\n"
