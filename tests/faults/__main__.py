"""Break what can break, for real, and print what happened as a Markdown table; arguments go to pytest.

python -m tests.faults
python -m tests.faults -k redis
"""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest

COLUMNS = {
    "what": "fault",
    "done": "what is done",
    "expected": "expected",
    "seen": "seen",
    "measured": "measured",
    "outcome": "",
}


class Table:
    """Collects the marked tests as rows, in the order in which they ran."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, str]] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Begin a row for each marked test."""
        for item in items:
            mark = item.get_closest_marker("fault")
            if mark:
                self.rows[item.nodeid] = {**mark.kwargs, "outcome": "not run"}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how the phases of a test went: the worst of them counts."""
        row = self.rows.get(report.nodeid)
        if row is None:
            return
        row |= {name: str(value) for name, value in report.user_properties}
        if report.failed:
            row["outcome"] = "FAIL"
        elif report.skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            row["outcome"] = reason.replace("Skipped: ", "skipped: ")
        elif report.when == "call":
            row["outcome"] = "pass"

    def lines(self) -> list[str]:
        """Return the table in Markdown."""
        cells = [list(COLUMNS.values()), ["---"] * len(COLUMNS)]
        cells += [[row.get(name, "") for name in COLUMNS] for row in self.rows.values()]
        return [f"| {' | '.join(' '.join(cell.replace('|', '/').split()) for cell in row)} |" for row in cells]


def main() -> int:
    """Run the marked tests, their progress on stderr, and return pytest's exit code."""
    table = Table()
    arguments = [str(Path(__file__).parent), "-m", "fault", "--quiet", "--no-header", *sys.argv[1:]]
    with redirect_stdout(sys.stderr):
        code = pytest.main(arguments, plugins=[table])
    sys.stdout.write("\n".join(table.lines()) + "\n")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
