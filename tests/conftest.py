"""What several test folders share."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder with the real index histories, beside the project; skip where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not (folder / "RUT.csv").exists():
        pytest.skip("the index histories are not beside the project")
    return folder


@pytest.fixture(scope="session")
def index_frames(shared_data: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the Russell 2000 and the S&P 500 as frames of a `PriceHistory`: lower-case columns, sessions as index."""

    def read(name: str) -> pd.DataFrame:
        frame = pd.read_csv(shared_data / f"{name}.csv", index_col="Date", parse_dates=True).astype("float64")
        frame.columns = frame.columns.str.lower()
        frame.index.name = "session"
        frame.index = frame.index.as_unit("ns")
        return frame

    return read("RUT"), read("GSPC")
