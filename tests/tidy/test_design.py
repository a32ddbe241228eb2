"""What src/DESIGN.md says about the code that a test can compare with the code."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DESIGN = (ROOT / "src/DESIGN.md").read_text(encoding="utf-8")
HEADER = (ROOT / "src/core/supervisor.hpp").read_text(encoding="utf-8")
SHUTDOWN = (ROOT / "src/core/shutdown.cpp").read_text(encoding="utf-8")


def phases():
    return re.findall(r"\w+", re.search(r"enum class Life[^{]*\{([^}]*)\}", HEADER)[1])


def test_the_phases_are_those_of_the_code_in_their_order():
    assert len(phases()) >= 9
    [line] = re.findall(r"^`(up → .*)`$", DESIGN, re.M)
    assert line.split(" → ") == phases()
    [comment] = re.findall(r"^//   (up -> .*)$", HEADER, re.M)
    assert comment.split(" -> ") == phases()


def rows():
    """phase -> (what happens, deadline, left when) of the table."""
    table = DESIGN[DESIGN.index("| phase |"):].split("\n\n")[0].splitlines()[2:]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in table]
    return {phase: rest for phase, *rest in cells}


def test_each_phase_has_a_row():
    assert list(rows()) == phases()
    assert all(len(rest) == 3 and all(rest) for rest in rows().values())


def entered(phase):
    """What enter() does for the phase."""
    body = SHUTDOWN[SHUTDOWN.index("void Supervisor::enter("):]
    body = body[:body.index("\n}\n")]
    return re.search(rf"case Life::{phase}:(.*?)(?=case Life::|\n  }}\n)", body, re.S)[1]


def test_the_deadlines_of_the_table_are_set_by_the_code():
    """A phase without one of its own sets none; the others are known by the names that stand in both."""
    for phase, (_, deadline, _) in rows().items():
        sets = "life_deadline_ =" in entered(phase)
        assert sets == (deadline != "none" and not deadline.startswith("the units' own")), phase
    assert rows()["draining"][1] == "`drain`" and "plan_->drain" in entered("draining")
    assert rows()["sweeping"][1] == "`stray_grace`" and "plan_->stray_grace" in entered("sweeping")
    for phase, stage in {"stop_hooks": "stop_hooks", "ending": "end_hooks"}.items():
        assert rows()[phase][1] == "the budget's" and f"(BudgetStage::{stage})" in entered(phase)
    assert rows()["clearing"][1] == "half a second"
    assert "Millis{500}" in entered("clearing")


def test_each_house_includes_only_what_stands_above_it():
    houses = re.findall(r"^src/(\w+)/ ", DESIGN, re.M)
    assert sorted(houses) == sorted(path.name for path in (ROOT / "src").iterdir() if path.is_dir())
    below = []
    for number, house in enumerate(houses):
        for path in sorted((ROOT / "src" / house).glob("*.[ch]pp")):
            for other in re.findall(r'^#include "(\w+)/', path.read_text(encoding="utf-8"), re.M):
                if other not in houses[:number + 1]:
                    below.append(f"{path.relative_to(ROOT)}: {other}")
    assert not below


def test_the_files_that_it_names_exist():
    names = set(re.findall(r"`((?:\w+/)+\w+\.\w+)`", DESIGN))
    assert len(names) > 15
    assert not [name for name in names if not (ROOT / "src" / name).exists() and not (ROOT / name).exists()]
    tests = re.findall(r"\w+(?=/)", re.search(r"^tests/ +(.*)$", DESIGN, re.M)[1])
    folders = [path for path in (ROOT / "tests").iterdir() if path.is_dir() and any(path.iterdir())]
    assert sorted(tests) == sorted(path.name for path in folders if path.name not in ("__pycache__", "helpers"))
