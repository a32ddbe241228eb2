"""Called by another init's name, jeden speaks its command line, with its streams and exit codes."""


import pytest

import kit
from kit import talk


@pytest.fixture
def called(jeden, tmp_path):
    def run(name, *arguments, **keywords):
        link = tmp_path / name
        if not link.exists():
            link.symlink_to(kit.JEDEN)
        return jeden.run(*arguments, binary=str(link), **keywords)
    return run


# name, arguments, exit code, what standard output and standard error begin with
ANSWERS = [
    ("tini", ["--version"], 0, "tini version 0.19.0", ""),
    ("docker-init", ["--version"], 0, "tini version 0.19.0", ""),
    ("tini", ["-h"], 0, "tini", ""),
    ("tini", ["-l"], 0, "jeden", ""),
    ("tini", [], 1, "", "tini"),
    ("tini", ["-e", "256", "--", "true"], 1, "", "tini"),
    ("tini", ["-e", "x", "--", "true"], 1, "", "tini"),
    ("tini", ["-p", "TERM", "--", "true"], 1, "", "tini"),
    ("tini", ["-p", "15", "--", "true"], 1, "", "tini"),
    ("tini", ["-Z"], 1, "", ""),
    ("dumb-init", ["-h"], 0, "", "dumb-init"),
    ("dumb-init", ["--help"], 0, "", "dumb-init"),
    ("dumb-init", ["-V"], 0, "", "dumb-init v1.2.5"),
    ("dumb-init", ["--vers"], 0, "", "dumb-init v1.2.5"),
    ("dumb-init", [], 1, "", "dumb-init"),
    ("dumb-init", ["-r", "TERM:INT", "true"], 1, "", "dumb-init"),
    ("dumb-init", ["-r", "32:1", "true"], 1, "", "dumb-init"),
    ("catatonit", ["-V"], 0, "tini version", ""),
    ("podman-init", ["--version"], 0, "tini version", ""),
    ("catatonit", ["-L"], 0, "jeden", ""),
    ("catatonit", ["-h"], 0, "", "catatonit"),
    ("catatonit", [], 1, "", "catatonit"),
]


@pytest.mark.parametrize("name, arguments, code, out, err", ANSWERS)
def test_what_it_answers_itself(called, name, arguments, code, out, err):
    init = called(name, *arguments, pid1=False)
    assert init.code == code
    assert init.out.text().startswith(out) and (out or not init.out.text())
    assert err in init.err.text()


@pytest.mark.parametrize("name, missing, not_executable", [("tini", 127, 126), ("dumb-init", 2, 2), ("catatonit", 1, 1)])
def test_programs_that_cannot_be_run(called, name, missing, not_executable):
    init = called(name, "no-such-program")
    assert init.code == missing and "no-such-program" in init.err.text()
    assert called(name, "/etc/passwd").code == not_executable


@pytest.mark.parametrize("name", ["tini", "dumb-init", "catatonit"])
def test_the_programs_own_code(called, name):
    assert called(name, "--", *talk("exit", 42)).code == 42


def test_tini_takes_a_second_double_dash_for_the_program(called):
    assert called("tini", "--", "--", "true").code == 127


def test_tini_remaps_exit_codes(called):
    assert called("tini", "-e", "143", "-e", "7", "--", *talk("exit", 7)).code == 0
    assert called("tini", "-e", "", "--", *talk("exit", 0)).code == 0


def test_a_script_without_a_first_line_goes_to_the_shell(called, tmp_path):
    script = tmp_path / "script"
    script.write_text("exit 9\n")
    script.chmod(0o755)
    assert called("tini", "--", str(script)).code == 9


def test_dumb_init_rewrites_by_number(jeden, tmp_path):
    link = tmp_path / "dumb-init"
    link.symlink_to(kit.JEDEN)
    init = jeden("-r", "15:3", *talk("ready", "on", 3, 5, "wait"), binary=str(link))
    init.expect("^ready$")
    init.signal("TERM")
    assert init.wait() == 5


def test_catatonit_pauses_and_reaps(jeden, tmp_path):
    link = tmp_path / "catatonit"
    link.symlink_to(kit.JEDEN)
    init = jeden("-P", binary=str(link))
    kit.until(lambda: "sigwait" in open(f"/proc/{init.pid}/wchan").read() or kit.state(init.pid) == "S", "it pauses")
    init.signal("TERM")
    assert init.wait() == 0


def test_catatonits_reserved_variable(called):
    assert called("catatonit", "true", env={"CATATONIT_LOG": "x"}).code == 1


def test_tinis_environment(called):
    init = called("tini", "--", "true", env={"TINI_SUBREAPER": ""}, pid1=False)
    assert init.code == 0 and "not_an_init" not in init.err.text()
