"""One image with three roles, as Airflow has them, against its init.toml."""

import os
import subprocess

import pytest

import kit
from image_support import IMAGES, NOBODY, inside, main_process
from ports import free_port
from scenarios import little_memory

ROLES = {"webserver": ["airflow", "webserver"], "scheduler": ["airflow", "scheduler"],
         "worker": ["airflow", "celery", "worker"]}


class Flow:
    def __init__(self, image, database, broker):
        self.image, self.port, self.database, self.broker = image, free_port(), database, broker
        url = f"postgresql://{database.user}:{database.password.replace(' ', '%20')}@127.0.0.1:{database.port}/{database.name}"
        self.env = {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": url, "PORT": str(self.port), "_AIRFLOW_DB_MIGRATE": "1",
                    "AIRFLOW__CELERY__BROKER_URL": f"redis://127.0.0.1:{broker}/0"}

    def __call__(self, *words, env=None, **keywords):
        return self.image(*words, network=False, env={**self.env, **(env or {})}, **keywords)

    def start(self, *words, **keywords):
        init = self(*words, **keywords)
        self.ready(init, words[0] if words else "webserver")
        return init

    @staticmethod
    def ready(init, role):
        if role == "webserver":
            init.expect_event("main_ready")
        else:
            init.expect({"scheduler": "^scheduling$", "worker": "^working$"}[role])


@pytest.fixture(scope="module")
def broker():
    port = free_port()
    process = subprocess.Popen(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""], cwd="/",
                               stdout=subprocess.DEVNULL)
    yield port
    process.terminate()
    process.wait(kit.PATIENCE)


@pytest.fixture
def flow(build, running, broker):  # noqa: F811
    image = build("airflow", needs=["redis-server"], empty=["/opt/airflow"], directory="/opt/airflow")
    image.user("airflow", 50000, "/home/airflow")
    image.install(IMAGES / "airflow" / "airflow", "/usr/local/bin/airflow")
    logs = image.layer / "opt" / "airflow" / "logs"
    logs.mkdir(parents=True)
    for folder in (logs.parent, logs):
        os.chown(folder, 50000, 0)
    logs.chmod(0o2775)
    return Flow(image, running, broker)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_does_its_own(flow, role):
    init = flow.start(role)
    main = main_process(init)
    assert main.words[1:] == ["/usr/local/bin/airflow", *ROLES[role][1:]]
    assert (main.uid, main.umask, main.environment["HOME"]) == (50000, 0o002, "/home/airflow")
    assert "libstdc++" in main.environment["LD_PRELOAD"]
    done = {unit for unit in ("rights", "stale", "database", "migrate", "broker")
            if "hook_succeeded" in init.events(unit)}
    of_all = {"rights", "database", "migrate"}
    assert done == (of_all | {"stale"} if role == "webserver" else of_all | {"broker"})
    flow.image.stop(init)


def test_without_a_word_it_is_the_webserver(flow):
    init = flow.start(env={"_AIRFLOW_WWW_USER_CREATE": "1", "_AIRFLOW_WWW_USER_PASSWORD": "it's a secret"})
    main = main_process(init)
    assert main.words[2:] == ["webserver"] and "_AIRFLOW_WWW_USER_PASSWORD" not in main.environment
    assert flow.database.query("SELECT password = md5('it''s a secret') FROM account") == "t"
    flow.image.stop(init)


def test_first_and_second_start_with_secrets_from_files(flow):
    """The pid file of the life before is gone, and the account is what it was."""
    flow.database.query("DROP TABLE IF EXISTS task, account")
    files = {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": flow.env["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"],
             "_AIRFLOW_WWW_USER_PASSWORD": "from a file 4711"}
    env = {"_AIRFLOW_WWW_USER_CREATE": "1"}
    for name, value in files.items():
        flow.image.file(f"/run/secrets/{name}", value + "\n")
        env |= {name: None, f"{name}_FILE": f"/run/secrets/{name}"}
    for life in range(2):
        stale = flow.image.file("/opt/airflow/airflow-webserver.pid", "1")
        assert stale.exists()
        init = flow.start(env=env)
        environment = main_process(init).environment
        assert environment["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] == files["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"]
        assert not [name for name in environment if name.endswith("_FILE") or "USER_PASSWORD" in name]
        assert inside(init, "sh", "-c", "ls /opt/airflow").split() == ["logs"]
        assert "4711" not in init.err.text() + init.out.text()
        assert flow.database.query("SELECT password = md5('from a file 4711') FROM account") == "t", life
        flow.image.stop(init)
        env["_AIRFLOW_WWW_USER_PASSWORD_FILE"] = "/run/secrets/other"
        flow.image.file("/run/secrets/other", "another one 4711\n")


def test_in_little_memory(flow):
    """A worker that grows beyond the limit is killed: the container ends and says so, and the next one does its task."""
    with little_memory(flow.image, 128 << 20) as before:
        init = flow.start("worker", before=before, env={"TASK_MEMORY": str(256 << 20)})
        flow.database.query("INSERT INTO task (seconds) VALUES (0)")
        init.expect_event("oom_killed", "main")
        assert init.wait() == 137
        assert flow.database.query("SELECT count(*) FROM task WHERE NOT done") == "1"
        init = flow.start("worker", before=before)
        init.expect("task .* done")
        flow.image.stop(init)
    assert flow.database.query("SELECT count(*) FROM task WHERE NOT done") == "0"


def test_a_task_is_finished_while_the_worker_stops(flow):
    init = flow.start("worker", "--concurrency=1")
    flow.database.query("INSERT INTO task (seconds) VALUES (1)")
    init.expect("task .* began")
    flow.image.stop(init)
    assert flow.database.query("SELECT count(*) FROM task WHERE NOT done") == "0"


def test_all_three_begin_at_once_on_a_new_database(flow):
    flow.database.query("DROP TABLE IF EXISTS task, account")
    inits = [flow(role) for role in ROLES]
    for role, init in zip(ROLES, inits):
        flow.ready(init, role)
        assert init.out.lines().count("migrated") == 1
    for init in inits:
        flow.image.stop(init)


def test_as_anybody_on_a_read_only_root(flow):
    logs = flow.image.volume()
    logs.chmod(0o2775)
    init = flow.start("worker", user=NOBODY, read_only=True, tmpfs=["/tmp", "/run"], volumes={"/opt/airflow/logs": logs})
    main = main_process(init)
    assert (main.uid, main.gid, main.effective) == (*NOBODY, 0)
    assert main.environment["HOME"] == "/home/airflow"
    flow.image.stop(init)


def test_anybody_gets_a_name_where_the_image_lets_them_write_it(flow):
    (flow.image.layer / "etc/passwd").chmod(0o664)
    init = flow.start("worker", user=NOBODY, env={"HOME": "/"})
    assert inside(init, "id", "-un", str(NOBODY[0])) == "default"
    assert main_process(init).environment["HOME"] == "/home/airflow"
    flow.image.stop(init)


def test_another_group_is_told_what_to_do(flow):
    init = flow("worker", user=(4321, 4321))
    assert init.wait() == 1 and "/opt/airflow/logs" in init.err.text() and "owned by 50000:0" in init.err.text()


def test_a_broker_that_is_not_there(flow):
    init = flow("worker", env={"AIRFLOW__CELERY__BROKER_URL": f"redis://127.0.0.1:{free_port()}/0"})
    init.expect_log("unit=broker.*reason=refused")
    init.signal("TERM")
    assert init.wait() == 143 and "main_started" not in init.events()


def test_what_is_wrong_is_told_at_once(flow):
    init = flow("worker", env={"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": None, "_PIP_ADDITIONAL_REQUIREMENTS": "evil",
                               "_AIRFLOW_WWW_USER_CREATE": "1"})
    assert init.wait() == 78
    for name in ("SQL_ALCHEMY_CONN", "_PIP_ADDITIONAL_REQUIREMENTS", "_AIRFLOW_WWW_USER_PASSWORD"):
        assert name in init.err.text()


def test_words(flow):
    init = flow("bash", "-c", "id -un")
    assert init.wait() == 0 and init.out.lines() == ["airflow"]
    init = flow("airflow", "version")
    assert init.wait() == 0 and init.out.lines() == ["2.0"] and "hook_started" not in init.events()
    init = flow("airflow", "scheduler")
    init.expect("^scheduling$")
    flow.image.stop(init)
