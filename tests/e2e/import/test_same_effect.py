"""The script and what it became do the same: as PID 1, with the same files, owners, words and environment."""

import gzip
import json
import os
import subprocess

import pytest

import kit
from effect_cases import CASES
from first_run_cases import FIRST_RUN

TELL = """import json, os, sys
umask = os.umask(0)
ignored = {"_", "PWD", "OLDPWD", "SHLVL", "HOME", "USER", "LOGNAME", kit_mark}
print("TOLD " + json.dumps({
    "words": sys.argv[1:], "uid": os.getuid(), "gid": os.getgid(), "groups": sorted(set(os.getgroups()) - {os.getgid()}), "directory": os.getcwd(),
    "umask": umask, "environment": {k: v for k, v in sorted(os.environ.items()) if k not in ignored and not k.startswith("JEDEN")}}))
"""


def prepare(folder):
    folder.mkdir()
    folder.chmod(0o755)
    (folder / "run").mkdir()
    (folder / "run/old.pid").write_text("1")
    (folder / "original").write_text("secret\n")
    (folder / "greeting").write_text("hello  world\n\n")
    (folder / "template").write_text("port ${PORT} for ${NAME}, $host\n")
    (folder / "redis.conf").write_text("# port 1\nport 6379\nbind *\n")
    (folder / "app.properties").write_text("a.dir=/tmp\nb=1\nc=3\n")
    (folder / "php.ini").write_text("[PHP]\nmemory_limit = 128M\n[Date]\n")
    for name, mode, text in [("init.d/1-run.sh", 0o755, "#!/bin/sh\necho ran >> {d}/ran\n"),
                             ("init.d/2-source.sh", 0o644, "echo sourced >> {d}/ran\n"), ("init.d/3-a.txt", 0o644, "a\n"),
                             ("init.d/5-c.path", 0o644, "c\n"), ("init.d/6-other", 0o644, ""),
                             ("exec.d/10.sh", 0o755, "#!/bin/sh\necho ten >> {d}/ran\n"),
                             ("exec.d/9.sh", 0o755, "#!/bin/sh\necho nine >> {d}/ran\n")]:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text.replace("{d}", str(folder)))
        path.chmod(mode)
    (folder / "init.d/4-b.txt.gz").write_bytes(gzip.compress(b"b\n", mtime=0))


def tree(folder):
    """Path, mode, owner, and what is in it, of everything but what jeden keeps beside a marker."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if name.endswith(".jeden-once"):
            continue
        status = path.lstat()
        content = os.readlink(path) if path.is_symlink() else path.read_bytes().decode(errors="replace") if path.is_file() else ""
        if name == "done":
            content = ""  # the marker holds what once is about
        found[name] = [oct(status.st_mode) if name != "done" else "", status.st_uid, status.st_gid, content.replace(str(folder), "")]
    return found


def told(text):
    return json.loads(next(line for line in text.splitlines() if line.startswith("TOLD "))[5:])


@pytest.mark.parametrize("name", [*CASES, *FIRST_RUN])
def test_same_effect(name, tmp_path, jeden):
    text, environment = {**CASES, **FIRST_RUN}[name]
    program = tmp_path / "tell"
    program.write_text("#!/usr/bin/python3\n" + TELL.replace("kit_mark", repr(kit.MARK)))
    program.chmod(0o755)
    words = ["--flag"] if name == "an option is appended" else [str(program), "word", "two words"]
    if name == "root without a drop":
        words = []
    if name == "words behind the program":
        words = ["no-program", "two words"]
    results = []
    for way in ("script", "toml"):
        folder = tmp_path / "d"
        if folder.exists():
            subprocess.run(["rm", "-rf", folder], check=True)
        prepare(folder)
        script = tmp_path / "entrypoint.sh"
        script.write_text(text.replace("{d}", str(folder)).replace("{tell}", str(program)))
        script.chmod(0o755)
        env = {key: value.replace("{d}", str(folder)) for key, value in environment.items()}
        full = {"PATH": kit.PATH, **env}
        if way == "script":
            done = subprocess.run([script, *words], env=full, cwd="/", capture_output=True, text=True, timeout=60)
            assert done.returncode == 0, done.stderr
            results.append((told(done.stdout), tree(folder)))
            continue
        # The words are the image's CMD, and so the container's; flags would be appended to a command that has them.
        image, container = ([] if words == ["--flag"] else words), words
        made = subprocess.run([kit.JEDEN, "import", script, "--", *image], capture_output=True, text=True)
        assert made.returncode == 0, made.stderr
        init = jeden("--", *container, toml=made.stdout, env={**full, "LANG": None}, directory="/")
        assert init.wait() == 0, made.stdout + init.err.text()
        results.append((told(init.out.text()), tree(folder)))
    assert results[0][0] == results[1][0]
    assert results[0][1] == results[1][1]
