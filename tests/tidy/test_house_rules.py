"""What CONTRIBUTING.md asks for and a compiler does not see."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*ROOT.glob("src/**/*.cpp"), *ROOT.glob("src/**/*.hpp")])
HOUSES = sorted(path.name for path in (ROOT / "src").iterdir() if path.is_dir())
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def house(path):
    return path.relative_to(ROOT / "src").parts[0]


def includes(path):
    """(angle brackets or quotes, name) of every include."""
    return INCLUDE.findall(path.read_text(encoding="utf-8"))


def tracked():
    listing = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                             capture_output=True, check=True)
    return [ROOT / name for name in listing.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def texts():
    for path in tracked():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


@pytest.mark.parametrize("library, allowed", [
    (r"toml\+\+/|toml\.hpp", {"config"}),
    (r"spdlog/|fmt/", {"log"}),
    (r"nlohmann/", {"import", "keys"}),
    (r"uv\.h", {"host", "probe"}),
])
def test_libraries_stay_in_their_houses(library, allowed):
    strangers = [f"{path.relative_to(ROOT)}: {name}" for path in SOURCES for _, name in includes(path)
                 if re.match(library, name) and house(path) not in allowed]
    assert not strangers


# Headers of the C and C++ standard libraries have no folder and no .h; the few types of the kernel interface that
# the plan's numbers have are listed.
STANDARD = re.compile(r"[a-z_]+$")
TYPES = {"sys/types.h"}


def test_the_core_is_pure():
    strangers = []
    for path in SOURCES:
        if house(path) != "core":
            continue
        for bracket, name in includes(path):
            standard = bracket == "<" and (STANDARD.match(name) or name in TYPES)
            own = bracket == '"' and name.split("/")[0] in ("core", "base")
            if not standard and not own:
                strangers.append(f"{path.relative_to(ROOT)}: {name}")
    assert not strangers


def test_the_core_has_no_clock_and_no_streams():
    wrong = re.compile(r"\b(steady_clock|system_clock|clock_gettime|iostream|fstream|getenv|std::thread)\b")
    assert not [f"{path.relative_to(ROOT)}: {match[0]}" for path in SOURCES if house(path) == "core"
                if (match := wrong.search(path.read_text(encoding="utf-8")))]


@pytest.mark.parametrize("header", ["iostream", "fstream", "sstream", "regex", "locale", "iomanip"])
def test_no_locale_code(header):
    """It makes a static binary fat: half a megabyte for the first of these."""
    assert not [str(path.relative_to(ROOT)) for path in SOURCES if ("<", header) in includes(path)]


def test_no_default_in_the_switches_of_the_core():
    assert not [str(path.relative_to(ROOT)) for path in SOURCES if house(path) == "core"
                if re.search(r"^\s*default\s*:", path.read_text(encoding="utf-8"), re.M)]


def test_files_are_short():
    code = [*SOURCES, *(path for suffix in ("cpp", "hpp", "py") for path in ROOT.glob(f"tests/**/*.{suffix}"))]
    long = {str(path.relative_to(ROOT)): lines for path in code if not path.name.endswith("_cases.py")  # data
            and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300}
    assert not long


def test_tests_take_nothing_from_other_tests():
    """What several of them need is in a support file."""
    taken = re.compile(r"^(?:from|import) (test_\w+)", re.M)
    assert not {f"{path.relative_to(ROOT)}: {name}" for path in ROOT.glob("tests/**/*.py")
                for name in taken.findall(path.read_text(encoding="utf-8"))}


def test_a_name_is_one_type():
    """Two types of one name in one namespace share their destructor, and no linker says so."""
    places = {}
    for path in SOURCES:
        text = re.sub(r"namespace \{\n.*?\n\}  // namespace\n", "", path.read_text(encoding="utf-8"), flags=re.S)
        if spaces := re.findall(r"^namespace ([\w:]+)", text, re.M):
            for name in re.findall(r"^(?:class|struct|enum class|union) (\w+)\b(?!::)[^;(]*\{", text, re.M):
                places.setdefault((spaces[-1], name), set()).add(str(path.relative_to(ROOT)))
    assert not {name: files for name, files in places.items() if len(files) > 1}


def test_the_tree_names_no_machine():
    # Spelled so that this file does not find itself.
    wrong = re.compile("(?<![\\w.])/wor" + r"k/|/tmp/" + r"w/|/home/\w+/|pypi\.(org)|registry\." + r"npmjs|deb\." +
                       r"debian\.org")
    found = [f"{path.relative_to(ROOT)}: {match[0]}" for path, text in texts() if (match := wrong.search(text))]
    assert not found


def test_nothing_lies_about_at_the_top():
    known = {".ci", ".clang-format", ".clang-tidy", ".containerignore", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md",
             "Containerfile", "LICENSE", "README.md", "docs", "examples", "meson.build", "meson_options.txt", "src",
             "subprojects", "tests"}
    listing = subprocess.run(["git", "ls-files", "--cached"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {name.split("/")[0] for name in listing.stdout.splitlines()} == known


def test_the_readmes_commands_exist():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = set(re.findall(r"\b((?:examples|tests)/[\w/.-]*(?:run|install))\b", readme))
    assert {"examples/webapp/run", "tests/run"} <= commands
    for command in commands:
        assert (ROOT / command).stat().st_mode & 0o111, command


def test_the_readmes_links_lead_somewhere():
    dead = []
    for path, text in texts():
        if path.suffix != ".md":
            continue
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
            if "://" not in target and not (path.parent / target).exists():
                dead.append(f"{path.relative_to(ROOT)}: {target}")
    assert not dead


@pytest.mark.parametrize("name", HOUSES)
def test_the_design_names_every_house(name):
    design = (ROOT / "src/DESIGN.md").read_text(encoding="utf-8")
    assert re.search(rf"\b{name}/|\b{name}\b\*\*|`{name}`|`src/{name}`", design)


def test_every_source_file_is_built():
    """A file that no meson.build names is dead."""
    dead = []
    for path in ROOT.glob("src/**/*.cpp"):
        listed = (path.parent / "meson.build").read_text(encoding="utf-8")
        if f"'{path.name}'" not in listed:
            dead.append(str(path.relative_to(ROOT)))
    assert not dead


def test_commits_speak_of_the_project_alone():
    log = subprocess.run(["git", "log", "-50", "--format=%B"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not re.search("/wor" + r"k/|/tmp/" + r"w/", log.stdout)
