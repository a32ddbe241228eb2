"""`files` of a hook, with jeden as PID 1: owners, other users, and the mounts that containers have."""

import json
import os
import shlex
import subprocess

import pytest

import kit
from block_support import in_mounts, owner, run


def hook(*entries, keys=""):
    listed = ",\n".join("{ " + ", ".join(f"{key} = {json.dumps(value)}" for key, value in entry.items()) + " }"
                        for entry in entries)
    return f'[[hook]]\nname = "files"\n{keys}\nfiles = [\n{listed}\n]\n[main]\ncommand = {kit.words("/bin/true")}\n'


def test_a_directory_gets_owner_and_mode_once(jeden, tmp_path):
    path = tmp_path / "state" / "app"
    text = hook({"directory": str(path), "owner": "www-data", "mode": "0750"})
    assert "event=step_changed" in run(jeden, text).err.text()
    assert owner(path) == (33, 33) and path.stat().st_mode & 0o7777 == 0o750
    again = run(jeden, text).err.text()
    assert "event=step_changed" not in again and "event=step_unchanged" in again


def test_chown_changes_what_differs_and_follows_no_link(jeden, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("x")
    data = tmp_path / "data"
    (data / "deep" / "deeper").mkdir(parents=True)
    (data / "deep" / "file").write_text("x")
    (data / "link").symlink_to(outside)
    (data / "mine").write_text("x")
    os.chown(data / "mine", 33, 33)
    before = (data / "mine").stat().st_ctime_ns
    text = hook({"chown": str(data), "owner": "www-data"})
    run(jeden, text)
    for path in [data, *data.rglob("*")]:
        assert owner(path) == (33, 33), path
    assert owner(outside) == owner(outside / "secret") == (0, 0)
    assert (data / "mine").stat().st_ctime_ns == before
    assert "event=step_changed" not in run(jeden, text).err.text()


def test_chown_leaves_other_mounts_alone(jeden, tmp_path):
    data = tmp_path / "data"
    for name in ("volume", "readonly", "plain"):
        (data / name).mkdir(parents=True)
        (data / name / "x").write_text("x")
    where = shlex.quote(str(data))
    seen = tmp_path / "seen"
    wrap = in_mounts(f"mount -t tmpfs none {where}/volume", f"touch {where}/volume/x",
                     f"mount --bind {where}/readonly {where}/readonly",
                     f"mount -o remount,ro,bind {where}/readonly")
    text = f'''
[[hook]]
files = [ {{ chown = {json.dumps(str(data))}, owner = "33:33" }} ]
[[hook]]
run = {kit.words("/bin/sh", "-c", f"stat -c %u {where}/volume {where}/volume/x > {seen}")}
[main]
command = ["/bin/true"]
'''
    init = run(jeden, text, wrap=wrap)
    assert "mounts in it left alone" in init.err.text() and "read-only mounts left alone" in init.err.text()
    assert owner(data / "plain" / "x") == (33, 33)
    assert owner(data / "readonly" / "x") == (0, 0)
    assert seen.read_text().split() == ["0", "0"]


def test_a_read_only_root_with_what_it_needs_is_fine(jeden, tmp_path):
    path = tmp_path / "ready"
    path.mkdir()
    where = shlex.quote(str(path))
    wrap = in_mounts(f"mount --bind {where} {where}", f"mount -o remount,ro,bind {where}")
    run(jeden, hook({"directory": str(path)}), wrap=wrap)
    init = run(jeden, hook({"directory": str(path / "more")}), code=1, wrap=wrap)
    assert "Read-only file system" in init.err.text() and "mount a writable volume there" in init.err.text()
    given = run(jeden, hook({"directory": str(path), "owner": "33:33"}), wrap=wrap)
    assert "event=step_skipped" in given.err.text()


@pytest.mark.parametrize("optional, code", [(False, 1), (True, 0)])
def test_access_names_the_owner_and_what_to_do(jeden, tmp_path, optional, code):
    path = tmp_path / "volume"
    path.mkdir(mode=0o755)
    entry = {"access": str(path), "need": ["read", "write"]} | ({"optional": True} if optional else {})
    init = run(jeden, hook(entry, keys='user = "www-data"'), code=code)
    said = init.err.text()
    assert f"cannot write {path}: Permission denied; {path} is owned by 0:0, mode 0755, and this is uid 33" in said
    assert "run the hook as root" in said


def test_access_by_a_group_is_access(jeden, tmp_path):
    path = tmp_path / "volume"
    path.mkdir()
    os.chown(path, 0, 4321)
    path.chmod(0o2770)
    run(jeden, hook({"access": str(path), "need": ["write"]}, keys='user = "www-data"\ngroups = [4321]'))


def test_an_ordinary_user_cannot_give_away_and_goes_on(jeden, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    init = run(jeden, hook({"chown": str(data), "owner": "www-data"}, keys='user = "nobody"'))
    assert "only root can give" in init.err.text()
    assert owner(data) == (0, 0)


def test_a_first_copy_keeps_what_is_there(jeden, tmp_path):
    seed, volume = tmp_path / "seed", tmp_path / "volume"
    (seed / "plugins").mkdir(parents=True)
    (seed / "config.php").write_text("default")
    (seed / "plugins" / "one").write_text("one")
    (volume / "lost+found").mkdir(parents=True)
    (volume / "config.php").write_text("mine")
    text = hook({"copy": str(seed), "to": str(volume), "owner": "www-data"})
    run(jeden, text)
    assert (volume / "config.php").read_text() == "mine" and owner(volume / "config.php") == (0, 0)
    assert (volume / "plugins" / "one").read_text() == "one"
    assert owner(volume / "plugins") == owner(volume / "plugins" / "one") == (33, 33)
    assert "event=step_changed" not in run(jeden, text).err.text()


def test_stale_files_and_links(jeden, tmp_path):
    (tmp_path / "server.pid").write_text("1")
    run(jeden, hook({"remove": str(tmp_path / "*.pid")}, {"symlink": str(tmp_path / "log"), "to": "/dev/null"}))
    assert not (tmp_path / "server.pid").exists()
    assert os.readlink(tmp_path / "log") == "/dev/null"


def test_a_failed_entry_gives_the_start_up_and_later_ones_do_not_run(jeden, tmp_path):
    init = run(jeden, hook({"access": str(tmp_path / "missing")}, {"directory": str(tmp_path / "later")}), code=1)
    assert "is the volume mounted?" in init.err.text() and "main_started" not in init.events()
    assert not (tmp_path / "later").exists()


def test_a_foreign_command_touches_nothing(jeden, tmp_path):
    init = jeden.run("/bin/echo", "hello", toml=hook({"directory": str(tmp_path / "made")}))
    assert init.code == 0 and not (tmp_path / "made").exists()


def test_the_plan_says_what_would_be_done_and_does_nothing(jeden, tmp_path):
    made = tmp_path / "made"
    config = jeden.config(hook({"directory": str(made), "mode": "0700"}, {"remove": str(tmp_path / "*.pid")}))
    said = subprocess.run([kit.JEDEN, "plan", config], capture_output=True, text=True, check=True).stdout
    assert f"directory {made}, mode 0700: would make {made}" in said
    assert f"no {tmp_path}/*.pid is left" in said and not made.exists()
    told = json.loads(subprocess.run([kit.JEDEN, "plan", "--json", config], capture_output=True, text=True,
                                     check=True).stdout)
    assert told["units"][0]["actions"][0]["outcome"] == f"would make {made}"


@pytest.mark.parametrize("entry, message", [
    ('{ owner = "root" }', "this entry of files does nothing"),
    ('{ directory = "/a", chown = "/b", owner = "root" }', "both directory and chown"),
    ('{ chown = "/a" }', "chown needs owner"),
    ('{ symlink = "/a", to = "/b", mode = "0755" }', "mode does not belong to symlink"),
    ('{ acess = "/a" }', "did you mean access?"),
    ('{ access = "/a", need = ["reed"] }', 'did you mean "read"?'),
    ('{ directory = "/a", owner = "no-such-user" }', "no-such-user"),
])
def test_mistakes_are_named(jeden, entry, message):
    init = jeden.run(toml=f'[[hook]]\nfiles = [ {entry} ]\n[main]\ncommand = ["/bin/true"]\n')
    assert init.code == 78 and message in init.err.text(), init.err.text()


def test_files_beside_a_command_is_refused(jeden):
    init = jeden.run(toml='[[hook]]\nrun = ["/bin/true"]\nfiles = [ { remove = "/a" } ]\n[main]\ncommand = ["x"]\n')
    assert init.code == 78 and "both files and something to run" in init.err.text()


def test_a_new_image_brings_new_versions_of_what_nobody_edited(jeden, tmp_path):
    image, volume = tmp_path / "image", tmp_path / "volume"
    (image / "themes").mkdir(parents=True)
    for name in ("a", "b", "themes/c"):
        (image / name).write_text("old")
    volume.mkdir()
    (volume / "a").write_text("of the user")
    os.chown(volume, 33, 33)
    text = hook({"copy": str(image), "to": str(volume), "keep_edited": True}, keys='user = "www-data"')
    run(jeden, text)
    assert subprocess.run(["sha256sum", "-c", "--quiet", ".jeden-copied"], cwd=volume).returncode == 0
    (volume / "b").write_text("edited")
    for name in ("a", "b", "themes/c"):
        (image / name).write_text("new")
    init = run(jeden, text)
    assert [(volume / name).read_text() for name in ("a", "b", "themes/c")] == ["of the user", "edited", "new"]
    assert f"event=step_skipped" in init.err.text() and f"{volume}/b was edited since jeden copied it" in init.err.text()
    assert owner(volume / "themes" / "c") == (33, 33)
