"""Builds, checks and tests everything, and sums it up; started by tests/run.

Two lanes run side by side: one builds and analyses, the other runs what has been built. A step that crashes, runs
out of time or leaves no result counts as failed.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from results import Count, junit

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "build" / "results"
PYTHON = "/usr/bin/python3"
CORES = os.cpu_count() or 2
SANITIZERS = {
    # No handlers of its own (jeden's are under test), no leak check at the end of a PID 1.
    "ASAN_OPTIONS": "handle_segv=0:handle_sigbus=0:handle_abort=0:handle_sigill=0:handle_sigfpe=0:detect_leaks=0",
    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
}
VARIANTS = {
    "build": [],
    # At a fixed address: millions of relocations would be done at each start.
    "build-asan": ["-Dstatic=false", "-Db_sanitize=address,undefined", "-Dwerror=true", "-Doptimization=1",
                   "-Ddebug=false", "-Dcpp_args=-g1 -fno-pie", "-Dcpp_link_args=-no-pie", "-Dstrip=false"],
    "build-clang": ["-Dwerror=true", "-Doptimization=0"],
}

printing = threading.Lock()


def check(good):
    """A step that is one check."""
    return Count(passed=1) if good else Count(failed=1)


class Step:
    """What a step's function gets: a log file of its own, and ways to run things into it."""

    def __init__(self, name):
        self.name = name
        self.log = RESULTS / f"{name}.log"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.log.write_bytes(b"")
        self.notes = []

    def run(self, *command, seconds=600, **environment):
        """The exit code; 124 when the time ran out."""
        with open(self.log, "ab") as log:
            said = " ".join(str(word) for word in command)
            log.write(f"$ {said if len(said) < 300 else said[:300] + ' ...'}\n".encode())
            log.flush()
            process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=log,
                                       stderr=log, cwd=ROOT, env={**os.environ, **environment},
                                       start_new_session=True)
            try:
                return process.wait(seconds)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 15)
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, 9)
                    process.wait()
                log.write(f"not finished within {seconds} s\n".encode())
                return 124

    def tail(self, lines=60):
        return "\n".join(line[:300] for line in self.log.read_text(errors="replace").splitlines()[-lines:])


def build(step, variant):
    folder = ROOT / variant
    compilers = {"CC": "clang", "CXX": "clang++", "CXX_LD": "lld"} if variant == "build-clang" else {}
    if not (folder / "build.ninja").exists():
        if code := step.run("meson", "setup", folder, *VARIANTS[variant], **compilers):
            return check(code == 0)
    else:
        step.run("meson", "configure", folder, *VARIANTS[variant])
    good = step.run("ninja", "-C", folder, f"-j{CORES}", seconds=2400) == 0
    if not good:
        # Nothing that runs it may take an older binary for it.
        (folder / "src/jeden").unlink(missing_ok=True)
    return check(good)


def unit(step, variant):
    """Every test that the build knows; Catch2 programs say themselves how many cases they have."""
    listing = subprocess.run(["meson", "introspect", "--tests", str(ROOT / variant)], capture_output=True, cwd=ROOT)
    tests = json.loads(listing.stdout or "[]") if listing.returncode == 0 else []
    count = Count()
    for test in tests:
        result = RESULTS / f"{step.name}-{test['name']}.xml"
        result.unlink(missing_ok=True)
        environment = {**test.get("env", {}), **(SANITIZERS if variant == "build-asan" else {})}
        if b"Catch v" in Path(test["cmd"][0]).read_bytes() if Path(test["cmd"][0]).exists() else False:
            code = step.run(*test["cmd"], "-r", "junit", "-o", result, **environment)
            count.add(junit(result, code))
        else:
            code = step.run(*test["cmd"], **environment)
            count.add(Count(skipped=1) if code == 77 else check(code == 0))
    if not tests:
        count.failed += 1
    return count


def pytest(step, *arguments, **environment):
    result = RESULTS / f"{step.name}.xml"
    result.unlink(missing_ok=True)
    code = step.run(PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={result}",
                    *arguments, seconds=3000, PYTHONDONTWRITEBYTECODE="1", **environment)
    return junit(result, code)


def end_to_end(step, variant):
    environment = {"JEDEN": str(ROOT / variant / "src/jeden"), "TALK": str(ROOT / variant / "tests/helpers/talk")}
    selection = ["tests/e2e"]
    if variant == "build-asan":
        environment.update(SANITIZERS)
        selection.append("--ignore=tests/e2e/images")  # the servers' own time; what they use of jeden is tested beside
    # A machine that stalls can break a test that talks to real servers. A few that failed are run once more, alone; who
    # fails twice has failed, and the log of the step says which they were.
    # One that hangs is ended and named.
    options = ["-p", "cacheprovider", "-o", f"cache_dir={RESULTS / step.name}", "--timeout=150"]
    # Most tests wait most of the time, so more of them than there are cores run side by side, file by file.
    count = pytest(step, *selection, *options, "-n", str(2 * CORES), "--dist", "loadfile", **environment)
    if not 0 < count.failed <= 8:
        return count
    again = pytest(step, *selection, *options, "--lf", "--lfnf=none", **environment)
    return Count(count.passed + again.passed, max(again.failed, count.failed - again.passed), count.skipped)


def sources(*patterns):
    return sorted(path for pattern in patterns for path in ROOT.glob(pattern))


def clang_format(step):
    files = sources("src/**/*.[ch]pp", "tests/**/*.[ch]pp")
    return check(step.run("clang-format", "--dry-run", "-Werror", *files) == 0)


def clang_tidy(step):
    """Every source file of src; what has not changed since it was last found clean is passed over."""
    state = hashlib.sha256()
    for path in sources("src/**/*.hpp", ".clang-tidy", "src/**/meson.build"):
        state.update(path.read_bytes())
    seen = ROOT / "build-clang" / "tidy"
    seen.mkdir(exist_ok=True)

    def examine(path):
        mark = seen / hashlib.sha256(state.digest() + str(path).encode() + path.read_bytes()).hexdigest()
        if mark.exists():
            return 0
        code = step.run("nice", "clang-tidy", "--quiet", "--warnings-as-errors=*", "-p", ROOT / "build-clang", path)
        if code == 0:
            mark.touch()
        return code

    with ThreadPoolExecutor(CORES) as pool:
        codes = list(pool.map(examine, sources("src/**/*.cpp")))
    return check(codes and not any(codes))


def static(step):
    """The default build runs where there is nothing else: it needs no interpreter and no library."""
    stripped = RESULTS / "jeden"
    code = step.run("strip", "-o", stripped, ROOT / "build/src/jeden")
    code += step.run("file", stripped) + step.run("stat", "-c", "%s bytes", stripped)
    return check(code == 0 and "statically linked, " in step.log.read_text())


def example(step, name):
    return check(step.run(ROOT / "examples" / name / "run", seconds=300, JEDEN=str(ROOT / "build/src/jeden")) == 0)


# name -> (lane, what it needs, function, arguments)
STEPS = {
    "build": ("build", [], build, ["build"]),
    "build-asan": ("build", [], build, ["build-asan"]),
    "build-clang": ("build", [], build, ["build-clang"]),
    "clang-format": ("run", [], clang_format, []),
    "house-rules": ("run", [], pytest, ["tests/tidy"]),
    "unit": ("run", ["build"], unit, ["build"]),
    "static": ("run", ["build"], static, []),
    "e2e": ("run", ["build"], end_to_end, ["build"]),
    "unit-asan": ("run", ["build-asan"], unit, ["build-asan"]),
    "e2e-asan": ("run", ["build-asan"], end_to_end, ["build-asan"]),
    "pid-one": ("run", ["build"], example, ["pid-one"]),
    "webapp": ("run", ["build"], example, ["webapp"]),
    "clang-tidy": ("build", ["build-clang"], clang_tidy, []),
}


class Suite:
    def __init__(self, names):
        wanted = set(names or STEPS)
        for name in list(wanted):
            wanted.update(STEPS[name][1])
        self.steps = [name for name in STEPS if name in wanted]
        self.done = {name: threading.Event() for name in self.steps}
        self.counts = {}

    def lane(self, lane):
        for name in self.steps:
            if STEPS[name][0] == lane:
                self.take(name)

    def take(self, name):
        _, needs, function, arguments = STEPS[name]
        for need in needs:
            self.done[need].wait()
        step = Step(name)
        began = time.monotonic()
        if any(self.counts[need].failed for need in needs):
            step.log.write_text("not run: what it needs has failed\n")
            count = Count(failed=1)
        else:
            try:
                count = function(step, *arguments)
            except Exception as error:  # a fault of the suite itself is a failure, not the end of the run
                with open(step.log, "a", encoding="utf-8") as log:
                    log.write(f"{type(error).__name__}: {error}\n")
                count = Count(failed=1)
        took = time.monotonic() - began
        self.counts[name] = count
        with printing:
            print(f"{'FAILED' if count.failed else 'ok':6} {name:14} {took:6.1f} s  {count}", flush=True)
            if count.failed:
                print("\n".join("       " + line for line in step.tail().splitlines()), flush=True)
        self.done[name].set()

    def run(self):
        began = time.monotonic()
        lanes = [threading.Thread(target=self.lane, args=(lane,)) for lane in ("build", "run")]
        for lane in lanes:
            lane.start()
        for lane in lanes:
            lane.join()
        total = Count()
        for name in self.steps:
            total.add(self.counts.get(name, Count(failed=1)))
        print(f"{time.monotonic() - began:.0f} s in all; the logs are in {RESULTS.relative_to(ROOT)}")
        print(total, flush=True)
        return 1 if total.failed or not total.passed else 0


def main():
    names = sys.argv[1:]
    if names == ["--list"]:
        print("\n".join(STEPS))
        return 0
    if unknown := [name for name in names if name not in STEPS]:
        print(f"no such step: {' '.join(unknown)}; there are {' '.join(STEPS)}", file=sys.stderr)
        return 64
    if not names:
        shutil.rmtree(RESULTS, ignore_errors=True)
    return Suite(names).run()


sys.exit(main())
