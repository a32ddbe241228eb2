"""WordPress with php-fpm, nginx beside it and MariaDB in another container, against its init.toml."""

import os
import threading
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

import kit
from database_server import MariaDB
from image_support import IMAGES, NOBODY, Process, main_process, owners
from ports import free_port
from scenarios import little_memory

SLOW = """<?php
$db = new mysqli(getenv('WORDPRESS_DB_HOST_NAME'), getenv('WORDPRESS_DB_USER'), getenv('WORDPRESS_DB_PASSWORD'),
                 getenv('WORDPRESS_DB_NAME'), getenv('WORDPRESS_DB_PORT'));
$db->query('CREATE TABLE IF NOT EXISTS slow (name TEXT)');
$db->begin_transaction();
$db->query("INSERT INTO slow VALUES ('kept')");
$db->query('SELECT SLEEP(1)');
$db->commit();
echo 'committed';
"""


@pytest.fixture(scope="module")
def database():
    server = MariaDB()
    yield server
    server.remove()


class Site:
    def __init__(self, image, database):
        self.image, self.database, self.port, self.volume = image, database, free_port(), image.volume()
        self.env = {"WORDPRESS_DB_HOST": f"127.0.0.1:{database.port}", "WORDPRESS_DB_HOST_NAME": "127.0.0.1",
                    "WORDPRESS_DB_PORT": str(database.port), "WORDPRESS_DB_USER": database.user,
                    "WORDPRESS_DB_PASSWORD": database.password, "WORDPRESS_OFFLINE": "1"}
        conf = (IMAGES / "wordpress" / "nginx.conf").read_text(encoding="utf-8")
        image.file("/etc/nginx/wordpress.conf", conf.replace("8080", str(self.port)))
        toml = (IMAGES / "wordpress" / "init.toml").read_text(encoding="utf-8")
        image.file("/etc/jeden/init.toml", toml.replace("8080", str(self.port)))

    def __call__(self, *words, env=None, **keywords):
        return self.image(*words, volumes={"/var/www/html": self.volume}, network=False,
                          env={**self.env, **(env or {})}, **keywords)

    def ask(self, path, form=None):
        data = urllib.parse.urlencode(form).encode() if form else None
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", data, kit.PATIENCE) as answer:
            return answer.read().decode()

    def start(self, *words, **keywords):
        init = self(*words, **keywords)
        init.expect_event("main_ready")
        return init


@pytest.fixture
def site(build, database):
    image = build("wordpress", needs=["php-fpm8.2", "nginx", "mariadbd"], stop_signal="QUIT",
                  empty=["/var/www/html"], directory="/var/www/html")
    image.link("/usr/share/wordpress", "/usr/src/wordpress")
    image.hide("/usr/share/wordpress/wp-config.php")
    image.install(IMAGES / "wordpress" / "wp-config.php", "/usr/src/wp-config.php")
    image.install(IMAGES / "wordpress" / "php-fpm.conf", "/etc/php-fpm.conf")
    database.query("DROP DATABASE wordpress; CREATE DATABASE wordpress")
    return Site(image, database)


def test_first_and_second_start(site):
    init = site.start()
    main = main_process(init)
    www = Process.named("www-data")
    assert main.uid == 0 and {(p.uid, p.gid) for p in map(Process, kit.children(main.pid))} == {www}
    assert owners(site.volume) == {www[0]}
    assert (site.volume / ".salt").stat().st_mode & 0o777 == 0o600
    site.ask("wp-admin/install.php?step=2", {
        "weblog_title": "Jeden site", "user_name": "admin", "admin_password": "correct horse battery",
        "admin_password2": "correct horse battery", "admin_email": "admin@example.test", "pw_weak": "1",
        "blog_public": "0", "language": ""})
    assert "<title>Jeden site" in site.ask("?feed=rss2")
    (site.volume / "wp-content" / "plugins" / "own.php").write_text("<?php // of the user")
    config = site.volume / "wp-config.php"
    config.write_text(config.read_text(encoding="utf-8") + "// edited\n", encoding="utf-8")
    salt = (site.volume / ".salt").read_text()
    site.image.stop(init)
    init = site.start()
    assert "<title>Jeden site" in site.ask("?feed=rss2")
    assert (site.volume / ".salt").read_text() == salt and config.read_text(encoding="utf-8").endswith("// edited\n")
    assert (site.volume / "wp-content" / "plugins" / "own.php").exists()
    assert "step_changed" not in init.events("source")
    site.image.stop(init)


def test_secrets_from_files(site):
    """As the original's configuration, which reads NAME_FILE by itself; here it is the environment that has them."""
    for name in ("USER", "PASSWORD", "NAME"):
        value = {"USER": site.database.user, "PASSWORD": site.database.password, "NAME": site.database.name}[name]
        site.image.file(f"/run/secrets/{name.lower()}", value + "\n")
        site.env.pop(f"WORDPRESS_DB_{name}", None)
        site.env[f"WORDPRESS_DB_{name}_FILE"] = f"/run/secrets/{name.lower()}"
    init = site.start()
    assert site.database.password not in init.err.text() + init.out.text()
    assert "WordPress" in site.ask("wp-admin/install.php")
    site.image.stop(init)


def test_a_request_is_finished_while_it_stops(site):
    init = site.start()
    (site.volume / "slow.php").write_text(SLOW)
    answers = []
    client = threading.Thread(target=lambda: answers.append(site.ask("slow.php")))
    client.start()
    kit.until(lambda: "SLEEP" in site.database.query("SHOW PROCESSLIST"), "the transaction is under way")
    site.image.stop(init)
    client.join(kit.PATIENCE)
    assert answers == ["committed"]
    assert site.database.query("SELECT name FROM wordpress.slow") == "kept"


def test_arbitrary_user_on_a_read_only_root(site):
    site.volume.chmod(0o2775)
    init = site.start(user=NOBODY, read_only=True, tmpfs=["/run", "/tmp"])
    main = main_process(init)
    assert {(p.uid, p.gid, p.effective) for p in [main, *map(Process, kit.children(main.pid))]} == {(*NOBODY, 0)}
    assert "install.php" in site.ask("wp-admin/install.php")
    site.image.stop(init)


def test_what_the_user_put_there_stays(site):
    """A theme of one's own in a new volume, and an .htaccess."""
    theme = site.volume / "wp-content" / "themes" / "mine"
    theme.mkdir(parents=True)
    (theme / "style.css").write_text("/* mine */")
    (site.volume / ".htaccess").write_text("# mine")
    init = site.start()
    assert (theme / "style.css").read_text() == "/* mine */" and (site.volume / ".htaccess").read_text() == "# mine"
    assert (site.volume / "wp-includes" / "version.php").exists()
    site.image.stop(init)


def test_a_copy_that_was_interrupted_goes_on(site):
    """Killed while it copies: index.php is there and half of the rest is not."""
    init = site()
    kit.until(lambda: (site.volume / "index.php").exists(), "the copy has begun")
    init.signal("KILL")
    init.wait()
    site.image.stop(init := site.start())
    wanted = {path.relative_to("/usr/share/wordpress") for path in Path("/usr/share/wordpress").rglob("*")}
    assert not [path for path in wanted if not os.path.lexists(site.volume / path)]
    assert owners(site.volume) == {Process.named("www-data")[0]}


def test_a_request_that_grows_takes_only_its_worker(site):
    """The kernel kills one worker of php-fpm; the site goes on."""
    with little_memory(site.image, 192 << 20) as before:
        init = site.start("-d", "memory_limit=-1", before=before)
        (site.volume / "grow.php").write_text("<?php $all = []; while (true) $all[] = str_repeat('x', 1 << 20);")
        with pytest.raises(urllib.error.HTTPError, match="502"):
            site.ask("grow.php")
        assert "install.php" in site.ask("wp-admin/install.php")
        site.image.stop(init)


def test_the_end_of_nginx_is_the_end(site):
    init = site.start()
    [nginx] = [pid for pid in kit.children(init.pid) if kit.cmdline(pid).startswith("nginx: master")]
    os.kill(nginx, 9)
    assert init.wait() == 137
    init.assert_nothing_left()


def test_words(site):
    init = site("sh", "-c", "echo here; exit 4")
    assert init.wait() == 4 and init.out.lines() == ["here"]
    init = site("php-fpm8.2", "-v")
    assert init.wait() == 0 and "hook_started" not in init.events()
    assert not list(site.volume.iterdir()) and site.volume.stat().st_uid == 0
    init = site.start("-d", "memory_limit=99M")
    assert main_process(init).words[0].startswith("php-fpm: master")
    (site.volume / "limit.php").write_text("<?php echo ini_get('memory_limit');")
    assert site.ask("limit.php") == "99M"
    site.image.stop(init)
