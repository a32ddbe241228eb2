"""What holds for every image with a server and a volume. A subclass says how its server is spoken to."""

import contextlib
import os
import uuid
from pathlib import Path

import pytest

import kit
from image_support import NOBODY, Process, main_process, owners


def memory_group(limit: int):
    """A control group with a memory limit, of version 1 or 2; skips where none can be made."""
    for base, name in ((Path("/sys/fs/cgroup/memory"), "memory.limit_in_bytes"), (Path("/sys/fs/cgroup"), "memory.max")):
        group = base / f"jeden-image-{uuid.uuid4().hex}"
        try:
            group.mkdir()
        except OSError:
            continue
        try:
            (group / name).write_text(str(limit))
            return group
        except OSError:
            group.rmdir()
    pytest.skip("no memory limit can be set here")


@contextlib.contextmanager
def little_memory(image, limit: int):
    """Gives what `before` has to be for a container that is in such a group; removes the group."""
    group = memory_group(limit)
    try:
        yield lambda: (group / "cgroup.procs").write_text(str(os.getpid()))
    finally:
        image.jeden.finish()
        kit.until(lambda: not (group / "cgroup.procs").read_text(), "the control group is empty")
        group.rmdir()


class Scenarios:
    name = ""                # the folder below examples/images
    needs = []               # the programs that the packages bring
    empty = []               # folders that the image has empty
    env = {}                 # the image's ENV
    directory = "/"          # the image's WORKDIR
    stop_signal = "TERM"     # the image's STOPSIGNAL
    path = ""                # where the volume is
    owner = ""               # whom the data belong to
    program = ""             # what docker run may name
    title = ""               # the first word of main's command line, when the program makes another one of it
    flag = []                # words that docker run may give, beginning with a flag
    first_env = {}           # what docker run -e gives
    writable = []            # tmpfs folders beside a read-only root
    memory = 512 << 20       # what the server can work with
    patience = kit.PATIENCE  # until it is ready, and until it has ended
    help = ["--version"]     # words that only ask
    stop_code = 0            # of a server that was asked to stop
    run_options = {}

    @pytest.fixture
    def image(self, build):
        return build(self.name, needs=self.needs, empty=self.empty, env=self.env, directory=self.directory,
                     stop_signal=self.stop_signal)

    # How the server is spoken to; `put` stores something, `get` reads it back as "kept".
    def put(self, init):
        raise NotImplementedError

    def get(self, init) -> str:
        raise NotImplementedError

    def ready(self, init):
        """Main runs, and answers."""
        init.expect_event("main_ready", patience=self.patience)

    def start(self, image, *words, volume, **keywords):
        keywords = {**self.run_options, **keywords}
        keywords["env"] = {**self.first_env, **keywords.get("env", {})}
        init = image(*words, volumes={self.path: volume, **keywords.pop("volumes", {})}, **keywords)
        self.ready(init)
        return init

    def check_first(self, init, main: Process, volume: Path):
        """Files, owners, modes, arguments, environment: what the original leaves."""

    def test_first_and_second_start(self, image):
        volume = image.volume()
        init = self.start(image, volume=volume)
        main = main_process(init)
        words = " ".join(main.words).split()
        assert (self.title or self.program) in {os.path.basename(word).rstrip(":") for word in words[:2]}
        self.check_first(init, main, volume)
        self.put(init)
        under_way = self.begin(init)
        image.stop(init, self.stop_code, self.patience)
        assert owners(volume) == {main.uid}
        init = self.start(image, volume=volume)
        assert self.get(init) == "kept"
        self.check_begun(init, under_way)
        self.check_second(init)
        image.stop(init, self.stop_code, self.patience)

    def begin(self, init):
        """Something that is under way while the first life ends; what it gives is for check_begun in the second."""

    def check_begun(self, init, under_way):
        """Nothing that was promised is lost."""

    def check_second(self, init):
        """Nothing of the first start is done again."""

    def test_arbitrary_user_on_a_read_only_root(self, image):
        """As OpenShift runs it: a number, group 0, and only the volume (and some tmpfs) can be written to."""
        volume = image.volume()
        volume.chmod(0o2775)
        init = self.start(image, volume=volume, user=NOBODY, read_only=True, tmpfs=self.writable)
        main = main_process(init)
        assert (main.uid, main.gid, main.effective) == (*NOBODY, 0)
        self.check_anybody(init)
        self.put(init)
        assert self.get(init) == "kept"
        image.stop(init, self.stop_code, self.patience)

    def check_anybody(self, init):
        """What they could not do is not told when nothing of it was needed."""
        assert not [line for line in init.err.lines() if "step_skipped" in line and "only root" in line]

    def test_root_on_a_read_only_root(self, image):
        init = self.start(image, volume=image.volume(), read_only=True, tmpfs=self.writable)
        self.put(init)
        assert self.get(init) == "kept"
        image.stop(init, self.stop_code, self.patience)

    def test_a_flag_as_the_first_word(self, image):
        init = self.start(image, *self.flag, volume=image.volume())
        self.check_flag(init, main_process(init))
        image.stop(init, self.stop_code, self.patience)

    def check_flag(self, init, main: Process):
        assert main.words[-len(self.flag):] == self.flag

    def test_a_foreign_command(self, image):
        volume = image.volume()
        init = image.run("sh", "-c", "echo $$ >/dev/null; echo here; exit 7", volumes={self.path: volume})
        assert init.code == 7 and init.out.lines() == ["here"]
        assert not list(volume.iterdir()) and volume.stat().st_uid == 0

    def test_a_question_sets_nothing_up(self, image):
        volume = image.volume()
        init = image.run(self.program, *self.help, volumes={self.path: volume})
        assert init.code == 0, init.err.text()
        assert not list(volume.iterdir())
        assert "hook_started" not in init.events()

    def test_in_little_memory(self, image):
        """The server works below the limit; what grows beyond it is killed, and jeden says so."""
        with little_memory(image, self.memory) as before:
            init = self.start(image, volume=image.volume(), before=before)
            self.put(init)
            assert self.get(init) == "kept"
            self.grow(image, init)

    def grow(self, image, init):
        image.stop(init, self.stop_code, self.patience)
