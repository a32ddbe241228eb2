"""What the tests of several blocks of an init.toml share."""

import json
import os


def run(jeden, text, code=0, **more):
    init = jeden.run(toml=text, **more)
    assert init.code == code, init.err.text()
    init.assert_nothing_left()
    return init


def lines_of(init, event):
    return [line for line in init.err.lines() if f"event={event} " in line + " "]


def in_mounts(*commands):
    """A wrap that runs shell commands in a mount namespace of its own first."""
    script = " && ".join([*commands, 'exec "$@"'])
    return ["unshare", "--mount", "--propagation", "private", "/bin/sh", "-ec", script, "sh"]


def owner(path):
    status = os.lstat(path)
    return status.st_uid, status.st_gid


def toml(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    return json.dumps(value)


def settings_hook(*entries, keys="", env=""):
    return (f'{env}\n[[hook]]\nname = "keys"\n{keys}\nsettings = {toml(list(entries))}\n'
            f'[main]\ncommand = ["/bin/true"]\n')
