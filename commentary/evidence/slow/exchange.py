"""What goes to the process of the long study and what comes back, without what takes seconds to load."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from io import BytesIO
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from commentary.evidence.model import Bars, Kind, Pattern, PatternRate, RowKey, Study, Target, Test

if TYPE_CHECKING:
    from collections.abc import Callable

_ROOT = Path(__file__).resolve().parents[3]
_SOURCES = ("indicators", "commentary")
_LIBRARIES = ("arch", "numpy", "pandas", "scipy", "statsmodels", "TA-Lib")
_SHORT = 12  # characters of the hash

COMMAND = (
    "env",
    *(f"{library}_NUM_THREADS=1" for library in ("OMP", "OPENBLAS", "MKL")),
    f"PYTHONPATH={_ROOT}",
    "PYTHONSAFEPATH=1",  # else the working directory comes before that
    sys.executable,
    "-m",
    "commentary.evidence.slow",
)
"""The process of the long study: `packed` prices in, a study by `to_json` out; on one core."""


@cache
def definitions() -> str:
    """Return a short hash of all that a study is computed by: studies of other definitions are others.

    That is the code of the indicators and of the commentary, and the versions of the libraries below them.
    """
    digest = sha256("\n".join(f"{name} {version(name)}" for name in _LIBRARIES).encode())
    for path in sorted(path for name in _SOURCES for path in (_ROOT / name).rglob("*.py")):
        digest.update(f"{path.relative_to(_ROOT).as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:_SHORT]


def packed(small: pd.DataFrame, large: pd.DataFrame) -> bytes:
    """Return a pair of histories as bytes."""
    parts: dict[str, Any] = {}
    for name, frame in (("small", small), ("large", large)):
        parts[f"{name}_sessions"] = frame.index.to_numpy("datetime64[ns]").astype(np.int64)
        parts[f"{name}_columns"] = np.array(list(frame.columns), dtype=np.str_)
        parts[f"{name}_values"] = frame.to_numpy(np.float64)
    buffer = BytesIO()
    np.savez(buffer, **parts)
    return buffer.getvalue()


def unpacked(data: bytes) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the pair of histories in the bytes that `packed` made."""
    with np.load(BytesIO(data), allow_pickle=False) as parts:
        small, large = (
            pd.DataFrame(
                parts[f"{name}_values"],
                index=pd.DatetimeIndex(parts[f"{name}_sessions"], name="session"),
                columns=parts[f"{name}_columns"].tolist(),
            )
            for name in ("small", "large")
        )
    return small, large


def to_json(study: Study) -> bytes:
    """Return a study as JSON."""
    plain = {
        "tests": [[*key, test.interval_pct, test.p_null, test.q] for key, test in study.tests.items()],
        "rows": study.rows,
        "draws": study.draws,
        "histories": study.histories,
        "skill_pct": dict(study.skill_pct),
        "patterns": [asdict(pattern) for pattern in study.patterns],
        "rates": [asdict(rate) for rate in study.rates],
    }
    return json.dumps(plain, allow_nan=False, default=date.isoformat).encode()


def from_json(data: bytes) -> Study:
    """Return the study in the bytes that `to_json` made.

    Raises
    ------
    ValueError
        If they are not a whole study.
    """
    try:
        plain = json.loads(data)
        return Study(
            tests=dict(starmap(_test, plain["tests"])),
            rows=int(plain["rows"]),
            draws=int(plain["draws"]),
            histories=int(plain["histories"]),
            skill_pct={str(name): _interval(pair) for name, pair in plain["skill_pct"].items()},
            patterns=tuple(Pattern(**_marked(each)) for each in plain["patterns"]),
            rates=tuple(PatternRate(**_marked(each)) for each in plain["rates"]),
        )
    except (AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError) as error:
        raise ValueError(f"not a study: {type(error).__name__}: {error}") from error


def _test(*cells: Any) -> tuple[RowKey, Test]:  # noqa: ANN401 - as JSON has them
    claim, event, target, horizon, interval, p_null, q = cells
    key = RowKey(str(claim), str(event), Target(target), int(horizon))
    return key, Test(None if interval is None else _interval(interval), _number(p_null), _number(q))


def _interval(pair: list[float]) -> tuple[float, float]:
    low, high = pair
    return float(low), float(high)


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


_READERS: dict[str, Callable[[Any], object]] = {
    "kind": Kind,
    "bars": Bars,
    "target": Target,
    "first": date.fromisoformat,
    "last": date.fromisoformat,
    "known": date.fromisoformat,
    "found": int,
    "years": float,
    "per_year": float,
    "shuffled_per_year": float,
}


def _marked(plain: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a pattern, or of how often one came, with the values that they stand for."""
    return {name: _READERS[name](value) for name, value in plain.items()}
