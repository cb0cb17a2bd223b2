"""Each protection protects, and its check would tell if it were gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.security.checks import PROTECTIONS
from tests.security.desk import Desk

if TYPE_CHECKING:
    from pathlib import Path

    from tests.security.desk import Protection

each = pytest.mark.parametrize("protection", PROTECTIONS, ids=lambda protection: protection.name)


@each
def test_the_product_is_protected(protection: Protection, tmp_path: Path) -> None:
    """As it is built by its composition root."""
    protection.check(Desk(tmp_path))


@each
def test_its_check_fails_without_it(protection: Protection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same product with this one protection taken out."""
    protection.take_out(monkeypatch)
    with pytest.raises(AssertionError):
        protection.check(Desk(tmp_path))


def test_no_two_protections_have_one_name() -> None:
    """Else one of them would not be seen in the list of what passed."""
    names = [protection.name for protection in PROTECTIONS]
    assert sorted(set(names)) == sorted(names)
