"""A network that is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults.desk import free_port, started
from tests.faults.harness import Seen, fault

if TYPE_CHECKING:
    from pathlib import Path


@fault(
    "No network at the first start",
    done="nothing kept, Yahoo's address refuses connections; the indices, then the funds on them are asked for",
    expected="IWM and SPY from the bundled prices, with their date; for the indices a notice says so",
)
def test_without_a_network_the_first_page_shows_bundled_prices_and_says_so(tmp_path: Path, seen: Seen) -> None:
    """Nothing was ever fetched: the page is there nevertheless, and calls no fund an index."""
    with started(tmp_path, YAHOO_CONNECT_TO=f"127.0.0.1:{free_port()}") as desk:
        indices, funds = desk.page(), desk.page("IWM", "SPY")
    seen(f"{', '.join(indices.sources)} to {', '.join(indices.last)}", slowest=max(indices.seconds, funds.seconds))
    assert [200, 200] == [indices.status, funds.status]
    assert [{"bundled"}, {"bundled"}] == [indices.sources, funds.sources]
    assert {"13 Jan 2022"} == indices.last == funds.last  # data/bundled/PROVENANCE.md
    assert "^RUT and ^GSPC were asked for and cannot be had (Yahoo cannot be reached)" in indices.notices
    assert "Yahoo cannot be reached. Shown are the bundled prices, which end on 13 Jan 2022" in funds.trust
    assert max(indices.seconds, funds.seconds) < 6.0  # two at most for the prices, the others for a busy machine
