"""[env] and [[env_rule]] as a container meets them: everything that is wrong in one go, and nothing has been started."""

import json
import subprocess

import kit
from kit import talker

MAIN = f"[[hook]]\nrun = {talker('say', 'hook')}\n[main]\ncommand = [\"/usr/bin/env\"]\n"

POSTGRES = """
[env]
PGDATA = "/var/lib/postgresql/data"
POSTGRES_USER = { alias = ["PGUSER", "DB_USER"], default = "postgres" }
POSTGRES_DB = "${POSTGRES_USER}"
POSTGRES_PASSWORD = { from_file = true, forget = true, deprecated = "PG_PASS" }
PORT = { type = "port", default = "5432", help = "where the server listens" }
MEMORY = { type = "size", min = "16MiB", default = "128MiB" }
LEGACY = { refuse = "write it into postgresql.conf" }

[[env_rule]]
at_least_one = ["POSTGRES_PASSWORD", "POSTGRES_HOST_AUTH_METHOD"]
unless_exists = "${PGDATA}/PG_VERSION"
help = \"\"\"
Set POSTGRES_PASSWORD to a password for the superuser,
or POSTGRES_HOST_AUTH_METHOD=trust, which lets everybody in.\"\"\"

[[env_rule]]
together = ["TLS_KEY", "TLS_CERTIFICATE"]
"""


def variables(init):
    return dict(line.split("=", 1) for line in init.out.lines() if "=" in line)


def test_values_follow_from_each_other(jeden):
    init = jeden.run(toml=POSTGRES + MAIN, env={"DB_USER": "me", "PG_PASS": "x"})
    assert init.code == 0, init.err.text()
    found = variables(init)
    assert (found["POSTGRES_USER"], found["POSTGRES_DB"], found["PORT"]) == ("me", "me", "5432")
    assert "POSTGRES_PASSWORD" not in found and "PG_PASS" not in found
    assert "PG_PASS is deprecated: set POSTGRES_PASSWORD instead" in init.err.text()


def test_everything_that_is_wrong_in_one_go(jeden):
    init = jeden.run(toml=POSTGRES + MAIN, env={"PORT": "http", "MEMORY": "1MiB", "LEGACY": "", "TLS_KEY": "k"})
    assert init.code == 78 and not init.out.text()
    for said in ('PORT is "http", which is not a port', "hint: where the server listens",
                 'MEMORY is "1MiB", which is less than 16MiB', "LEGACY is set, which is not understood any more: write it",
                 "at least one of POSTGRES_PASSWORD, POSTGRES_HOST_AUTH_METHOD has to be set",
                 "hint: or POSTGRES_HOST_AUTH_METHOD=trust, which", "TLS_KEY, TLS_CERTIFICATE go together"):
        assert said in init.err.text(), init.err.text()


def test_a_rule_for_the_first_start_only(jeden, tmp_path):
    (tmp_path / "PG_VERSION").write_text("15")
    assert jeden.run(toml=POSTGRES + MAIN, env={"PGDATA": str(tmp_path)}).code == 0


def test_a_foreign_command_breaks_no_rule(jeden):
    init = jeden.run("--", "/bin/echo", "in", toml=POSTGRES + MAIN)
    assert init.code == 0 and init.out.lines() == ["in"]


def test_an_image_is_checked_without_its_container(tmp_path):
    file = tmp_path / "init.toml"
    file.write_text(POSTGRES + MAIN)
    result = subprocess.run([kit.JEDEN, "check", "--json", file], capture_output=True, text=True)
    assert result.returncode == 0 and {d["severity"] for d in json.loads(result.stdout)["diagnostics"]} == {"warning"}


def test_a_library_that_may_be_there(jeden, tmp_path):
    (tmp_path / "x86").mkdir()
    library = tmp_path / "x86" / "libjemalloc.so.2"
    toml = f'[env]\nPRELOAD = {{ first_found = ["{tmp_path}/*/libjemalloc.so.2"] }}\n' + MAIN
    assert "PRELOAD" not in variables(jeden.run(toml=toml))
    library.write_text("")
    assert variables(jeden.run(toml=toml))["PRELOAD"] == str(library)
