"""`templates` and `secrets` of a hook, with jeden as PID 1."""

import json
import os
import shlex

import pytest

import kit
from block_support import in_mounts, owner, run


def hook(key, *entries, keys="", env=""):
    listed = ", ".join("{ " + ", ".join(f"{name} = {json.dumps(value)}" for name, value in entry.items()) + " }"
                       for entry in entries)
    return f'{env}\n[[hook]]\nname = "texts"\n{keys}\n{key} = [ {listed} ]\n[main]\ncommand = ["/bin/true"]\n'


NGINX = "server_name ${NGINX_HOST}; proxy_set_header Host $host; return 301 $scheme://${host}$request_uri;\n"


def test_a_tree_of_nginx_templates(jeden, tmp_path):
    source, target = tmp_path / "templates", tmp_path / "conf.d"
    source.mkdir()
    (source / "default.conf.template").write_text(NGINX)
    text = hook("templates", {"template": str(source), "to": str(target), "variables": ["NGINX_*"]})
    run(jeden, text, env={"NGINX_HOST": "a.example", "host": "wrong"})
    assert (target / "default.conf").read_text() == NGINX.replace("${NGINX_HOST}", "a.example")
    again = run(jeden, text, env={"NGINX_HOST": "a.example"})
    assert "event=step_changed" not in again.err.text()


def test_variables_of_env_count(jeden, tmp_path):
    (tmp_path / "in").write_text("${PORT}")
    entry = {"template": str(tmp_path / "in"), "to": str(tmp_path / "out"), "variables": ["PORT"]}
    run(jeden, hook("templates", entry, env='[env]\nPORT = "8080"'))
    assert (tmp_path / "out").read_text() == "8080"


def test_a_text_of_the_file_itself(jeden, tmp_path):
    entry = {"text": "port ${PORT:-80}\nhost $$host\n", "to": str(tmp_path / "out"), "mode": "0640", "owner": 33}
    run(jeden, hook("templates", entry), env={"PORT": "8080"})
    assert (tmp_path / "out").read_text() == "port 8080\nhost $host\n"
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o640 and owner(tmp_path / "out") == (33, 33)
    again = run(jeden, hook("templates", entry), env={"PORT": "8080"})
    assert "event=step_changed" not in again.err.text()
    run(jeden, hook("templates", {**entry, "once": True}), env={"PORT": "1"})
    assert (tmp_path / "out").read_text() == "port 8080\nhost $host\n"


def test_the_secret_of_a_text_is_not_printed(jeden, tmp_path):
    entry = {"text": "password ${DB_PASSWORD}\n", "to": str(tmp_path / "none" / "out")}
    text = hook("templates", entry, env='[env]\nDB_PASSWORD = { from_file = true, required = true }')
    init = run(jeden, text, env={"DB_PASSWORD": "sesame4711"}, code=1)
    assert "cannot write" in init.err.text() and "sesame4711" not in init.err.text() + init.out.text()


def test_a_missing_variable_gives_the_start_up_and_leaves_the_old_file(jeden, tmp_path):
    (tmp_path / "in").write_text("${PORT}")
    (tmp_path / "out").write_text("old")
    entry = {"template": str(tmp_path / "in"), "to": str(tmp_path / "out"), "variables": ["PORT"]}
    init = run(jeden, hook("templates", entry), code=1)
    assert "in cannot be filled in: PORT is not set" in init.err.text()
    assert (tmp_path / "out").read_text() == "old"


def test_a_file_that_is_mounted_is_written_through(jeden, tmp_path):
    (tmp_path / "in").write_text("new ${PORT}")
    (tmp_path / "volume").write_text("old and longer")
    os.chown(tmp_path / "volume", 33, 33)
    (tmp_path / "out").write_text("")
    wrap = in_mounts(f"mount --bind {shlex.quote(str(tmp_path / 'volume'))} {shlex.quote(str(tmp_path / 'out'))}")
    entry = {"template": str(tmp_path / "in"), "to": str(tmp_path / "out"), "variables": ["PORT"]}
    run(jeden, hook("templates", entry), env={"PORT": "80"}, wrap=wrap)
    assert (tmp_path / "volume").read_text() == "new 80" and owner(tmp_path / "volume") == (33, 33)


def test_a_folder_that_takes_no_new_file(jeden, tmp_path):
    """The user may write the file and not its folder."""
    folder = tmp_path / "etc"
    folder.mkdir()
    (folder / "conf").write_text("old")
    os.chown(folder / "conf", 33, 33)
    (tmp_path / "in").write_text("new")
    entry = {"template": str(tmp_path / "in"), "to": str(folder / "conf"), "variables": []}
    run(jeden, hook("templates", entry, keys='user = "www-data"'))
    assert (folder / "conf").read_text() == "new"


def test_a_read_only_target_is_named(jeden, tmp_path):
    folder = tmp_path / "etc"
    folder.mkdir()
    (tmp_path / "in").write_text("new")
    where = shlex.quote(str(folder))
    wrap = in_mounts(f"mount --bind {where} {where}", f"mount -o remount,ro,bind {where}")
    entry = {"template": str(tmp_path / "in"), "to": str(folder / "conf"), "variables": []}
    init = run(jeden, hook("templates", entry), code=1, wrap=wrap)
    assert f"cannot write {folder}/conf: Read-only file system: mount a writable volume there" in init.err.text()


def test_a_secret_goes_to_a_private_file_and_to_no_command_line_or_log(jeden, tmp_path):
    entry = {"variable": "TLS_KEY", "to": str(tmp_path / "key"), "owner": "www-data"}
    init = run(jeden, hook("secrets", entry), env={"TLS_KEY": "-----hush-hush"})
    assert (tmp_path / "key").read_text() == "-----hush-hush"
    assert owner(tmp_path / "key") == (33, 33) and (tmp_path / "key").stat().st_mode & 0o7777 == 0o600
    assert "hush" not in init.err.text() + init.out.text()


def test_a_random_secret_survives_a_restart(jeden, tmp_path):
    text = hook("secrets", {"generate": str(tmp_path / "key"), "length": 40})
    run(jeden, text)
    first = (tmp_path / "key").read_text()
    assert len(first) == 40 and first.isalnum()
    run(jeden, text)
    assert (tmp_path / "key").read_text() == first


@pytest.mark.parametrize("key, entry, message", [
    ("templates", '{ template = "/a", to = "/b" }', "template needs variables"),
    ("templates", '{ to = "/b", variables = [] }', "this entry of templates does nothing"),
    ("secrets", '{ variable = "A" }', "variable needs to"),
    ("secrets", '{ variable = "A", generate = "/b" }', "both variable and generate"),
    ("templates", '{ text = "a", template = "/a", to = "/b", variables = ["X"] }', "has both template and text"),
    ("templates", '{ text = "a", to = "/b", variables = ["X"] }', "variables does not belong to text"),
    ("templates", '{ text = "a" }', "text needs to"),
    ("secrets", '{ generate = "/b", base64 = true }', "base64 does not belong to generate"),
    ("secrets", '{ generate = "/b", length = 3 }', "out of range"),
    ("secrets", '{ generat = "/b" }', "did you mean generate?"),
])
def test_mistakes_are_named(jeden, key, entry, message):
    init = jeden.run(toml=f'[[hook]]\n{key} = [ {entry} ]\n[main]\ncommand = ["/bin/true"]\n')
    assert init.code == 78 and message in init.err.text(), init.err.text()


def test_two_blocks_in_one_hook_are_refused(jeden):
    init = jeden.run(toml=f'[[hook]]\nfiles = [ {{ remove = "/a" }} ]\nsecrets = [ {{ generate = "/b" }} ]\n'
                          f'[main]\ncommand = {kit.words("/bin/true")}\n')
    assert init.code == 78 and "both files and secrets" in init.err.text()


def test_a_sweep_by_prefix_with_exceptions_that_main_does_not_get(jeden, tmp_path):
    for name in ("password", "log"):
        (tmp_path / name).write_text(f"{name}-value\n")
    text = f'''
[secrets]
files = ["MYSQL_*"]
except = ["MYSQL_LOG_FILE"]
forget = true
[[hook]]
run = ["/bin/sh", "-c", "echo hook=[$MYSQL_PASSWORD] $MYSQL_LOG_FILE [$MYSQL_PASSWORD_FILE]"]
[main]
command = ["/bin/sh", "-c", "echo main=[$MYSQL_PASSWORD] $OTHER_FILE"]
'''
    init = run(jeden, text, env={"MYSQL_PASSWORD_FILE": str(tmp_path / "password"), "OTHER_FILE": "/other",
                                 "MYSQL_LOG_FILE": str(tmp_path / "log")})
    assert init.out.text() == f"hook=[password-value] {tmp_path / 'log'} []\nmain=[] /other"


def test_a_swept_file_that_cannot_be_read_is_named(jeden, tmp_path):
    init = jeden.run(toml='[secrets]\nfiles = ["APP_*"]\n[main]\ncommand = ["/bin/true"]\n',
                     env={"APP_KEY_FILE": str(tmp_path / "missing")})
    assert init.code == 78 and "missing, which APP_KEY_FILE names" in init.err.text()


def test_a_forgotten_variable_reaches_hooks_only(jeden):
    init = run(jeden, '''
[env]
TOKEN = { required = true, forget = true }
[[hook]]
run = ["/bin/sh", "-c", "echo hook=$TOKEN"]
[main]
command = ["/bin/sh", "-c", "echo main=$TOKEN; tr '\\\\0' '\\\\n' < /proc/self/environ | grep -c TOKEN"]
''', code=1, env={"TOKEN": "t"})
    assert init.out.lines() == ["hook=t", "main=", "0"]


def test_a_forgotten_variable_is_wiped_from_what_proc_shows_and_a_service_still_gets_it(jeden):
    init = jeden(toml=f'''
[env]
TOKEN = {{ required = true, forget = true }}
[[hook]]
run = ["/bin/sh", "-c", "echo hook=$TOKEN"]
[service.needs]
command = {kit.words("/bin/sh", "-c", f'echo "service=$TOKEN"; exec {kit.TALK} on 15 0 say serving wait')}
restart = "always"
backoff = "1ms"
[main]
command = {kit.words(*kit.talk("on", 15, 0, "say", "main runs", "wait"))}
''', env={"TOKEN": "hush-hush", "OTHER": "stays"})
    init.expect("main runs")
    kit.until(lambda: {"hook=hush-hush", "service=hush-hush", "serving"} <= set(init.out.lines()), "the service runs")
    shown = kit.Path(f"/proc/{init.pid}/environ").read_bytes()
    assert b"hush" not in shown and b"OTHER=stays\0" in shown and b"TOKEN=\0" in shown
    inside = {kit.cmdline(pid): pid for pid in kit.children(init.pid)}
    main = next(pid for line, pid in inside.items() if "main runs" in line)
    assert b"TOKEN" not in kit.Path(f"/proc/{main}/environ").read_bytes()
    os.kill(next(pid for line, pid in inside.items() if "serving" in line), 9)
    kit.until(lambda: init.out.lines().count("service=hush-hush") == 2, "the service has its variable again")
    assert b"hush" not in kit.Path(f"/proc/{init.pid}/environ").read_bytes()
    init.signal("TERM")
    assert init.wait() == 0
