"""Who takes part, and the small programs that are needed to measure them."""

import os
import shutil
import subprocess

INITS = {  # name of the contestant -> words before the program
    "tini": ["tini", "--"],
    "tini-static": ["tini-static", "--"],
    "dumb-init": ["dumb-init", "--"],
    "catatonit": ["catatonit", "--"],
}
BARE = ["-static", "-nostdlib", "-nostartfiles", "-O2", "-fno-stack-protector", "-fno-pie", "-no-pie"]


class Field:
    def __init__(self, jeden, sources, folder):
        self.sources = sources
        self.folder = folder
        os.chmod(folder, 0o755)
        self.jeden = self.copy(jeden)
        self.stamp = self.compile("stamp", BARE)
        self.orphans = self.compile("orphans", BARE)
        self.enter = self.compile("enter", ["-O2"])
        self.counter = self.compile("count_allocations", ["-O2", "-shared", "-fPIC"])
        self.init_toml = str(sources / "init.toml")
        self.user_toml = str(folder / "user.toml")
        text = (sources / "init.toml").read_text(encoding="utf-8")
        with open(self.user_toml, "w", encoding="utf-8") as file:
            file.write(text.replace("[main]\n", '[main]\nuser = "nobody"\n'))
        self.peers = {name: [self.copy(path), *words[1:]] for name, words in INITS.items() if (path := shutil.which(words[0]))}

    def copy(self, path):
        """All binaries come into the page cache the same way, which decides how many pages one fault brings in."""
        return shutil.copy(path, self.folder)

    def compile(self, name, flags):
        compiler = os.environ.get("CC") or shutil.which("cc") or "gcc"
        program = self.folder / name
        subprocess.run([compiler, *flags, "-o", program, self.sources / f"{name}.c"], check=True)
        return str(program)

    def inits(self):
        """What stays PID 1 above the program: name -> words before it."""
        return {"jeden": [self.jeden, "--no-config", "--"], **self.peers}

    def starts(self):
        """Everything that has a time to the first instruction of main."""
        return {
            **self.inits(),
            "jeden, init.toml": [self.jeden, "--config", self.init_toml, "--"],
            "jeden, init.toml with user": [self.jeden, "--config", self.user_toml, "--"],
            "bash entrypoint.sh": [str(self.sources / "entrypoint.sh")],
            "no init": [],
        }

    def binaries(self):
        return {"jeden": self.jeden, **{name: words[0] for name, words in self.peers.items()}}

    def environment(self):
        """The same short one for everybody."""
        return {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root",
                "HOSTNAME": "bench", "BENCH_DATA": str(self.folder / "data")}
