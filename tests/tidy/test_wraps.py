"""The wrap files parse, carry checksums, and provide what meson.build asks for by name."""

import configparser
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WRAPS = sorted((ROOT / "subprojects").glob("*.wrap"))


def read(path):
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.read(path, encoding="utf-8")
    return parser


def provided():
    """(subproject, variable) pairs that the wraps name."""
    pairs = set()
    for path in WRAPS:
        for name, value in read(path)["provide"].items():
            if name not in ("dependency_names", "program_names"):
                pairs.add((path.stem, value))
    return pairs


def fallbacks():
    """(file, subproject, variable) of every `fallback: ['subproject', 'variable']` in the build files."""
    pattern = re.compile(r"fallback:\s*\[\s*'([^']+)'\s*,\s*'([^']+)'\s*\]")
    for path in [ROOT / "meson.build", *ROOT.glob("src/**/meson.build"), *ROOT.glob("tests/**/meson.build")]:
        for subproject, variable in pattern.findall(path.read_text(encoding="utf-8")):
            yield path.relative_to(ROOT), subproject, variable


@pytest.mark.parametrize("path", WRAPS, ids=lambda path: path.stem)
def test_wrap_is_complete(path):
    wrap = read(path)
    section = wrap["wrap-file"]
    assert section["directory"] and section["source_filename"]
    assert section["source_url"].startswith("https://")
    assert re.fullmatch(r"[0-9a-f]{64}", section["source_hash"])
    if "patch_url" in section:
        assert re.fullmatch(r"[0-9a-f]{64}", section["patch_hash"])
        assert section["patch_filename"]
    assert list(wrap["provide"])


def test_libuv_carries_the_fix_of_cve_2024_24806():
    version = re.search(r"v(\d+)\.(\d+)", read(ROOT / "subprojects/libuv.wrap")["wrap-file"]["directory"])
    assert (int(version[1]), int(version[2])) >= (1, 48)


def test_every_fallback_is_provided_by_its_wrap():
    pairs = provided()
    missing = [f"{path}: {subproject}/{variable}" for path, subproject, variable in fallbacks()
               if (subproject, variable) not in pairs]
    assert not missing


def test_every_subproject_has_its_wrap():
    pattern = re.compile(r"subproject\('([^']+)'\)(?:\.get_variable\('([^']+)'\))?")
    files = [ROOT / "meson.build", *ROOT.glob("src/**/meson.build"), *ROOT.glob("tests/**/meson.build")]
    wanted = {found for path in files for found in pattern.findall(path.read_text(encoding="utf-8"))}
    assert not [name for name, variable in wanted if (name, variable) not in provided()]


@pytest.mark.parametrize("path", WRAPS, ids=lambda path: path.stem)
def test_build_files_of_ours_are_there(path):
    folder = read(path)["wrap-file"].get("patch_directory")
    assert folder is None or (ROOT / "subprojects/packagefiles" / folder / "meson.build").exists()
