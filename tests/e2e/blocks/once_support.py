"""Groups of hooks that are done once."""

from kit import words

MAIN = f'[main]\ncommand = {words("/bin/echo", "main")}\n'


def group(folder, *keys, marker="marker"):
    return f'[once.db]\nmarker = "{folder}/{marker}"\n' + "\n".join(keys) + "\n"


def hook(name, *command, keys='once = "db"'):
    return f'[[hook]]\nname = "{name}"\nrun = {words(*command)}\n{keys}\n'


def shell(text):
    return ["/bin/sh", "-ec", text]


def direct(init):
    """Lines that came without a relay, which is why they are in order."""
    return [line for line in init.out.lines() if line not in ("server up", "signal 15")]
