"""The files by which containers are made say what docs/operators.md promises of them."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from schema.http.evidence_sending import AT_ONCE
from schema.settings import Settings
from services.evidence.examine import MEMORY

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
LEDGER = SERVICES["ledger"]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
PINNED = re.compile(r"[a-z/-]+(:\d+\.\d+\.\d+[a-z0-9.-]*|@sha256:[0-9a-f]{64})")


def environment() -> dict[str, str]:
    """What the ledger is given; an empty word where it comes from the shell."""
    return dict((*item.split("=", 1), "")[:2] for item in LEDGER["environment"])


def volumes() -> dict[str, str]:
    """Named volumes of the ledger, by where they are; where the shell names none, the default."""
    given = [by_default(item) for item in LEDGER["volumes"]]
    return {place: name for name, place in (item.split(":")[:2] for item in given)}


def by_default(text: str) -> str:
    """What a line of the file says where the shell has set nothing."""
    return re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", text)


def test_keys_and_the_list_of_erasures_lie_outside_the_volume_of_the_data() -> None:
    given, mounted = environment(), volumes()
    assert mounted["/data"] != mounted[given["RAKOR_KEYS"]]
    assert given["RAKOR_ERASURES"].startswith(f"{given['RAKOR_KEYS']}/")
    assert set(mounted.values()) <= COMPOSE["volumes"].keys()


def test_every_variable_is_a_setting_and_the_public_ones_come_from_the_operator() -> None:
    given = environment()
    known = {f"RAKOR_{name}".upper() for name in Settings.model_fields}
    assert {name for name in given if not name.startswith("AWS_")} <= known
    provider = {name for name in known if name.startswith("RAKOR_OIDC_")}
    assert len(provider) == 9
    assert provider <= given.keys()
    for name in ("RAKOR_PUBLIC_ADDRESS", "RAKOR_ORIGIN", "RAKOR_BACKUP_TO"):
        assert given[name] == ""
    assert "RAKOR_DEVELOPMENT" not in given


def test_only_the_machine_itself_reaches_the_ledger_and_nobody_its_metrics() -> None:
    assert LEDGER["ports"] == ["127.0.0.1:8000:8000"]
    assert environment()["RAKOR_METRICS_PORT"] not in str(LEDGER["ports"])


def test_the_proxy_is_the_one_that_is_believed_and_only_where_it_is_asked_for() -> None:
    proxy = SERVICES["proxy"]
    assert proxy["profiles"] == ["tls"]
    assert proxy["networks"]["inside"]["ipv4_address"] == by_default(environment()["RAKOR_PROXIES"])
    assert "ledger:8000" in proxy["command"]


def test_backups_are_written_outside_data_and_keys_where_the_operator_says() -> None:
    mounted = volumes()
    assert len({mounted["/data"], mounted["/keys"], mounted["/backups"]}) == 3
    assert "${BACKUPS:-ledger-backups}:/backups" in LEDGER["volumes"]
    assert "0700 /data /keys /backups" in DOCKERFILE


def test_there_is_room_for_the_files_that_are_examined_at_once() -> None:
    assert LEDGER["mem_limit"].endswith("g")
    examining = AT_ONCE * MEMORY
    assert int(LEDGER["mem_limit"][:-1]) * 2**30 >= examining + 2 * Settings().memory * 2**20


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_may_do_little_and_take_little(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) in ([], ["NET_BIND_SERVICE"])
    assert service["mem_limit"] and service["pids_limit"] <= 256
    files = service["ulimits"]["nofile"]
    room = Settings().connections + Settings().reserved_files
    assert files["soft"] == files["hard"] >= room
    assert "privileged" not in service and "network_mode" not in service


def test_the_health_check_asks_whether_the_log_can_be_read() -> None:
    assert "/readyz" in " ".join(LEDGER["healthcheck"]["test"])
    assert "/readyz" in DOCKERFILE
    assert SERVICES["proxy"]["depends_on"]["ledger"]["condition"] == "service_healthy"


def test_base_images_are_pinned_to_a_whole_version_or_a_digest() -> None:
    (base,) = re.findall(r"^ARG PYTHON=(\S+)$", DOCKERFILE, re.MULTILINE)
    assert PINNED.fullmatch(base)
    assert PINNED.fullmatch(SERVICES["proxy"]["image"])
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {"${PYTHON}"}


def test_the_image_runs_as_nobody_and_begins_no_log_by_itself() -> None:
    assert re.search(r"^USER rakor$", DOCKERFILE, re.MULTILINE)
    assert 'CMD ["rakor", "serve"]' in DOCKERFILE
    ignored = (ROOT / ".dockerignore").read_text("utf-8")
    for lock in ("requirements.txt", "requirements-traces.txt"):
        assert f"!{lock}" in ignored and (ROOT / lock).exists()
