"""redis: `docker-entrypoint.sh` of the official image, against its init.toml."""

import stat

from image_support import Process, inside, owners, spawn
from scenarios import Scenarios


def redis(init, *words):
    return inside(init, "redis-cli", *words)


class TestRedis(Scenarios):
    name, program, owner = "redis", "redis-server", "redis"
    needs = ["redis-server", "redis-cli"]
    directory = path = "/data"
    empty = ["/data"]
    flag = ["--appendonly", "yes"]
    memory = 64 << 20

    def put(self, init):
        assert redis(init, "set", "key", "kept") == "OK"

    def get(self, init):
        return redis(init, "get", "key")

    def check_first(self, init, main: Process, volume):
        user = Process.named("redis")
        assert (main.uid, main.gid) == user and main.effective == 0
        assert main.umask == 0o077
        assert redis(init, "config", "get", "dir").split() == ["dir", "/data"]
        assert redis(init, "config", "get", "protected-mode").split() == ["protected-mode", "no"]

    def check_second(self, init):
        assert "step_changed" not in init.events()

    def check_flag(self, init, main):
        assert redis(init, "config", "get", "appendonly").split() == ["appendonly", "yes"]

    def test_a_file_as_the_first_word(self, image):
        image.file("/etc/redis/own.conf", "maxclients 77\nprotected-mode no\n")
        init = self.start(image, "/etc/redis/own.conf", volume=image.volume())
        assert redis(init, "config", "get", "maxclients").split() == ["maxclients", "77"]
        image.stop(init)

    def test_the_program_with_words_of_its_own(self, image):
        volume = image.volume()
        init = self.start(image, "redis-server", "--port", "7000", volume=volume)
        assert redis(init, "-p", "7000", "ping") == "PONG"
        assert owners(volume) == {Process.named("redis")[0]}
        image.stop(init)

    def test_only_what_differs_changes_its_owner(self, image):
        volume = image.volume()
        (volume / "sub").mkdir()
        (volume / "sub" / "old").write_text("x")
        init = self.start(image, volume=volume)
        assert (volume / "sub" / "old").stat().st_uid == Process.named("redis")[0]
        image.stop(init)
        assert stat.S_IMODE((volume / "dump.rdb").stat().st_mode) == 0o600

    def test_nothing_is_lost_when_it_is_stopped(self, image):
        """A transaction is under way, and another client has just written."""
        volume = image.volume()
        init = self.start(image, volume=volume)
        redis(init, "set", "last", "written")
        spawn(init, "redis-cli", "eval", "redis.log(redis.LOG_WARNING, 'transaction runs'); for i = 1, 3e7 do end; "
              "redis.call('set', 'slow', 'done')", "0")
        init.expect("transaction runs")
        image.stop(init)
        init = self.start(image, volume=volume)
        assert redis(init, "mget", "last", "slow").split() == ["written", "done"]
        image.stop(init)

    def grow(self, image, init):
        inside(init, "redis-cli", "eval", "for i = 1, 1e6 do redis.call('set', i, string.rep('x', 1000)) end", "0",
               check=False)
        assert init.wait() == 137
        init.expect_event("oom_killed", "main")
