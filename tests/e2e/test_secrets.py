"""The value of a secret is in none of jeden's own lines."""

import json

import pytest

from kit import talker

SECRET = "SEKRET42"
MAIN = f"[main]\ncommand = {talker('say', 'up')}\n"
ENV = "[env]\nS = { from_file = true }\n"


@pytest.fixture
def given(tmp_path):
    path = tmp_path / "secret"
    path.write_text(SECRET + "\n")
    return {"S_FILE": str(path)}


def lines_of(init):
    assert SECRET not in init.err.text() and SECRET not in init.out.text()
    return init.err.text()


@pytest.mark.parametrize("format", ["logfmt", "json", "text"])
@pytest.mark.parametrize("env", [ENV, '[secrets]\nfiles = ["S*"]\n', ENV.replace("true }", "true, forget = true }")])
def test_the_url_of_a_wait_and_what_its_command_says(jeden, given, env, format):
    init = jeden.run("-vvv", "--log-format", format, toml=env + """
[[hook]]
name = "w"
wait = "exec:sh -c 'echo cannot log in with ${S}; exit 1' ${S}"
timeout = "100ms"
""" + MAIN, env=given)
    assert init.code == 75
    text = lines_of(init)
    assert "wait_failed" in text and "cannot log in with ***" in text


def test_forgotten_by_main_and_still_not_shown(jeden):
    init = jeden.run(toml="""
[env]
S = { forget = true }
[main]
command = ["sleep", "50"]
ready = { wait = "exec:false ${S}", timeout = "100ms" }
""", env={"S": SECRET})
    assert "exec:false ***" in lines_of(init)


def test_a_program_that_cannot_be_started(jeden, given):
    init = jeden.run(toml=ENV + '[main]\nscript = "true"\nstdout = "/no/such/${S}"\n', env=given)
    assert init.code == 126
    assert "/no/such/***" in lines_of(init)


@pytest.mark.parametrize("keys, said", [
    ('command = ["true"]\nworking_directory = "/no/such/${S}"', "/no/such/***"),
    ('command = ["/no/such/${S}"]\numask = "0022"', "/no/such/***"),
    ('command = ["sh", "-c", "no-such-${S}"]\nworking_directory = "/${S}/a"\nuser = "nobody"', "/***/a")])
def test_a_program_that_cannot_be_made_ready(jeden, given, keys, said):
    init = jeden.run(toml=ENV + f"[main]\n{keys}\n", env=given)
    assert init.code in (70, 126, 127)
    assert said in lines_of(init)


def test_a_secret_in_a_url_is_hidden_however_it_is_written(jeden, tmp_path):
    path = tmp_path / "secret"
    path.write_text("p@ss/w rd")
    init = jeden.run(toml=ENV + """
[[hook]]
name = "w"
wait = "exec:sh -c 'echo at p%40ss%2Fw%20rd and p@ss\\\\/w\\\\u0020rd and cEBzcy93IHJk; exit 1'"
timeout = "100ms"
""" + MAIN, env={"S_FILE": str(path)})
    assert init.code == 75
    assert "at *** and *** and ***" in init.err.text(), init.err.text()
    assert "p%40" not in init.err.text() and "cEBz" not in init.err.text()


def test_a_step_that_fails(jeden, given):
    init = jeden.run(toml=ENV + '[[hook]]\nfiles = [{ directory = "/proc/${S}" }]\n' + MAIN, env=given)
    assert init.code == 1
    assert "/proc/***" in lines_of(init)


@pytest.mark.parametrize("toml", [
    '[main]\ncommand = ["true"]\nuser = "${S}"\n',
    '[[hook]]\nwait = "tcp://h:${S}"\n' + MAIN,
    '[main]\ncommand = ["true"]\nworking_directory = "${S}"\numask = "${S}"\n',
])
def test_diagnostics(jeden, given, toml):
    for command in ([], ["check"], ["check", "--json"]):
        init = jeden.run(*command, toml=ENV + toml, env=given)
        if not command:
            assert init.code == 78
        assert "***" in lines_of(init) + init.out.text()


def test_the_plan_shows_urls_and_words_without_secrets(jeden, given):
    toml = ENV + """
[[hook]]
name = "b"
wait = ["tcp://x:1", "redis://u:hidden@h?password_env=P", "exec:false ${S}"]
[[hook]]
run = ["true", "${S}"]
""" + MAIN
    text = jeden.run("plan", toml=toml, env=given)
    assert "wait b: jeden wait tcp://x:1 redis://u@h?password_env=P exec:false ***" in text.out.text()
    assert SECRET not in text.out.text() and "hidden" not in text.out.text() and "true ***" in text.out.text()
    plan = jeden.run("plan", "--json", toml=toml, env=given).out.text()
    assert SECRET not in plan
    wait, hook, _ = json.loads(plan)["units"]
    assert wait["urls"] == ["tcp://x:1", "redis://u@h?password_env=P", "exec:false ***"]
    assert hook["command"] == ["true", "***"]


def test_the_termination_log(jeden, given, tmp_path):
    log = tmp_path / "termination"
    log.touch()
    jeden.run(toml=ENV + f'[init]\ntermination_log = "{log}"\n[main]\ncommand = ["true"]\nstdout = "/no/such/${{S}}"\n', env=given)
    assert log.read_text() and SECRET not in log.read_text()


def test_names_of_the_file_stay_what_they_are(jeden):
    """Somebody's password is "main"."""
    init = jeden.run(toml="[env]\nS = { forget = true }\n" + MAIN, env={"S": "main"})
    assert init.code == 0 and "unit=main" in init.err.text()
