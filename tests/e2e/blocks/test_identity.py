"""[identity]: other numbers for a user, an entry for a number, and what is left of it without rights."""

import json
import os
import shlex
import subprocess
from pathlib import Path

import pytest

import kit
from block_support import in_mounts, owner

SHOW = '["/bin/sh", "-c", "id; echo home $HOME $USER; getent passwd app || true"]'


@pytest.fixture
def etc(tmp_path):
    """A folder that stands in for /etc, and the wrap that puts it there."""
    folder = tmp_path / "etc"
    folder.mkdir()
    for name in ("ld.so.cache", "nsswitch.conf", "localtime"):
        if os.path.exists(f"/etc/{name}"):
            subprocess.run(["cp", "-L", f"/etc/{name}", folder / name], check=True)
    (folder / "passwd").write_text(Path("/etc/passwd").read_text() + "app:x:64000:64001:App:/srv/app:/bin/sh\n")
    (folder / "group").write_text(Path("/etc/group").read_text() + "app:x:64001:\n")
    return folder


def mounted(etc, *more):
    return in_mounts(f"mount --bind {shlex.quote(str(etc))} /etc", *more)


def remap(chown="[]", keys='user = "app"'):
    return ('[identity]\nremap = { user = "app", uid = "${PUID:-}", gid = "${PGID:-}", chown = ' + chown + " }\n"
            f"[main]\ncommand = {SHOW}\n{keys}\n")


NUMBERS = {"PUID": "1500", "PGID": "1600"}


def test_a_user_gets_the_numbers_of_the_host(jeden, etc, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "x").write_text("")
    init = jeden.run(toml=remap(json.dumps([str(data)])), env=NUMBERS, wrap=mounted(etc))
    assert init.code == 0, init.err.text()
    assert init.out.lines()[0].startswith("uid=1500(app) gid=1600(app)"), init.out.text()
    assert init.out.lines()[1:] == ["home /srv/app app", "app:x:1500:1600:App:/srv/app:/bin/sh"]
    assert owner(data) == owner(data / "x") == (1500, 1600)
    assert "made app 1500:1600, who was 64000:64001" in init.err.text()
    again = jeden.run(toml=remap(json.dumps([str(data)])), env=NUMBERS, wrap=mounted(etc))
    assert again.out.lines() == init.out.lines() and "event=step_changed" not in again.err.text()
    assert not list(etc.glob(".*")), "something is left of writing"


def test_files_that_are_mounted_by_themselves_are_written_in_place(jeden, etc):
    binds = [f"mount --bind {shlex.quote(str(etc / name))} /etc/{name}" for name in ("passwd", "group")]
    init = jeden.run(toml=remap(), env=NUMBERS, wrap=in_mounts(*binds))
    assert init.out.lines()[0].startswith("uid=1500(app) gid=1600(app)"), init.err.text()
    assert "app:x:1600:" in (etc / "group").read_text()


def test_a_read_only_root_file_system(jeden, etc):
    wrap = mounted(etc, "mount -o remount,bind,ro /etc")
    init = jeden.run(toml=remap(), env=NUMBERS, wrap=wrap)
    assert init.code == 0 and init.out.lines()[0].startswith("uid=1500 gid=1600 groups=1600"), init.out.text()
    assert init.out.lines()[1] == "home /srv/app app"
    assert "event=step_skipped" in init.err.text() and "Read-only file system" in init.err.text()
    assert "jeden starts programs as app, 1500:1600, all the same" in init.err.text()


def test_without_numbers_nothing_is_written(jeden, etc):
    before = (etc / "passwd").read_text()
    init = jeden.run(toml=remap(), wrap=mounted(etc))
    assert init.out.lines()[0].startswith("uid=64000(app) gid=64001(app)") and (etc / "passwd").read_text() == before


def test_numbers_that_are_none(jeden, etc):
    init = jeden.run(toml=remap(), env={"PUID": "me"}, wrap=mounted(etc))
    assert init.code == 78 and 'uid is "me", which is no number' in init.err.text()


def as_user(uid, gid, *words):
    return ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups", *words]


def test_an_ordinary_user_stays_who_it_is(jeden, etc):
    init = jeden.run(toml=remap(), env={**NUMBERS, "HOME": "/"}, wrap=[*mounted(etc), *as_user(4242, 4242)])
    assert init.code == 0 and init.out.lines()[0].startswith("uid=4242 gid=4242"), init.err.text()
    assert "which cannot become another user" in init.err.text()
    assert "this is uid 4242, and only root can make app 1500:1600" in init.err.text()


ENTRY = ('[identity]\npasswd_entry = { name = "web", home = "/srv/app" }\n'
         '[main]\ncommand = ["/bin/sh", "-c", "id -un; echo $HOME $USER; getent passwd 4242"]\n')


def test_an_entry_for_the_user_of_openshift(jeden, etc):
    os.chmod(etc / "passwd", 0o664)  # chgrp 0 /etc/passwd && chmod g=u /etc/passwd
    init = jeden.run(toml=ENTRY, env={"HOME": "/"}, wrap=[*mounted(etc), *as_user(4242, 0)])
    assert init.out.lines() == ["web", "/srv/app web", "web:x:4242:0::/srv/app:/sbin/nologin"], init.err.text()
    again = jeden.run(toml=ENTRY, env={"HOME": "/"}, wrap=[*mounted(etc), *as_user(4242, 0)])
    assert again.out.lines()[0] == "web" and (etc / "passwd").read_text().count("4242") == 1


def test_a_file_that_may_not_be_written_is_a_warning_and_home_is_set(jeden, etc):
    init = jeden.run(toml=ENTRY, env={"HOME": "/"}, wrap=[*mounted(etc), *as_user(4242, 4242)])
    assert init.out.lines() == ["4242", "/srv/app web"]
    assert "uid 4242 has no entry in /etc/passwd" in init.err.text() and "chmod g=u /etc/passwd" in init.err.text()


def test_root_starts_a_number(jeden, etc):
    toml = ENTRY + "user = 4242\n"
    assert jeden.run(toml=toml, wrap=mounted(etc)).out.lines() == ["web", "/srv/app web",
                                                                 "web:x:4242:0::/srv/app:/sbin/nologin"]


def test_the_plan_says_what_would_be_done(jeden, etc):
    path = jeden.config(remap())
    wrap = mounted(etc)
    result = subprocess.run([*wrap, kit.JEDEN, "plan", path], capture_output=True, text=True, env={**os.environ, **NUMBERS})
    assert "would make app 1500:1600, who was 64000:64001" in result.stdout, result.stdout + result.stderr
