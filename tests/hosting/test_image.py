"""The image as far as it can be tried without an engine: its settings and commands, run as the Dockerfile has them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.faults.desk import WAIT, free_port, until
from tests.faults.readers import outcome

FILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
STAGES = dict(re.findall(r"^FROM \S+ AS (\w+)\n(.*?)(?=^FROM |\Z)", FILE, re.MULTILINE | re.DOTALL))
KEY = "Jx4pQ0s7yV2mT9bL5hK8cR1dW6nZ3fGa"


def instructions(stage: str, name: str) -> list[str]:
    """Return what follows each instruction of a name."""
    return re.findall(rf"^{name} (.*)$", STAGES[stage], re.MULTILINE)


def environ(folder: Path, **more: str) -> dict[str, str]:
    """Return what the image sets, with places of a test's own, on the programs installed here."""
    given = dict(word.split("=", 1) for line in instructions("product", "ENV") for word in line.split())
    places = {"CACHE_DIR": f"{folder}/cache", "STATE_DIR": f"{folder}/state", "BIND": "127.0.0.1"}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return {**given, **places, "DATA_SOURCE": "bundled", "PATH": path, "PORT": str(free_port()), **more}


def command(stage: str) -> list[str]:
    """Return what the image runs."""
    found: list[str] = json.loads(instructions(stage, "CMD")[-1])
    return found


def test_the_page_is_what_is_built_unless_another_target_is_named() -> None:
    """Docker builds the last stage."""
    assert ["product", "worker", "web"] == list(STAGES)


@pytest.mark.parametrize("stage", ["worker", "web"])
def test_nothing_runs_as_root(stage: str) -> None:
    """The last word on the user is a number that an orchestrator can check."""
    assert "10001:10001" == instructions(stage, "USER")[-1]
    assert STAGES[stage].index("USER 10001") < STAGES[stage].index("\nCMD ")


def test_a_container_without_a_key_stops_with_one_sentence(tmp_path: Path) -> None:
    """It listens for other machines, so that a login is what it has unless told otherwise."""
    done = subprocess.run(
        command("web"), cwd=ROOT, env=environ(tmp_path), capture_output=True, text=True, timeout=WAIT, check=False
    )
    assert 0 != done.returncode
    said = done.stderr.strip().splitlines()
    assert 1 == len(said), done.stderr
    assert "SECRET_KEY is not set; ACCESS_MODE=desk needs one" in said[0]
    assert "" == done.stdout


def test_a_container_with_a_key_is_healthy_and_lets_nobody_in(tmp_path: Path) -> None:
    """The health check of the image, and that of the compose file, as they stand there."""
    settings = environ(tmp_path, SECRET_KEY=KEY, PUBLIC_BASE_URL="https://desk.example.com", PROXY_HOPS="1")
    healthy = json.loads(re.findall(r"HEALTHCHECK .*?CMD (\[.*\])$", STAGES["web"], re.MULTILINE)[0])
    ready = [*healthy[:2], healthy[2].replace("/livez", "/readyz")]
    with subprocess.Popen(command("web"), cwd=ROOT, env=settings, stdout=subprocess.DEVNULL) as server:
        try:
            until(lambda: server.poll() is not None or not _fails(healthy, settings))
            assert [False, False] == [_fails(check, settings) for check in (healthy, ready)]
            assert "401" == outcome(int(settings["PORT"]), ("/", None))
        finally:
            server.terminate()
            server.wait(WAIT)


def _fails(check: list[str], settings: dict[str, str]) -> bool:
    done = subprocess.run(check, env=settings, capture_output=True, timeout=WAIT, check=False)
    return done.returncode != 0


def test_the_browser_of_the_worker_is_started_as_its_wrapper_says(tmp_path: Path) -> None:
    """The line that the image writes into a program, with another program in the browser's place."""
    line = re.search(r"printf ('[^']*') > (\S+)", STAGES["worker"])
    assert line is not None
    assert f"CHROMIUM={Path(line[2]).name}" in instructions("worker", "ENV")
    wrapper, browser = tmp_path / "wrapper", tmp_path / "chromium-headless-shell"
    wrapper.write_bytes(subprocess.check_output(["sh", "-c", f"printf {line[1]}"]))
    browser.write_text('#!/bin/sh\nprintf "%s|" "$@"\n')
    for path in (wrapper, browser):
        path.chmod(0o755)
    said = subprocess.check_output([wrapper, "--headless", "a b"], env={"PATH": f"{tmp_path}:/bin:/usr/bin"}, text=True)
    assert "--no-sandbox|--headless|a b|" == said


def test_no_secret_and_nothing_that_is_not_needed_gets_into_the_image() -> None:
    """What is copied is all but this."""
    left_out = (ROOT / ".dockerignore").read_text().split()
    assert {".git", ".env*", "deploy", "tests", "var"} <= set(left_out)
    assert not re.search(r"^(ARG|ENV).*(KEY|PASSWORD|SECRET|TOKEN)", FILE, re.MULTILINE)
