"""``./desk doctor``: what is wrong with this installation, and what to do about it."""

from __future__ import annotations

import argparse
import json
import logging
import sys
import threading
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from data.settings import DataSettings, SettingsError
from hosting.settings import HostingSettings
from hosting.watch.checkup.clock import clock
from hosting.watch.checkup.entrance import entrance
from hosting.watch.checkup.findings import Finding, Subject, Verdict, broken, ok
from hosting.watch.checkup.places import folders, store
from hosting.watch.checkup.prices import sources
from hosting.watch.checkup.variables import variables
from hosting.watch.redacted import redacted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from hosting.watch.checkup.findings import Check

PATIENCE = 30.0
"""Seconds that one check may take; all are made at once."""
_WIDTH = 9  # letters of a part


@dataclass(frozen=True, slots=True)
class Given:
    """What the doctor needs that is not hosting's; as of `Subject`."""

    readers: Sequence[Callable[[Mapping[str, str]], object]]
    draw: Callable[[Mapping[str, str]], str]
    heard: Callable[[str], bool]


def main(arguments: Sequence[str], environ: Mapping[str, str], given: Given) -> int:
    """Print a line for each finding; return 0 where nothing is broken, else 1."""
    parser = argparse.ArgumentParser(prog="./desk doctor", description=__doc__.partition(": ")[2])
    parser.add_argument("--json", action="store_true", help="the same as JSON")
    options = parser.parse_args(arguments)
    logging.getLogger().addHandler(logging.NullHandler())  # what matters is among the findings
    findings = list(examine(environ, given))
    if options.json:
        text = json.dumps([asdict(finding) for finding in findings], indent=2, ensure_ascii=False)
    else:
        text = "\n".join(map(_line, findings))
    sys.stdout.write(redacted(text) + "\n")
    return int(any(finding.verdict is Verdict.BROKEN for finding in findings))


def examine(environ: Mapping[str, str], given: Given, patience: float = PATIENCE) -> Iterator[Finding]:
    """Yield what is found; a check that fails or takes too long is a finding, and stops no other.

    Parameters
    ----------
    environ : mapping of str to str
    given : Given
    patience : float, seconds
    """
    readers = (DataSettings.from_environ, HostingSettings.from_environ, *given.readers)
    yield from variables(environ, readers)
    try:
        data, hosting = DataSettings.from_environ(environ), HostingSettings.from_environ(environ)
    except SettingsError:
        yield broken("all else", "It was not looked at, since a setting is wrong.", "Correct that, and ask again.")
        return
    subject = Subject(environ, data, hosting, given.readers, given.draw, given.heard)
    checks = {
        "folders": folders,
        "cache": store,
        "source": sources,
        "clock": clock,
        "pictures": _pictures,
        "access": entrance,
    }
    looks = [_Look(part, check, subject) for part, check in checks.items()]
    end = time.monotonic() + patience
    for one in looks:
        yield from one.found(end)


class _Look:
    """One check, in a thread of its own."""

    def __init__(self, part: str, check: Check, subject: Subject) -> None:
        self._part = part
        self._findings: list[Finding] = []
        self._thread = threading.Thread(target=self._run, args=(check, subject), daemon=True)
        self._thread.start()

    def _run(self, check: Check, subject: Subject) -> None:
        try:
            self._findings.extend(check(subject))
        except Exception as error:  # noqa: BLE001 - whatever it was, the other checks go on
            text = f"It could not be looked at: {type(error).__name__}: {error}"
            self._findings.append(broken(self._part, text, "That is a fault of the product, or of its installation."))

    def found(self, end: float) -> list[Finding]:
        """Return what was found up to a moment (`time.monotonic`)."""
        self._thread.join(max(0.0, end - time.monotonic()))
        late = []
        if self._thread.is_alive():
            late = [broken(self._part, "That took too long and was given up.", "Look at the network and the disk.")]
        return [*self._findings, *late]


def _pictures(subject: Subject) -> Iterator[Finding]:
    try:
        yield ok("pictures", subject.draw(subject.environ))
    except Exception as error:  # noqa: BLE001 - what is wrong with a browser is its own
        yield Finding("pictures", Verdict.LOOK, f"No PNG or PDF can be made here: {error}", "All other forms work.")


def _line(finding: Finding) -> str:
    line = f"{finding.verdict:<7} {finding.part:<{_WIDTH}}  {finding.text}"
    return f"{line}\n{'':<7} {'':<{_WIDTH}}  -> {finding.remedy}" if finding.remedy else line
