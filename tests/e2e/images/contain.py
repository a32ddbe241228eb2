"""Makes a container of this machine's file system and becomes its PID 1: what an engine does before the entrypoint.

Run inside `unshare --pid --mount` (and `--net`, `--uts`), as root, with a description in JSON as the only argument. The
image is this machine's root with a layer on top; what is changed goes to memory and ends with the container. Volumes
stay.
"""

import ctypes
import json
import os
import shutil
import stat
import subprocess
import sys

MS_RDONLY, MS_NOSUID, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 32, 4096, 16384, 1 << 18
PR_CAPBSET_DROP = 24
# What Docker and podman leave to a container: CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, SETGID, SETUID, SETPCAP,
# NET_BIND_SERVICE, NET_RAW, SYS_CHROOT, MKNOD, AUDIT_WRITE, SETFCAP.
CAPABILITIES = {0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31}

libc = ctypes.CDLL(None, use_errno=True)


def mount(source, target, kind=None, flags=0, data=None):
    words = [word.encode() if word is not None else None for word in (source, target, kind)]
    if libc.mount(*words, ctypes.c_ulong(flags), data.encode() if data else None) != 0:
        raise OSError(ctypes.get_errno(), f"mount {source} on {target}: {os.strerror(ctypes.get_errno())}")


def opaque(upper, path):
    """The image has an empty folder here, whatever this machine has."""
    here, below = upper + path, path.lstrip("/")
    if not os.path.isdir(here):
        os.makedirs(here)
        if os.path.isdir("/" + below):
            status = os.stat("/" + below)
            os.chown(here, status.st_uid, status.st_gid)
            os.chmod(here, stat.S_IMODE(status.st_mode))
    os.setxattr(here, "trusted.overlay.opaque", b"y")


def copy(layer, upper):
    subprocess.run(["cp", "-a", layer + "/.", upper], check=True)


def build(box):
    scratch = box["scratch"]
    mount(None, "/", None, MS_REC | MS_PRIVATE)
    mount("tmpfs", scratch, "tmpfs", 0, "mode=755")
    upper, work, root = (f"{scratch}/{name}" for name in ("upper", "work", "root"))
    for folder in (upper, work, root):
        os.mkdir(folder)
    copy(box["layer"], upper)
    for path in ["/run", "/tmp", *box["empty"]]:
        opaque(upper, path)
    os.chmod(upper + "/tmp", 0o1777)
    mount("overlay", root, "overlay", 0, f"lowerdir=/,upperdir={upper},workdir={work}")
    for path in [*box["volumes"], *box["tmpfs"]]:
        os.makedirs(root + path, exist_ok=True)
    mount("proc", root + "/proc", "proc")
    mount("/sys", root + "/sys", None, MS_BIND | MS_REC)
    # Not what lies below /dev/shm: the container's own root does.
    mount("/dev", root + "/dev", None, MS_BIND)
    mount("/dev/pts", root + "/dev/pts", None, MS_BIND)
    mount("tmpfs", root + "/dev/shm", "tmpfs", MS_NOSUID, "mode=1777")
    if box["read_only"]:
        mount(None, root, None, MS_REMOUNT | MS_BIND | MS_RDONLY)
    for path, source in box["volumes"].items():
        mount(source, root + path, None, MS_BIND)
    for path in box["tmpfs"]:
        mount("tmpfs", root + path, "tmpfs", MS_NOSUID, "mode=1777")
    return root


def become(box):
    uid, gid = box["user"]
    for stream in (0, 1, 2):  # as runc does, so that /dev/stdout can be opened
        if stat.S_ISFIFO(os.fstat(stream).st_mode):
            os.fchown(stream, uid, gid)
    for capability in range(64):
        if capability not in CAPABILITIES:
            libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    if uid or gid:
        os.setgroups([])
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)


def main():
    box = json.loads(sys.argv[1])
    if box["network"]:
        with open("/proc/sys/net/ipv4/ip_unprivileged_port_start", "w", encoding="ascii") as file:
            file.write("0")
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    if box["hostname"]:
        libc.sethostname(box["hostname"].encode(), len(box["hostname"]))
    os.chroot(build(box))
    os.chdir(box["directory"])
    become(box)
    os.umask(0o022)
    os.execv(box["command"][0], box["command"])


assert shutil.which("ip"), "ip is missing: install iproute2"
main()
