"""Answers files, and series to try indicators on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from indicators.arrays import Floats

ANSWERS = Path(__file__).parent / "answers"


@dataclass(frozen=True)
class Case:
    """One worked example of an answers file.

    Parameters
    ----------
    name : str
        What it shows.
    origin : str
        How the expected values were found; never by the code under test.
    given : mapping
        The input. ``runs`` are [value, times] pairs and ``path`` are [session, value] corners joined by straight lines.
    expected : mapping of name to mapping of session to value
        None stands for NaN.
    """

    name: str
    origin: str
    given: Mapping[str, Any]
    expected: Mapping[str, Mapping[str, float | None]]

    @property
    def close(self) -> Floats:
        """Return the closes that the example starts from."""
        if "runs" in self.given:
            values, times = zip(*self.given["runs"], strict=True)
            return np.repeat(np.array(values, dtype=np.float64), times)
        if "path" in self.given:
            sessions, values = zip(*self.given["path"], strict=True)
            return np.interp(np.arange(sessions[-1] + 1), sessions, values)
        return np.array(self.given["close"], dtype=np.float64)

    def check(self, found: Mapping[str, Any]) -> None:
        """Compare what was found with every expected value."""
        assert self.expected
        for name, values in self.expected.items():
            for session, value in values.items():
                expected = np.nan if value is None else value
                assert pytest.approx(expected, rel=1e-9, abs=1e-9, nan_ok=True) == found[name][int(session)], (
                    name,
                    session,
                )


def cases(name: str) -> list[Any]:
    """Return the worked examples of an answers file as pytest parameters."""
    text = json.loads((ANSWERS / f"{name}.json").read_text(encoding="utf-8"))
    return [pytest.param(Case(**case), id=case["name"]) for case in text]


def walk(n_sessions: int, seed: int, daily: float = 0.013) -> Floats:
    """Return closes of a random walk in logs, rounded to cents so that equal closes occur."""
    steps = np.random.default_rng(seed).normal(0.0002, daily, n_sessions)
    return np.round(100 * np.exp(np.cumsum(steps)), 2)


def swings(n_sessions: int, seed: int) -> Floats:
    """Return closes that swing within a slowly narrowing range, so that triangles form and break."""
    noise = np.random.default_rng(seed)
    session = np.arange(n_sessions)
    phase = session % 250
    size = 9 - 5 * phase / 250
    drift = np.cumsum(noise.normal(0, 0.15, n_sessions)) - 6 * (phase > 220)
    return np.round(100 + size * np.sin(session * 2 * np.pi / 42) + noise.normal(0, 0.3, n_sessions) + drift, 2)


def frame(close: Floats, *, high: Floats | None = None, first: str = "2001-01-02") -> pd.DataFrame:
    """Return closes on business days as the frame of a history."""
    sessions = pd.bdate_range(first, periods=close.size, unit="ns", name="session")
    return pd.DataFrame({"close": close} if high is None else {"close": close, "high": high}, index=sessions)
