"""The proxy of `deploy/nginx.conf` for real, in front of servers that a test names."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import trustme

from tests.conftest import ROOT
from tests.faults.desk import WAIT, free_port, until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

CONF = ROOT / "deploy" / "nginx.conf"


@dataclass(frozen=True)
class Proxy:
    """A running proxy."""

    port: int
    plain: int
    log: Path

    def logged(self) -> str:
        """Return what it has written."""
        return self.log.read_text(errors="replace")


@contextmanager
def nginx(folder: Path, servers: tuple[int, int], oidc: Mapping[str, str] | None = None) -> Iterator[Proxy]:
    """Run the proxy in front of two ports of this machine, with files for sign-ins; skip where there is none."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("no nginx is installed")
    proxy = Proxy(free_port(), free_port(), folder / "nginx.log")
    (folder / "tls").mkdir(parents=True)
    (folder / "oidc").mkdir()
    certificate = trustme.CA().issue_cert("desk.example.com", "127.0.0.1")
    certificate.private_key_pem.write_to_path(folder / "tls" / "key.pem")
    certificate.cert_chain_pems[0].write_to_path(folder / "tls" / "cert.pem")
    for name, text in (oidc or {}).items():
        (folder / "oidc" / name).write_text(text)
    config = placed(
        CONF.read_text(),
        {
            "listen 8080;": f"listen 127.0.0.1:{proxy.plain};",
            "listen 8443 ": f"listen 127.0.0.1:{proxy.port} ",
            "web1:8050": f"127.0.0.1:{servers[0]}",
            "web2:8050": f"127.0.0.1:{servers[1]}",
            " /tmp/": f" {folder}/",
            "/etc/nginx/": f"{folder}/",
            "/dev/stderr": str(proxy.log),
        },
    )
    (folder / "nginx.conf").write_text(config)
    said = "daemon off;" + (" user root;" if os.geteuid() == 0 else "")  # else its workers could not write to `folder`
    command = [program, "-p", str(folder), "-e", str(proxy.log), "-g", said, "-c", str(folder / "nginx.conf")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            until(lambda: process.poll() is not None or _listens(proxy.port))
            assert process.poll() is None, proxy.logged()
            yield proxy
        finally:
            process.terminate()
            process.wait(WAIT)


def placed(text: str, places: Mapping[str, str]) -> str:
    """Return a configuration with other places; each must be in it."""
    for old, new in places.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
