"""`jeden schema`: editors see what `jeden check` would say, as far as a JSON Schema can say it."""

import functools
import json
import re
import subprocess
import tomllib

import jsonschema
import pytest

import kit
from kit import JEDEN, ROOT

GOOD = sorted([*ROOT.glob("tests/unit/config/good/*.toml"), *ROOT.glob("examples/**/*.toml")])
BAD = sorted(ROOT.glob("tests/unit/config/bad/*.toml"))
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/**/*.md")])
# References to what is not there, and a command that may come from the container.
NOT_OF_A_SCHEMA = {"references.toml", "empty.toml"}


@functools.cache
def schema():
    out = subprocess.run([JEDEN, "schema"], capture_output=True, check=True, timeout=kit.PATIENCE).stdout
    found = json.loads(out)
    jsonschema.Draft7Validator.check_schema(found)
    return jsonschema.Draft7Validator(found)


def faults(text: str) -> list[str]:
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
            for error in schema().iter_errors(tomllib.loads(text))]


@pytest.mark.parametrize("path", GOOD, ids=lambda path: str(path.relative_to(ROOT)))
def test_good_files(path):
    assert not faults(path.read_text())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_examples_of_the_documentation(path):
    for block in re.findall(r"```toml\n(.*?)```", path.read_text(), re.S):
        assert not faults(block), block


@pytest.mark.parametrize("path", [path for path in BAD if path.name not in NOT_OF_A_SCHEMA], ids=lambda path: path.name)
def test_bad_files(path):
    try:
        assert faults(path.read_bytes().decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        pass  # no schema is needed for these


def in_main(keys):
    return f"[main]\ncommand = ['true']\n{keys}"


def in_hook(keys):
    return f"[[hook]]\nname = 'h'\nrun = ['true']\n{keys}"


def in_action(kind, keys):
    return f"[[hook]]\n{kind} = [ {{ {keys} }} ]"


def in_variable(keys):
    return f"[env]\nA = {{ {keys} }}"


WRONG = [
    # unknown keys, types
    "[inti]", "[init]\ngracee = '1s'", "[init]\ngrace = 10", "hook = 5", "service = ['x']", in_main("nice = '5'"),
    in_main("command2 = ['x']"), in_main("env = { A = 1 }"), "[env]\nA = 1", in_variable("defualt = 'x'"),
    # durations, sizes, modes, numbers, names
    "[init]\ngrace = '10'", "[init]\ngrace = '10 s'", "[init]\ngrace = '1h 30m'", "[init]\ngrace = '10S'",
    "[init]\ngrace = '-1s'", "[shutdown]\ndrain = 'soon'", in_hook("every = '0s'"),
    in_main("live = { wait = 'tcp://a:1', interval = '0s' }"), in_main("log = { max_line = '64 KiB' }"),
    in_main("log = { max_line = '64X' }"), in_main("umask = '0888'"), in_main("umask = '77777'"), in_main("nice = 20"),
    in_main("oom_score_adjust = 1001"), in_main("limits = { nofile = 'many' }"), in_main("limits = { nofiles = 5 }"),
    in_main("limits = { nofile = { soft = 5, hart = 6 } }"), in_hook("retries = -1"), "[[hook]]\nname = 'a b'\nrun = ['x']",
    "[service.'a b']\ncommand = ['x']", "[init]\nready_listen = 'nowhere'", in_hook("cron = '* * *'"),
    # choices
    "[init]\nlog_level = 'loud'", "[init]\nlog_format = 'Json'", in_hook("stage = 'begin'"), in_hook("on_failure = 'ignore'"),
    in_main("mode = 'fork'"), in_main("stop_to = 'all'"), "[service.a]\ncommand = ['x']\nrestart = 'sometimes'",
    in_main("live = { wait = 'tcp://a:1', action = 'restart' }"), in_variable("type = 'float'"),
    # signals
    in_main("stop_signal = 'SIGTREM'"), in_main("stop = [ { signal = 'NONE' } ]"), in_main("stop = []"),
    in_main("stop = [ { wait = '1s' } ]"), "[shutdown]\nsignals = { SIGTREM = 'stop' }",
    "[shutdown]\nsignals = { SIGTERM = 'halt' }", "[shutdown]\nsignals = { SIGKILL = 'stop' }",
    "[shutdown]\nsignals = { chld = 'ignore' }",
    # URLs
    in_main("ready = { wait = 'postgre://db' }"), "[[hook]]\nwait = 'localhost:5432'", "[[hook]]\nwait = '/run/x'",
    "[[hook]]\nwait = []", "[shutdown]\ndrain_until = 'ftp://x'",
    # exactly one of several, or one with another
    "[[hook]]\nname = 'nothing'", "[[hook]]\nrun = ['x']\nscript = 'x'", "[[hook]]\nrun = ['x']\nwait = 'tcp://a:1'",
    "[[hook]]\nwait = 'tcp://a:1'\ndirectory = '/x'", "[main]\ncommand = ['x']\nscript = 'x'", "[main]\ncommand = []",
    "[main]\ncommand = ['']", "[service.a]\nuser = 'root'", "[service.a]\ncommand = ['x']\nlike_main = []",
    in_main("ready = {}"), in_main("ready = { delay = '1s', fd = 3 }"), in_main("ready = { timeout = '1s' }"),
    in_main("ready = { fd = 3, watchdog = '1s' }"), in_main("ready = { fd = 3, interval = '1s' }"), in_main("live = {}"),
    in_main("ready = { fd = 2 }"), in_main("stop_signal = 'INT'\nstop = [ { signal = 'INT' } ]"),
    in_main("stop_command = ['x']\nstop_signal = 'INT'"), in_main("stop_command = []"), in_hook("interval = '1s'"),
    in_hook("handlers = {}"), in_hook("history = '/x'"), in_hook("jitter = '1s'"), in_hook("every = '1s'\ncron = '@daily'"),
    in_hook("on_upgrade = 'run'"), in_hook("capture = 'A'\nstdout = 'null'"), in_hook("on_changed = 'warn'"),
    in_main("descriptors = { 2 = 'x' }"), "[locale]\nfallback = 'C'", in_hook("once = 'x'\n[once.x]\nversion = '1'"), "[identity]\nremap = {}",
    # actions
    "[[hook]]\nfiles = []", in_action("files", "owner = 'root'"), in_action("files", "directory = '/x', remove = '/y'"),
    in_action("files", "symlink = '/x'"), in_action("files", "chown = '/x'"), in_action("files", "remove = '/x', mode = '0600'"),
    in_action("files", "directory = '/x', need = 'read'"), in_action("templates", "template = '/x', to = '/y'"),
    in_action("settings", "file = '/x', format = 'ini'"), in_action("settings", "file = '/x', set = {}"),
    in_action("settings", "file = '/x', format = 'toml', set = {}"), in_action("secrets", "variable = 'A'"),
    in_action("secrets", "generate = '/x', base64 = true"), in_action("secrets", "generate = '/x', length = 4"),
    "[[hook]]\ndirectory = ''", "[[hook]]\ndirectory = '/x'\nhandlers = { '.sh' = { pass = 'path', ignore = true } }",
    "[[hook]]\ndirectory = '/x'\nhandlers = { '.sh' = {} }", "[[hook]]\ndirectory = '/x'\nhandlers = { '.sh' = [] }",
    # variables
    in_variable("value = 'x', default = 'y'"), in_variable("value = 'x', required = true"),
    in_variable("refuse = 'no', default = 'y'"), in_variable("min = 1"), in_variable("from_command = []"),
    "[env]\n'A=B' = 'x'", "[[env_rule]]\nhelp = 'x'", "[[env_rule]]\nall_of = ['A']\ntogether = ['A', 'B']",
    in_main("default_flags = { port = '1' }"), in_main("env = { A = \"a\\u0000b\" }"),
]  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_what_check_refuses(text, tmp_path):
    """One fault each, which both see."""
    path = tmp_path / "init.toml"
    path.write_text(text if "[main]" in text else text + "\n[main]\ncommand = ['true']\n")
    checked = subprocess.run([JEDEN, "check", "--json", path], capture_output=True, timeout=kit.PATIENCE)
    assert checked.returncode == 78, checked.stdout
    assert json.loads(checked.stdout)["errors"] == 1, checked.stdout
    assert faults(path.read_text())


RIGHT = [
    "[init]\ngrace = '0'", "[init]\ngrace = '1h30m'", "[init]\ngrace = '1.5s'", "[init]\ngrace = '${GRACE:-10s}'",
    in_main("log = { max_line = '64m', file = '/x', max_size = 1000 }"), in_main("limits = { nofile = '1G', core = 0 }"),
    in_main("umask = '00027'"), in_main("stop_signal = 'sigrtmin+3'"), in_main("stop_signal = '15'"),
    in_main("stop_signal = 'RTMAX-1'"), "[shutdown]\nsignals = { sighup = 'reload', USR1 = 'rtmin', '40' = 'TERM' }",
    "[[hook]]\nwait = ['postgresql+asyncpg://db/x', 'EXEC:true', '${URL:-tcp://a:1}']\non_failure = 'warn'",
    in_hook("cron = ' 30 4 * * mon-fri '"), in_hook("cron = '@daily'\njitter = '1s'"), in_hook("if_command = 'test -e /x'"),
    in_main("user = 0\ngroups = [5, 'root']"), in_main("default_flags = { '--port -p' = 5, '--x=' = true, 'y=' = ['a'] }"),
    in_variable("type = 'size', min = '1k', max = 5000, default = '2k'"), in_variable("unset = true"), "hook = []",
    "[service.a]\nlike_main = []", in_main("descriptors = { 15 = 'x' }"), "[locale]\ntimezone = 'UTC'\nlc_all = 'C'",
]  # fmt: skip


@pytest.mark.parametrize("text", RIGHT)
def test_what_check_accepts(text, tmp_path):
    path = tmp_path / "init.toml"
    path.write_text(text if "[main]" in text else text + "\n[main]\ncommand = ['true']\n")
    checked = subprocess.run([JEDEN, "check", "--json", path], capture_output=True, timeout=kit.PATIENCE)
    assert checked.returncode == 0, checked.stdout
    assert not faults(path.read_text())
