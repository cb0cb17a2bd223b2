"""The compose files say what must hold of every container."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network
from typing import Any

import pytest
import yaml

from data.settings import DataSettings, SettingsError
from hosting.settings import HostingSettings
from sharing.settings import SharingSettings
from tests.conftest import ROOT

TEXT = (ROOT / "compose.yaml").read_text()
OURS = ("web1", "web2", "worker", "beat")
WEB = ("web1", "web2")


def read(text: str) -> dict[str, Any]:
    """Return what YAML says."""
    found: dict[str, Any] = yaml.safe_load(text)
    return found


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """Return the whole file."""
    return read(TEXT)


@pytest.fixture(scope="module")
def services(compose: dict[str, Any]) -> dict[str, Any]:
    """Return the containers."""
    found: dict[str, Any] = compose["services"]
    return found


def test_no_container_may_more_than_it_needs(services: dict[str, Any]) -> None:
    """Not root, nothing to write on but what is named, no capability, none to be won, and no more than a share."""
    for name, service in services.items():
        assert service["user"].split(":")[0] not in {"", "0", "root"}, name
        assert service["read_only"] is True, name
        assert ["ALL"] == service["cap_drop"], name
        assert ["no-new-privileges:true"] == service["security_opt"], name
        assert {"mem_limit", "pids_limit"} <= service.keys(), name
        assert not service.keys() & {"privileged", "cap_add", "network_mode", "pid", "devices"}, name


def test_only_the_proxy_is_reached_from_elsewhere(services: dict[str, Any]) -> None:
    """Metrics are read on the host itself; Redis lives in a network that leads nowhere."""
    open_ports = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert {"proxy": ["443:8443", "80:8080"], "prometheus": ["127.0.0.1:9090:9090"]} == open_ports
    assert ["watch"] == services["prometheus"]["profiles"]


def test_redis_has_a_password_no_way_out_and_keeps_the_queue_when_it_is_full(compose: dict[str, Any]) -> None:
    """Evicted are entries with an end alone, which is what the cache's are and the queue's are not."""
    redis = compose["services"]["redis"]
    assert ["inside"] == redis["networks"]
    assert compose["networks"]["inside"]["internal"] is True
    said = " ".join(redis["command"])
    assert "requirepass" in said
    assert "--maxmemory-policy volatile-lru" in said
    limit = re.search(r"--maxmemory (\d+)mb", said)
    assert limit is not None
    assert int(limit[1]) * 2 <= int(redis["mem_limit"].removesuffix("m"))


def test_every_secret_must_be_given(services: dict[str, Any]) -> None:
    """An empty one stops compose with its name; none has a value here."""
    for service in services.values():
        for name, value in service.get("environment", {}).items():
            if re.search("KEY|PASSWORD|SECRET|REDIS_URL", name):
                assert re.search(r"\$\{\w+:\?is not set in \.env\}", str(value)), name
    named = set(re.findall(r"\$\{(\w+):\?", TEXT))
    assert named == {"SECRET_KEY", "REDIS_PASSWORD", "PUBLIC_BASE_URL"}
    example = dict(re.findall(r"^(\w+)=(.*)$", (ROOT / "deploy" / "example.env").read_text(), re.MULTILINE))
    assert {"SECRET_KEY": "", "REDIS_PASSWORD": "", "PUBLIC_BASE_URL": ""} == {name: example[name] for name in named}


def test_only_the_servers_have_the_key(services: dict[str, Any]) -> None:
    """What signs links and sessions is of no use to a worker."""
    assert set(WEB) == {name for name, service in services.items() if "SECRET_KEY" in service.get("environment", {})}


def test_the_servers_are_alike_but_for_their_address(services: dict[str, Any]) -> None:
    """So either may go while the other answers."""
    one, other = ({**services[name], "networks": None} for name in WEB)
    assert one == other


def filled(service: dict[str, Any], **env: str) -> dict[str, str]:
    """Return the settings of a service as compose fills them in from .env, by the rules of its interpolation."""

    def value(found: re.Match[str]) -> str:
        name, kind, word = found.groups()
        given = env.get(name, "")
        return {":-": given or word, ":+": given and word, ":?": given}[kind]

    return {
        name: re.sub(r"\$\{(\w+)(:[-+?])([^}]*)\}", value, str(text)) for name, text in service["environment"].items()
    }


def test_the_settings_of_the_servers_are_taken(services: dict[str, Any]) -> None:
    """By the product's own reader, with a key filled in: the proxy's address is believed, and no other."""
    settings = HostingSettings.from_environ(filled(services["web1"], SECRET_KEY="Jx4pQ0s7yV2mT9bL5hK8cR1dW6nZ3fGa"))  # noqa: S106 - a test's own
    proxy = services["proxy"]["networks"]["front"]["ipv4_address"]
    assert ("desk", 1) == (settings.mode, settings.proxy_hops)
    assert [f"{proxy}/32"] == list(map(str, settings.trusted_proxies))


def test_prices_in_files_are_where_the_setting_says(services: dict[str, Any]) -> None:
    """All that read prices have the folder; one that is not named is not taken for an empty one."""
    for name in OURS:
        given = filled(services[name], DATA_SOURCE="csv", DATA_DIR="./prices")
        assert f"${{DATA_DIR:-/dev/null}}:{given['DATA_DIR']}:ro" in services[name]["volumes"]
        with pytest.raises(SettingsError, match="DATA_DIR is not set"):
            DataSettings.from_environ(filled(services[name], DATA_SOURCE="csv"))
    for name in WEB:
        template = filled(services[name], PPTX_TEMPLATE="./desk.pptx")["PPTX_TEMPLATE"]
        assert f"${{PPTX_TEMPLATE:-/dev/null}}:{template}:ro" in services[name]["volumes"]
        assert SharingSettings.from_environ(filled(services[name])).pptx_template is None


@pytest.mark.parametrize(("said", "figures"), [("", False), ("no", False), ("yes", True)])
def test_a_worker_draws_the_cards_that_the_servers_show(services: dict[str, Any], *, said: str, figures: bool) -> None:
    """None with figures, unless .env says so."""
    for name in OURS:
        given = filled(services[name], PREVIEW_FIGURES=said)
        assert figures == SharingSettings.from_environ(given).preview_figures, name


def test_each_setting_is_passed_on_or_said_to_be_fixed(services: dict[str, Any]) -> None:
    """The tables of README.md and hosting.md against the services; a test's address and the launcher's are neither."""
    hosting, readme = ((ROOT / name).read_text() for name in ("docs/hosting.md", "README.md"))
    rows = re.findall(r"^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|", hosting + readme, re.MULTILINE)
    settings = set(re.findall(r"[A-Z_]+", " ".join(rows))) - {"YAHOO_CONNECT_TO", "PYTHON"}
    passed = {name for name, value in services["web1"]["environment"].items() if f"${{{name}:" in str(value)}
    said = re.search(r"The containers fix ([^.]*)\.", hosting)
    assert said is not None
    fixed = set(re.findall(r"`(\w+)`", said[1]))
    assert (settings, set()) == (passed | fixed, passed & fixed)


def test_the_proxy_finds_both_servers_where_they_are(services: dict[str, Any]) -> None:
    """Names in nginx.conf, addresses here."""
    known = dict(entry.split(":") for entry in services["proxy"]["extra_hosts"])
    assert known == {name: services[name]["networks"]["front"]["ipv4_address"] for name in WEB}
    assert [f"{name}:8050" for name in WEB] == re.findall(
        r"server (\w+:\d+) max_fails", (ROOT / "deploy" / "nginx.conf").read_text()
    )


def test_a_container_has_longer_to_end_than_its_server_takes(services: dict[str, Any]) -> None:
    """Else the engine kills what gunicorn lets finish."""
    configured = re.search(r"^graceful_timeout = (\d+)", (ROOT / "hosting" / "gunicorn.py").read_text(), re.MULTILINE)
    assert configured is not None
    for name in WEB:
        assert int(services[name]["stop_grace_period"].removesuffix("s")) > int(configured[1])


def test_all_that_keep_state_keep_it_in_one_place(services: dict[str, Any]) -> None:
    """Users, links and last good prices are the same for all; nothing else is theirs to write."""
    for name in OURS:
        writable = [volume for volume in services[name]["volumes"] if not volume.endswith(":ro")]
        assert ["state:/var/lib/small-cap-desk"] == writable, name


def test_prometheus_asks_the_servers_where_they_answer(services: dict[str, Any]) -> None:
    """And the worker, which fetches: at METRICS_BIND, under the name that the alerts use."""
    config = read((ROOT / "deploy" / "prometheus.yml").read_text())
    (job,) = config["scrape_configs"]
    (port,) = {services[name]["environment"]["METRICS_BIND"].rpartition(":")[2] for name in (*WEB, "worker")}
    assert [f"{name}:{port}" for name in (*WEB, "worker")] == job["static_configs"][0]["targets"]
    assert f'job="{job["job_name"]}"' in (ROOT / "deploy" / "alerts.yml").read_text()


def test_the_sign_in_of_a_provider_is_added_to_the_same_services(services: dict[str, Any]) -> None:
    """It names no service that is not there but its own, and every secret must be given."""
    added = read((ROOT / "deploy" / "compose.oidc.yaml").read_text())["services"]
    assert {"oauth2-proxy"} == added.keys() - services.keys()
    gate = added["oauth2-proxy"]
    assert "ports" not in gate
    assert "4180" == gate["environment"]["OAUTH2_PROXY_HTTP_ADDRESS"].rpartition(":")[2]
    assert all("${" in value for name, value in gate["environment"].items() if name.endswith("SECRET"))
    assert {"proxy"} == {added[name]["environment"]["ACCESS_MODE"] for name in WEB}
    assert {"logging", "mem_limit", "pids_limit", "read_only"} <= gate.keys()
    assert {"redis": {"condition": "service_healthy"}} == gate["depends_on"]
    assert [f"oauth2-proxy:{gate['networks']['front']['ipv4_address']}"] == added["proxy"]["extra_hosts"]


def test_no_container_is_given_an_address_that_is_named_for_another(compose: dict[str, Any]) -> None:
    """That of the proxy is believed: another container must not come by it while the proxy is away."""
    added = read((ROOT / "deploy" / "compose.oidc.yaml").read_text())["services"]
    networks = [one.get("networks") for one in (*compose["services"].values(), *added.values())]
    fixed = [ip_address(one["front"]["ipv4_address"]) for one in networks if isinstance(one, dict)]
    (config,) = compose["networks"]["front"]["ipam"]["config"]
    given_out = ip_network(config["ip_range"])
    assert given_out.subnet_of(ip_network(config["subnet"]))
    assert [False] * 4 == [address in given_out for address in fixed]
    assert 4 == len(set(fixed))
