from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from data.settings import DataSettings, DataSource, SettingsError

if TYPE_CHECKING:
    from pathlib import Path


def test_without_any_variable_the_defaults_hold() -> None:
    """Yahoo with its fallbacks, everything kept in the project's own folder, no Redis, no test address."""
    assert DataSettings.from_environ({}) == DataSettings()
    assert DataSettings.from_environ({"DATA_SOURCE": " ", "REDIS_URL": ""}) == DataSettings()
    assert DataSettings().data_source is DataSource.AUTO


def test_each_variable_sets_its_field(tmp_path: Path) -> None:
    """The names are those of the fields, in capitals."""
    folder = str(tmp_path)
    environ = {
        "DATA_SOURCE": "CSV",
        "DATA_DIR": folder,
        "CACHE_DIR": folder + "/c",
        "STATE_DIR": folder + "/s",
        "REDIS_URL": "redis://127.0.0.1:6379/1",
        "YAHOO_CONNECT_TO": "127.0.0.1:8443",
        "CALLS_DIR": folder,
    }
    redis, yahoo = "redis://127.0.0.1:6379/1", "127.0.0.1:8443"
    expected = DataSettings(DataSource.CSV, tmp_path, tmp_path / "c", tmp_path / "s", redis, yahoo, tmp_path)
    assert DataSettings.from_environ(environ) == expected


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"DATA_SOURCE": "bloomberg"}, ["DATA_SOURCE", "'bloomberg'", "auto, yahoo, csv, bundled"]),
        ({"DATA_SOURCE": "csv"}, ["DATA_DIR", "not set"]),
        ({"DATA_SOURCE": "csv", "DATA_DIR": "/no/such/folder"}, ["DATA_DIR", "'/no/such/folder'"]),
        ({"CALLS_DIR": "/no/such/folder"}, ["CALLS_DIR", "'/no/such/folder'", "existing folder"]),
        ({"REDIS_URL": "http://host"}, ["REDIS_URL", "'http'"]),
        ({"YAHOO_CONNECT_TO": "10.0.0.1:443"}, ["YAHOO_CONNECT_TO", "'10.0.0.1:443'", "loopback"]),
        ({"YAHOO_CONNECT_TO": "example.org:443"}, ["YAHOO_CONNECT_TO", "loopback"]),
        ({"YAHOO_CONNECT_TO": "localhost"}, ["YAHOO_CONNECT_TO", "loopback"]),
        ({"YAHOO_CONNECT_TO": "127.0.0.1:0"}, ["YAHOO_CONNECT_TO", "loopback"]),
        ({"YAHOO_CONNECT_TO": "127.0.0.1:99999"}, ["YAHOO_CONNECT_TO", "loopback"]),
    ],
)
def test_a_bad_value_is_named_with_its_variable_in_one_sentence(environ: dict[str, str], words: list[str]) -> None:
    """Whoever starts the product can mend it from the message alone."""
    with pytest.raises(SettingsError) as caught:
        DataSettings.from_environ(environ)
    for word in words:
        assert word in str(caught.value)
    assert str(caught.value).count("\n") == 0


def test_a_password_in_a_bad_redis_url_is_not_repeated() -> None:
    """Messages end in logs."""
    with pytest.raises(SettingsError) as caught:
        DataSettings.from_environ({"REDIS_URL": "http://user:secret@host"})
    assert "secret" not in str(caught.value)
