# syntax=docker/dockerfile:1
# The archive as one image for every process: web, worker, and the preparation before them.
FROM python:3.13-slim-bookworm AS build
WORKDIR /app
COPY pyproject.toml constraints.txt README.md ./
# What names the version and builds; the rest comes later, so that its changes install nothing anew.
COPY newsarchive/__init__.py newsarchive/checkout_only.py newsarchive/
COPY newsarchive/client newsarchive/client
RUN python -m venv .venv \
    && .venv/bin/pip install --no-cache-dir -c constraints.txt -e '.[tantivy,postgres,opensearch,s3,encryption,oidc]'
COPY . .
# Catalogues lie beside their sources, which are read-only later.
RUN NEWSARCHIVE_DATA=/tmp/data .venv/bin/python manage.py build_translations \
    && .venv/bin/python -m compileall -q articles newsarchive

FROM python:3.13-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin archive \
    && install -d -o archive -g archive -m 700 /data
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    NEWSARCHIVE_DATA=/data \
    HOST=0.0.0.0 \
    PORT=8000 \
    LOG_FORMAT=json
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
# Everything in one container; compose.yaml and deploy/kubernetes run its parts apart.
CMD ["python", "manage.py", "serve"]
