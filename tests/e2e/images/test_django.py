"""A Django application with PostgreSQL, as cookiecutter-django starts it, against its init.toml."""

import http.client
import threading
import urllib.error
import urllib.request

import pytest

import kit
from image_support import IMAGES, NOBODY, main_process, owners
from ports import free_port
from scenarios import little_memory


class Site:
    def __init__(self, image, database):
        self.image, self.port, self.volume = image, free_port(), image.volume()
        self.env = {"POSTGRES_HOST": "127.0.0.1", "POSTGRES_PORT": str(database.port), "POSTGRES_USER": database.user,
                    "POSTGRES_DB": database.name, "POSTGRES_PASSWORD": database.password, "PORT": str(self.port)}

    def __call__(self, *words, env=None, **keywords):
        return self.image(*words, volumes={"/data": self.volume}, network=False, env={**self.env, **(env or {})},
                          **keywords)

    def ask(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=kit.PATIENCE) as answer:
            return answer.read().decode()


@pytest.fixture
def site(build, database):
    image = build("django", needs=["gunicorn", "django-admin"], env={"PYTHONUNBUFFERED": "1"}, directory="/app")
    image.user("django", 1500)
    image.install(IMAGES / "django" / "app", "/app")
    return Site(image, database)


def test_first_and_second_start(site, database):
    """The secret is in a file; the database is still starting up when the container starts."""
    site.image.file("/run/secrets/password", database.password + "\n")
    secret = {"POSTGRES_PASSWORD": None, "POSTGRES_PASSWORD_FILE": "/run/secrets/password"}
    init = site(env=secret)
    init.expect_log("reason=refused")
    database.start(recovery=1.0)
    try:
        init.expect_log("reason=starting")
        init.expect_event("main_ready")
        user = (1500, 1500)
        main = main_process(init)
        assert (main.uid, main.gid, main.effective) == (*user, 0)
        assert main.environment["POSTGRES_PASSWORD"] == database.password
        assert "POSTGRES_PASSWORD_FILE" not in main.environment and main.environment["HOME"] == "/app"
        assert owners(site.volume) == {1500}
        key = site.volume / "secret_key"
        assert key.stat().st_mode & 0o777 == 0o600 and len(key.read_text()) == 50
        assert (site.volume / "static" / "visits.css").exists()
        assert site.ask("visit/first") == "1"
        site.image.stop(init)
        before = key.read_text()
        init = site(env=secret)
        init.expect_event("main_ready")
        assert site.ask("visit/first") == "2" and key.read_text() == before
        assert "No migrations to apply." in init.out.text()
        site.image.stop(init)
    finally:
        database.stop()


def test_arbitrary_user_on_a_read_only_root(site, running):
    site.volume.chmod(0o2775)
    init = site(user=NOBODY, read_only=True, tmpfs=["/tmp", "/run"])
    init.expect_event("main_ready")
    main = main_process(init)
    assert (main.uid, main.gid, main.effective) == (*NOBODY, 0)
    assert site.ask("visit/anybody") == "1"
    site.image.stop(init)


def test_a_transaction_is_finished_while_it_stops(site, running):
    init = site()
    init.expect_event("main_ready")
    answers = []
    client = threading.Thread(target=lambda: answers.append(site.ask("slow/stopped")))
    client.start()
    kit.until(lambda: "pg_sleep" in running.query("SELECT query FROM pg_stat_activity WHERE state = 'active' "
                                                   "AND pid <> pg_backend_pid()"), "the transaction is under way")
    site.image.stop(init)
    client.join(kit.PATIENCE)
    assert answers == ["committed"]
    assert running.query("SELECT count(*) FROM visits_visit WHERE name = 'stopped'") == "1"


def test_a_wrong_password_ends_the_start_at_once(site, running):
    init = site.image.run(volumes={"/data": site.volume}, network=False,
                          env={**site.env, "POSTGRES_PASSWORD": "wrong"})
    assert init.code == 75 and "reason=auth" in init.err.text() and init.took < 10
    assert "main_started" not in init.events()
    assert "wrong" not in init.err.text()


def test_a_migration_that_fails_ends_the_start(site, running):
    site.image.file("/app/visits/migrations/0002_broken.py", "raise RuntimeError('this migration is broken')\n")
    init = site()
    assert init.wait() == 1 and "this migration is broken" in init.err.text()
    assert "main_started" not in init.events()
    (site.image.layer / "app/visits/migrations/0002_broken.py").unlink()
    init = site()
    init.expect_event("main_ready")
    site.image.stop(init)


def test_a_request_that_grows_takes_only_its_worker(site, running):
    """The kernel kills one worker of gunicorn; the site goes on."""
    with little_memory(site.image, 256 << 20) as before:
        init = site(before=before)
        init.expect_event("main_ready")
        with pytest.raises((urllib.error.URLError, ConnectionError, http.client.HTTPException)):
            site.ask("grow")
        assert site.ask("health") == "ok"
        site.image.stop(init)


def test_no_password_at_all(site):
    init = site(env={"POSTGRES_PASSWORD": None})
    assert init.wait() == 78 and "POSTGRES_PASSWORD" in init.err.text()
    assert not list(site.volume.iterdir())


def test_words(site):
    """A foreign command does nothing else; a question sets nothing up; a flag goes to gunicorn."""
    init = site("sh", "-c", "id -un; pwd")
    assert init.wait() == 0 and init.out.lines() == ["django", "/app"]
    init = site("gunicorn", "--version")
    assert init.wait() == 0 and "hook_started" not in init.events()
    assert not list(site.volume.iterdir())


def test_a_flag_as_the_first_word(site, running):
    init = site("--workers", "2")
    init.expect_event("main_ready")
    kit.until(lambda: len(kit.children(main_process(init).pid)) == 2, "two workers")
    site.image.stop(init)
