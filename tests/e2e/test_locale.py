"""[locale]: checked against the image, and exported."""

import subprocess

import pytest

import kit

SHOW = f"[main]\ncommand = {kit.words('/bin/sh', '-c', 'echo LANG=$LANG LC_ALL=$LC_ALL TZ=$TZ; date +%Z')}\n"


def installed():
    return subprocess.run(["locale", "-a"], capture_output=True, text=True).stdout.split()


def test_a_locale_that_is_there(jeden):
    init = jeden.run(toml='[locale]\nlang = "C.UTF-8"\n' + SHOW, env={"LANG": None})
    assert init.out.lines()[0].startswith("LANG=C.UTF-8 ")


def test_one_that_is_missing_falls_back(jeden):
    init = jeden.run(toml='[locale]\nlang = "xx_XX.UTF-8"\nfallback = "C.UTF-8"\n' + SHOW, env={"LANG": None})
    assert init.out.lines()[0].startswith("LANG=C.UTF-8 ")
    assert "level=warn" in init.err.text() and "xx_XX.UTF-8" in init.err.text()


def test_without_a_fallback_it_is_an_error(jeden):
    init = jeden.run(toml='[locale]\nlang = "xx_XX.UTF-8"\n' + SHOW)
    assert init.code == 78 and "xx_XX.UTF-8" in init.err.text()


@pytest.mark.parametrize("spelling", ["C.UTF-8", "C.utf8"])
def test_both_spellings(jeden, spelling):
    assert jeden.run(toml=f'[locale]\nlang = "{spelling}"\n' + SHOW).code == 0


@pytest.mark.parametrize("zone, names", [("Europe/Warsaw", ("CET", "CEST")), ("UTC", ("UTC",)),
                                         ("CET-1CEST", ("CET", "CEST"))])
def test_a_time_zone(jeden, zone, names):
    init = jeden.run(toml=f'[locale]\ntimezone = "{zone}"\n' + SHOW)
    assert init.code == 0, init.err.text()
    assert f"TZ={zone}" in init.out.lines()[0] and init.out.lines()[1] in names


@pytest.mark.parametrize("zone", ["Europe/Warszawa", "../../etc/passwd", "/etc/passwd", "Europe", ""])
def test_a_time_zone_that_is_none(jeden, zone):
    init = jeden.run(toml=f'[locale]\ntimezone = "{zone}"\n' + SHOW)
    assert init.code == 78 and not init.out.text()


def test_a_locale_that_the_image_can_make(jeden):
    """localedef of Debian's package locales, in a root file system that is changed for this test only."""
    if "pl_PL.utf8" in installed() or not kit.Path("/usr/share/i18n/locales/pl_PL").exists():
        pytest.skip("needs the package locales, and pl_PL not generated")
    over = jeden.folder / "locale"
    over.mkdir()
    wrap = ["/bin/sh", "-c", f"mount -t tmpfs tmpfs /usr/lib/locale && exec \"$@\"", "sh"]
    init = jeden.run(toml='[locale]\nlang = "pl_PL.UTF-8"\ngenerate = true\n' + SHOW, wrap=wrap)
    assert init.code == 0, init.err.text()
    assert init.out.lines()[0].startswith("LANG=pl_PL.UTF-8")
