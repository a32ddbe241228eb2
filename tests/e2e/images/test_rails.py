"""A Rails application, as the Dockerfile that Rails generates starts it, against its init.toml."""

import pytest

import kit
from image_support import IMAGES, fetch, spawn
from scenarios import Scenarios


class TestRails(Scenarios):
    name, program, path, directory = "rails", "rails", "/rails/storage", "/rails"
    needs = ["ruby", "puma"]
    empty = ["/rails"]
    flag = ["--log-to-stdout"]
    writable = ["/rails/tmp", "/tmp"]
    first_env = {"SECRET_KEY_BASE": "k" * 64, "PORT": "3100"}
    help = ["--help"]
    memory = 256 << 20
    title, stop_code = "puma", 143
    test_root_on_a_read_only_root = None  # anybody's says it all, and each start takes seconds

    @pytest.fixture
    def image(self, build):
        image = build(self.name, needs=self.needs, directory=self.directory, empty=["/rails"])
        image.user("rails", 1000, "/rails")
        image.install(IMAGES / "rails" / "app", "/rails")
        return image

    def ask(self, init, path):
        return fetch(init, f"http://127.0.0.1:3100/{path}")

    def put(self, init):
        assert self.ask(init, "visit/kept") == "1"

    def get(self, init):
        return "kept" if self.ask(init, "visit/kept") == "2" else "lost"

    def check_first(self, init, main, volume):
        assert (main.uid, main.gid, main.effective) == (1000, 1000, 0)
        assert "jemalloc" in open(f"/proc/{main.pid}/maps", encoding="utf-8").read()
        assert "CreateVisits: migrated" in init.out.text()

    def check_second(self, init):
        assert "CreateVisits: migrated" not in init.out.text()

    def check_flag(self, init, main):
        assert "puma" in main.words[0]

    def test_a_request_is_finished_while_it_stops(self, image):
        volume = image.volume()
        init = self.start(image, volume=volume)
        client = spawn(init, kit.PYTHON, "-c", "import sys, urllib.request as r; "
                       "print(r.urlopen('http://127.0.0.1:3100/slow/kept', timeout=20).read().decode())", outside=True)
        init.expect("transaction under way")
        image.stop(init, self.stop_code)
        assert client.communicate(timeout=kit.PATIENCE)[0] == "committed\n"
        init = self.start(image, volume=volume)
        assert self.get(init) == "kept"
        image.stop(init, self.stop_code)

    def test_the_pid_file_of_a_life_before_and_a_secret_from_a_file(self, image):
        """Its number is that of a process that lives: jeden itself. Without the secret Rails does not start."""
        image.file("/rails/tmp/pids/server.pid", "1")
        image.file("/run/secrets/key", "f" * 64 + "\n")
        init = self.start(image, volume=image.volume(),
                          env={"SECRET_KEY_BASE": None, "SECRET_KEY_BASE_FILE": "/run/secrets/key"})
        assert "f" * 64 not in init.err.text() + init.out.text()
        image.stop(init, self.stop_code)

    def test_other_words_of_the_same_program(self, image):
        volume = image.volume()
        init = image.run("./bin/rails", "runner", "puts 6 * 7", volumes={self.path: volume}, env=self.first_env)
        assert init.code == 0 and init.out.lines() == ["42"]
        assert "hook_started" not in init.events()

    def test_a_migration_that_fails_ends_the_start_and_the_next_goes_on(self, image):
        volume = image.volume()
        broken = image.file("/rails/db/migrate/20240102000000_add_more.rb",
                            "class AddMore < ActiveRecord::Migration[6.1]\n def change\n  add_column :visits, :more, "
                            ":string\n  raise 'half-way'\n end\nend\n")
        init = image.run(volumes={self.path: volume}, env=self.first_env)
        assert init.code == 1 and "half-way" in init.err.text() and "main_started" not in init.events()
        broken.write_text(broken.read_text().replace("  raise 'half-way'\n", ""))
        init = self.start(image, volume=volume)
        assert "AddMore: migrated" in init.out.text() and "CreateVisits: migrated" not in init.out.text()
        image.stop(init, self.stop_code)
