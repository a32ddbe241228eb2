"""What test cases came to: JUnit files, counted."""

import xml.etree.ElementTree as xml


class Count:
    def __init__(self, passed=0, failed=0, skipped=0):
        self.passed, self.failed, self.skipped = passed, failed, skipped

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def __str__(self):
        text = f"{self.passed} passed, {self.failed} failed"
        return text + (f", {self.skipped} skipped" if self.skipped else "")


def outcomes(path):
    """Of each test case in the file: failed, skipped or passed. None when the file is missing or broken."""
    seen = {}
    try:
        for case in xml.parse(path).iter("testcase"):
            name = f"{case.get('classname')}.{case.get('name')}"
            kinds = {child.tag for child in case}
            outcome = "failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"
            # One that fails, and once more when it is cleaned up after, is there twice.
            seen[name] = "failed" if "failed" in (outcome, seen.get(name)) else outcome
    except (OSError, xml.ParseError):
        return None
    return seen


def junit(path, code):
    """Counts test cases; a file that is missing, broken or empty, or a failure that it does not name, is a failure."""
    seen = outcomes(path) or {}
    count = Count(*(list(seen.values()).count(outcome) for outcome in ("passed", "failed", "skipped")))
    if not seen or (code != 0 and count.failed == 0):
        count.failed += 1
    return count
