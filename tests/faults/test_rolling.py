"""Two servers behind the proxy are replaced one after the other, while readers ask."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from http.client import HTTPConnection
from typing import TYPE_CHECKING

from tests.faults.desk import started, until
from tests.faults.harness import Seen, fault
from tests.faults.readers import question, reading
from tests.proxying import nginx

if TYPE_CHECKING:
    from pathlib import Path

    from tests.faults.desk import Desk

QUERY = "?pair=IWM,SPY&asof=2014-10-28"
HOST = "desk.example.com"
WHO = {"Host": HOST, "X-Forwarded-User": "ana"}
HOSTED = {
    "ACCESS_MODE": "proxy",
    "TRUSTED_PROXIES": "127.0.0.1",
    "PROXY_HOPS": "1",
    "EDITORS": "ana",
    "DATA_SOURCE": "bundled",
    "PUBLIC_BASE_URL": f"https://{HOST}",
    "SECRET_KEY": "Jx4pQ0s7yV2mT9bL5hK8cR1dW6nZ3fGa",
}


def shared(desk: Desk) -> str:
    """Return the address of an embed."""
    connection = HTTPConnection("127.0.0.1", desk.port, timeout=30)
    connection.request("POST", "/share", json.dumps({"query": QUERY}), {**WHO, "Content-Type": "application/json"})
    answer = connection.getresponse()
    assert 200 == answer.status
    embed: str = json.load(answer)["embed"]
    connection.close()
    return embed


@fault(
    "Both servers replaced, one after the other, under load",
    done="readers behind nginx ask for pages, embeds, range clicks; SIGTERM, start, wait for /readyz; then the other",
    expected="no request fails: nginx asks the other server",
)
def test_a_rolling_restart_loses_no_request(tmp_path: Path, seen: Seen) -> None:
    """The proxy is the one that is shipped; it names the reader, as a sign-in would have it do."""
    settings = {**HOSTED, "STATE_DIR": str(tmp_path / "state")}
    names = {"location.conf": "set $desk_user ana;"}
    with ExitStack() as running:
        servers = [ExitStack(), ExitStack()]
        desks = []
        for number, server in enumerate(servers):
            running.enter_context(server)
            desks.append(server.enter_context(started(tmp_path / f"{number}", **settings)))
        proxy = running.enter_context(nginx(tmp_path / "nginx", (desks[0].port, desks[1].port), names))
        requests = [(f"/{QUERY}", None), (shared(desks[0]), None), question(query=QUERY, changes=[["range", "5Y"]])]
        began = time.monotonic()
        with reading(proxy.port, requests, pause=0.2, tls=True, Host=HOST) as readers:
            until(lambda: readers.all["200"] > 20)
            for number, server in enumerate(servers):
                server.close()
                place = {"port": desks[number].port, **settings}
                desk = server.enter_context(started(tmp_path / f"{number}-again", **place))
                until(lambda desk=desk: 200 == desk.get("/readyz").status)
                before = readers.all["200"]
                until(lambda before=before: readers.all["200"] > before + 20)
        answers = readers.all
        seen(f"{answers.total()} requests, {answers.total() - answers['200']} failed", took=time.monotonic() - began)
        assert {"200"} == answers.keys(), proxy.logged()
        assert 3 == len(readers.outcomes)
        assert "upstream" in proxy.logged()  # nginx did find a server gone
