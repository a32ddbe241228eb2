"""A MariaDB beside a container: what another container would be. It lives in memory."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import kit
from ports import free_port


class MariaDB:
    user = name = "wordpress"
    password = "it's \"secret\" \\ /"

    def __init__(self):
        self.port = free_port()
        self.owner = pwd.getpwnam("mysql")
        self.folder = Path(tempfile.mkdtemp(prefix="jeden-mariadb-", dir="/dev/shm"))
        os.chown(self.folder, self.owner.pw_uid, self.owner.pw_gid)
        subprocess.run(["mariadb-install-db", "--no-defaults", f"--datadir={self.folder}/data", "--skip-test-db",
                        "--user=mysql", "--auth-root-authentication-method=normal"], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={"PATH": kit.PATH})
        quoted = self.password.replace("\\", "\\\\").replace("'", "\\'")
        (self.folder / "init.sql").write_text(
            f"CREATE DATABASE {self.name};\nCREATE USER {self.user}@'%' IDENTIFIED BY '{quoted}';\n"
            f"GRANT ALL ON {self.name}.* TO {self.user}@'%';\n", encoding="utf-8")
        self.process = subprocess.Popen(
            ["mariadbd", "--no-defaults", f"--datadir={self.folder}/data", f"--socket={self.folder}/socket",
             f"--port={self.port}", "--bind-address=127.0.0.1", f"--init-file={self.folder}/init.sql"],
            user=self.owner.pw_uid, group=self.owner.pw_gid, extra_groups=[], env={"PATH": kit.PATH},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        url = f"tcp://127.0.0.1:{self.port}"
        subprocess.run([kit.JEDEN, "wait", "--quiet", "--timeout", "30s", url], check=True)

    def query(self, text):
        return subprocess.run(["mariadb", "--no-defaults", f"--socket={self.folder}/socket", "-uroot", "-BN", "-e", text],
                              check=True, stdout=subprocess.PIPE, text=True, env={"PATH": kit.PATH}).stdout.strip()

    def remove(self):
        self.process.terminate()
        self.process.wait(kit.PATIENCE)
        shutil.rmtree(self.folder, ignore_errors=True)
