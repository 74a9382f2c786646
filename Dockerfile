# The wheel is built with the locked tools of requirements-dev.txt; only the wheel goes on.
FROM python:3.11-slim AS build
WORKDIR /src
COPY requirements-dev.txt ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-dev.txt
COPY pyproject.toml ./
COPY events ./events
COPY services ./services
COPY schema ./schema
RUN pip wheel --no-cache-dir --no-deps --no-build-isolation --no-index --wheel-dir /wheel .

FROM python:3.11-slim
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    RAKOR_HOST=0.0.0.0 \
    RAKOR_PORT=8000 \
    RAKOR_DATA=/data
COPY requirements.txt /tmp/requirements.txt
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: -r /tmp/requirements.txt \
    && rm /tmp/requirements.txt
COPY --from=build /wheel /tmp/wheel
RUN pip install --no-cache-dir --disable-pip-version-check --no-deps --no-index /tmp/wheel/*.whl \
    && rm -r /tmp/wheel \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin rakor \
    && install -d -o rakor -g rakor -m 0700 /data
USER rakor
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['RAKOR_PORT'] + '/healthz', timeout=4)"]
CMD ["rakor", "serve"]
