"""An empty root file system: no /etc/passwd, no /proc, no /dev, no shared library."""
import errno
import os
import subprocess

from exec_support import needs_root

pytestmark = needs_root


def in_root(root, *words, **options):
    return subprocess.run(["/jeden", "exec", *words], preexec_fn=lambda: (os.chroot(root), os.chdir("/")),
                          capture_output=True, timeout=60, **options)


def test_numbers_need_no_user_database(empty_root):
    result = in_root(empty_root, "--user", "1000:1001", "/report", stdin=subprocess.DEVNULL)
    assert result.stdout == b"1000 1001 1 / 0 0 0 -1\n", result.stderr
    result = in_root(empty_root, "--user", "1000", "--working-directory", "/", "--umask", "022", "--nice", "1", "/report",
                     stdin=subprocess.DEVNULL)
    assert result.stdout.split()[0] == b"1000", result.stderr


def test_names_do(empty_root):
    result = in_root(empty_root, "--user", "app", "/report")
    assert (result.returncode, result.stderr) == (70, b"jeden exec: cannot become app: user app does not exist\n")


def test_user_database_of_the_image_is_read_as_it_is(empty_root):
    (empty_root / "etc").mkdir()
    (empty_root / "etc/passwd").write_bytes(b"broken\n\xff\xfe::\napp:x:12:x:no:/:\r\napp:x:12:34::/home/app:/bin/sh\n")
    (empty_root / "etc/group").write_bytes(b"broken\nweb:x:56:other,app\nweb2:x:57:apple\n")
    result = in_root(empty_root, "--user", "app", "/report", stdin=subprocess.DEVNULL)
    assert result.stdout.split()[:3] == [b"12", b"34", b"2"], result.stderr


def test_without_proc_only_the_oom_score_fails(empty_root):
    result = in_root(empty_root, "--oom-score-adjust", "5", "/report")
    assert (result.returncode, result.stderr) == (
        70, b"jeden exec: cannot set the oom score adjustment to 5: No such file or directory (there is no /proc)\n")
    result = in_root(empty_root, "--capabilities", "chown", "--no-new-privileges", "--limit", "nofile=9", "/report",
                     stdin=subprocess.DEVNULL)
    assert result.returncode == 0, result.stderr


def test_without_dev_closed_descriptors_have_a_substitute(empty_root):
    def prepare():
        os.chroot(empty_root)
        os.chdir("/")
        for descriptor in (0, 1, 2):
            os.close(descriptor)

    process = subprocess.run(["/jeden", "exec", "/report", "/result"], preexec_fn=prepare, timeout=60)
    assert process.returncode == 0
    # End of file for the reader, EBADF for the writers, and nothing else is open.
    assert (empty_root / "result").read_text() == f"0 0 0 / 0 {-errno.EBADF} {-errno.EBADF} -1\n"


def test_null_is_no_file_that_fills_up(empty_root):
    (empty_root / "dev").mkdir()
    (empty_root / "dev/null").write_bytes(b"")
    result = in_root(empty_root, "--stdout", "null", "/jeden", "exec", "--help")
    assert result.returncode == 1
    assert (empty_root / "dev/null").read_bytes() == b""
