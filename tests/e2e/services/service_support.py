"""What the tests of services and of the shutdown write into an init.toml."""

import re
from datetime import datetime

import kit
from kit import python, talker, words  # noqa: F401 (tests have python from here)


def table(title, command, **keys):
    """A table of init.toml; the values of the keys are TOML already."""
    return f"[{title}]\ncommand = {command}\n" + "".join(f"{key} = {value}\n" for key, value in keys.items())


def service(name, command, **keys):
    return table(f"service.{name}", command, **keys)


def main(*actions, **keys):
    """Says `main up`, then does what the actions say, then reports signals; ends with 0 on TERM."""
    return table("main", talker("on", 15, 0, *actions, "say", "main up", "wait"), **keys)


def hook(name, command, **keys):
    return f'[[hook]]\nname = "{name}"\nrun = {command}\n' + "".join(f"{k} = {v}\n" for k, v in keys.items())


def serving(name, *actions):
    """Says `NAME up` and ends with 0 on TERM."""
    return talker("on", 15, 0, *actions, "say", f"{name} up", "wait")


def deaf(name):
    """Says `NAME up` and every signal, and ends by none."""
    return talker("say", f"{name} up", "wait")


def shell(text):
    return words("/bin/sh", "-c", text)


def lines_of(init, event, unit=None):
    """The lines of the log about one event, as dictionaries."""
    found = []
    for line in init.err.lines():
        fields = dict(re.findall(r'(\w+)=("(?:[^"\\]|\\.)*"|\S+)', line))
        if fields.get("event") == event and (unit is None or fields.get("unit") == unit):
            found.append({key: value.strip('"') for key, value in fields.items()})
    return found


def moments_of(init, event):
    """When jeden said so, in seconds."""
    return [datetime.fromisoformat(line["time"].replace("Z", "+00:00")).timestamp() for line in lines_of(init, event)]


def order_of(init, *events):
    """(event, unit) of the lines about these events, as they came."""
    return [(fields["event"], fields.get("unit")) for line in init.err.lines()
            for fields in [dict(re.findall(r"(\w+)=(\S+)", line))] if fields.get("event") in events]


def inner_pid(init, name):
    """The pid, seen from outside, of the program whose command line holds the name; its relay may name it as well."""
    def look():
        found = {pid: kit.cmdline(pid) for pid in kit.descendants(init.pid)}
        return next((pid for pid, words in found.items() if name in words and not words.startswith("jeden ")), None)
    return kit.until(look, f"a process {name!r}")


def stop(init, code=0):
    init.signal("TERM")
    assert init.wait() == code
    init.assert_nothing_left()




def expect_all(init, *lines):
    """All of these lines of output, in whatever order they come."""
    kit.until(lambda: not set(lines) - set(init.out.lines()) or init.process.poll() is not None, f"lines {lines}")
    assert not set(lines) - set(init.out.lines()), f"{init.out.text()}\n{init.err.text()}"
