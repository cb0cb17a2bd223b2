# Small-Cap Desk in two images: the page (the default), and with --target worker the work beside it, with a browser for PNG
# and PDF. One slim base, no build tools, not root, and no writes outside /tmp and /var/lib/small-cap-desk.
ARG BASE=python:3.11-slim
FROM ${BASE} AS product

WORKDIR /app
# It listens for other machines, so it asks who comes: without a SECRET_KEY it stops with a sentence that says how to make one.
ENV ACCESS_MODE=desk PYTHONUNBUFFERED=1 HOME=/tmp CACHE_DIR=/tmp/small-cap-desk STATE_DIR=/var/lib/small-cap-desk BIND=0.0.0.0 PORT=8050

COPY requirements.txt ./
RUN python -m pip install --no-cache-dir --no-compile --requirement requirements.txt \
    && env -u PYTHONDONTWRITEBYTECODE python -m compileall -q -j 0 "$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" \
    && groupadd --gid 10001 desk \
    && useradd --uid 10001 --gid desk --no-create-home --home-dir /tmp --shell /usr/sbin/nologin desk \
    && install --directory --owner desk --group desk /var/lib/small-cap-desk /var/lib/small-cap-desk/calls

COPY . ./
RUN env -u PYTHONDONTWRITEBYTECODE python -m compileall -q .

VOLUME /var/lib/small-cap-desk


FROM product AS worker
# Chromium's own sandbox needs user namespaces, which a container's usual system call filter denies. It is given up here:
# this container, which draws nothing but what the product itself wrote, is the sandbox. docs/hosting.md says how to keep it.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends chromium-headless-shell fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && printf '#!/bin/sh\nexec chromium-headless-shell --no-sandbox "$@"\n' > /usr/local/bin/contained-chromium \
    && chmod 755 /usr/local/bin/contained-chromium
ENV CHROMIUM=contained-chromium

USER 10001:10001
CMD ["celery", "--quiet", "--app", "app:worker", "worker", "--loglevel", "WARNING"]


FROM product AS web

USER 10001:10001
EXPOSE 8050
# Whether it answers at all: a server without Redis or new prices still serves, and must not be restarted for it.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/livez', timeout=4)"]
CMD ["sh", "-c", "exec gunicorn --config hosting/gunicorn.py --worker-tmp-dir /tmp --bind \"$BIND:$PORT\" app:server"]
