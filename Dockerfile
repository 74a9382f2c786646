# The wheel is built with the locked tools of requirements-dev.txt; only the wheel goes on.
# docs/operators.md, "In containers", says how the base is pinned by its digest.
ARG PYTHON=python:3.11.14-slim-bookworm
# requirements-traces.txt, where traces are sent to a collector.
ARG LOCK=requirements.txt

FROM ${PYTHON} AS build
WORKDIR /src
COPY requirements-dev.txt ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-dev.txt
COPY pyproject.toml ./
COPY events ./events
COPY services ./services
COPY schema ./schema
RUN pip wheel --no-cache-dir --no-deps --no-build-isolation --no-index --wheel-dir /wheel .

FROM ${PYTHON}
ARG LOCK
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    RAKOR_HOST=0.0.0.0 \
    RAKOR_PORT=8000 \
    RAKOR_DATA=/data \
    RAKOR_KEYS=/keys
COPY ${LOCK} /tmp/requirements.txt
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: -r /tmp/requirements.txt \
    && rm /tmp/requirements.txt
COPY --from=build /wheel /tmp/wheel
RUN pip install --no-cache-dir --disable-pip-version-check --no-deps --no-index /tmp/wheel/*.whl \
    && rm -r /tmp/wheel \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin rakor \
    && install -d -o rakor -g rakor -m 0700 /data /keys /backups
USER rakor
WORKDIR /data
VOLUME ["/data", "/keys", "/backups"]
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['RAKOR_PORT'] + '/readyz', timeout=4)"]
CMD ["rakor", "serve"]
