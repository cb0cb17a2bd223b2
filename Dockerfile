# Small-Cap Desk in one image: one slim base, no build tools, not root, and no writes outside /tmp and /var/lib/small-cap-desk.
ARG BASE=python:3.11-slim
FROM ${BASE}

WORKDIR /app
ENV PYTHONUNBUFFERED=1 HOME=/tmp CACHE_DIR=/tmp/small-cap-desk STATE_DIR=/var/lib/small-cap-desk PORT=8050

COPY requirements.txt ./
RUN python -m pip install --no-cache-dir --no-compile --requirement requirements.txt \
    && env -u PYTHONDONTWRITEBYTECODE python -m compileall -q -j 0 "$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" \
    && mkdir -p /var/lib/small-cap-desk \
    && chown 10001:10001 /var/lib/small-cap-desk

COPY . ./
RUN env -u PYTHONDONTWRITEBYTECODE python -m compileall -q .

USER 10001:10001
VOLUME /var/lib/small-cap-desk
EXPOSE 8050
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/livez', timeout=4)"]
CMD ["sh", "-c", "exec gunicorn --config hosting/gunicorn.py --worker-tmp-dir /tmp --bind \"0.0.0.0:$PORT\" app:server"]
