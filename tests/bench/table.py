"""The figures as one Markdown table, with the goals beside them."""

import statistics


def judge(quick, value, most):
    if quick:
        return ""
    return "reached" if value <= most else "missed"


def ratio(times, name, other):
    """The median of the ratios within a round: what slows the machine down slows both."""
    if not times.get(other):
        return float("nan")
    return statistics.median(a / b for a, b in zip(times[name], times[other]))


def start_rows(times, quick):
    medians = {name: statistics.median(values) for name, values in times.items()}
    goals = {"jeden": [("tini", 1.0), ("tini-static", 1.15)],
             "jeden, init.toml": [("bash entrypoint.sh", 1 / 3)],
             "jeden, init.toml with user": [("bash entrypoint.sh", 1 / 3)]}
    for name, median in sorted(medians.items(), key=lambda item: item[1]):
        ratios = " · ".join(f"{ratio(times, name, other):.2f} × {other}" for other, _ in
                            goals.get(name, [("tini", None)]) if other in times and other != name)
        goal = " · ".join(f"≤ {most:.2f} × {other}" for other, most in goals.get(name, []))
        reached = all(ratio(times, name, other) <= most for other, most in goals.get(name, []))
        yield ("time to main", name, f"{median:.0f} µs", ratios, goal,
               "" if quick or name not in goals else "reached" if reached else "missed")


def memory_rows(memory, quick):
    goals = {"anonymous": 150, "resident": 2048, "threads": 1}
    units = {"anonymous": " KiB", "resident": " KiB", "threads": ""}
    for key, most in goals.items():
        for name, figures in memory.items():
            base = memory.get("tini", {}).get(key)
            mine = name == "jeden"
            yield (f"{key}{' memory' if units[key] else ''}", name, f"{figures[key]:.0f}{units[key]}",
                   f"{figures[key] / base:.2f} × tini" if base and name != "tini" else "",
                   f"≤ {most}{units[key]}" if mine else "", judge(quick, figures[key], most) if mine else "")


def idle_rows(idle, quick):
    for name, wakes in idle["wakes"].items():
        mine = name == "jeden"
        yield (f"wake-ups in {idle['seconds']} idle seconds", name, str(wakes), "", "0" if mine else "",
               judge(quick, wakes, 0) if mine else "")


def orphan_rows(orphans, quick):
    times = orphans["microseconds"]
    for name, values in times.items():
        mine = name == "jeden"
        cost = ratio(times, name, "tini")
        yield (f"processor time per orphan of {orphans['count']}", name, f"{statistics.median(values):.2f} µs",
               f"{cost:.2f} × tini" if name != "tini" else "", "≤ 1.50 × tini" if mine else "",
               judge(quick, cost, 1.5) if mine else "")
    for name, left in orphans["left"].items():
        mine = name == "jeden"
        yield ("orphans left", name, str(left), "", "0" if mine else "", judge(False, left, 0) if mine else "")


def allocation_rows(allocations, quick):
    for name, counts in allocations.items():
        for when, count in counts.items():
            goal = when == "while main runs"
            yield (f"allocations {when}", name, str(count), "", "0" if goal else "", judge(False, count, 0) if goal else "")


def size_rows(sizes, quick):
    for name, size in sizes.items():
        yield ("file", name, f"{size / 1000:,.0f} kB", "", "", "")


SECTIONS = {"start": start_rows, "memory": memory_rows, "idle": idle_rows, "orphans": orphan_rows,
            "allocations": allocation_rows, "size": size_rows}


def render(figures):
    lines = ["| what | who | median | ratio | goal | |", "|---|---|---:|---|---|---|"]
    for section, rows in SECTIONS.items():
        if section in figures:
            lines += ["| " + " | ".join(row) + " |" for row in rows(figures[section], figures["quick"])]
    return "\n".join(lines)


def broken(figures):
    """What must hold in any run, however short: these are facts, not times."""
    wrong = []
    if left := figures.get("orphans", {}).get("left", {}).get("jeden", 0):
        wrong.append(f"jeden left {left} orphans")
    if wakes := figures.get("idle", {}).get("wakes", {}).get("jeden", 0):
        wrong.append(f"jeden woke up {wakes} times while there was nothing to do")
    if (threads := figures.get("memory", {}).get("jeden", {}).get("threads", 1)) != 1:
        wrong.append(f"jeden has {threads:.0f} threads")
    for name, counts in figures.get("allocations", {}).items():
        if count := counts["while main runs"]:
            wrong.append(f"{name}: {count} allocations while main runs")
    return wrong
