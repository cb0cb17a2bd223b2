"""The bare page: plotly.js and one figure in the HTML, from the same kind of server as the product's."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask

from benchmarks.processes import ROOT
from hosting.caching import label_for_caches
from hosting.compression import compress
from hosting.running import Running
from hosting.settings import HostingSettings

PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Bare</title></head>
<body>
<div id="chart"></div>
<script src="/assets/vendor/{plotly}"></script>
<script>
const figure = {figure};
figure.data.forEach((trace) => {{ trace.x = figure.x; }});
Plotly.newPlot("chart", figure.data, figure.layout, {{ displayModeBar: false }})
  .then(() => {{ document.getElementById("chart").dataset.drawn = "1"; }});
</script>
</body>
</html>
"""

(_script,) = (ROOT / "assets" / "vendor").glob("plotly-*.min.js")
server = Flask(__name__, static_folder=str(ROOT / "assets"), static_url_path="/assets")
Running(HostingSettings()).join(server)  # what the configuration of gunicorn looks for
compress(server, Path(os.environ["CACHE_DIR"]))
label_for_caches(server)


@server.get("/")
def answers() -> str:
    """Say that the server is up."""
    return "ok"


@server.get("/bare/<name>")
def page(name: str) -> str:
    """Return the page of a figure that the bench wrote down."""
    figure = (Path(os.environ["BARE_FIGURES"]) / name).read_text()
    return PAGE.format(plotly=_script.name, figure=figure)
