"""Kinds of settings: what the environment's text must be, and how it is said that it is not."""

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from schema.identity.public_address import parse_address
from schema.operation.document_manifest import MalformedManifest, read_manifest
from services.copy.age_file import NoAgeKey, read_recipient
from services.read.log_name import can_be_origin


def _origin(name: str) -> str:
    if not can_be_origin(name):
        raise PydanticCustomError("origin", "no name of a log")
    return name


def _networks(text: str) -> str:
    for part in listed(text):
        try:
            ip_network(part)
        except ValueError:
            raise PydanticCustomError("proxies", "no network: {part}", {"part": part}) from None
    return text


ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?")
"""An origin as browsers write it (RFC 6454, 6.2), without a path."""

EVERY_ORIGIN = "*"


def _origins(text: str) -> str:
    found = listed(text)
    for one in found:
        if one != EVERY_ORIGIN and not ORIGIN.fullmatch(one):
            raise PydanticCustomError("cors", "no origin: {origin}", {"origin": one})
    if EVERY_ORIGIN in found and len(found) > 1:
        raise PydanticCustomError("cors", "no origin: {origin}", {"origin": text})
    return text


def _manifests(text: str) -> str:
    for path in listed(text):
        try:
            read_manifest(Path(path))
        except (MalformedManifest, OSError) as error:
            why = (isinstance(error, OSError) and error.strerror) or str(error)
            said = {"file": path, "why": why}
            raise PydanticCustomError("manifest", "no manifest: {file}: {why}", said) from None
    return text


def listed(text: str | None) -> list[str]:
    """What a setting lists, separated by commas; nothing where it is not set."""
    return [part for part in map(str.strip, (text or "").split(",")) if part]


CONTACT = re.compile(r"(mailto:[^\s@]+@[^\s@]+|https://[^\s/]+\S*)", re.ASCII)
"""How whoever found a hole reaches somebody, as RFC 9116, 2.5.3, wants it written."""


def _contact(text: str) -> str:
    if not CONTACT.fullmatch(text):
        raise PydanticCustomError("security_contact", "no contact")
    return text


def _recipients(text: str) -> str:
    for part in listed(text):
        try:
            read_recipient(part)
        except NoAgeKey:
            raise PydanticCustomError(
                "recipients", "no recipient: {part}", {"part": part}
            ) from None
    return text


BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._-]+)*/?")


def _bucket(text: str) -> str:
    if not BUCKET.fullmatch(text):
        raise PydanticCustomError("bucket", "no bucket")
    return text


def _address(text: str) -> str:
    if parse_address(text) is None:
        raise PydanticCustomError("public_address", "no public address")
    return text


LogName = Annotated[str, AfterValidator(_origin)]
Networks = Annotated[str, AfterValidator(_networks)]
Origins = Annotated[str, AfterValidator(_origins)]
Manifests = Annotated[str, AfterValidator(_manifests)]
Contact = Annotated[str, AfterValidator(_contact)]
Recipients = Annotated[str, AfterValidator(_recipients)]
Bucket = Annotated[str, AfterValidator(_bucket)]
Address = Annotated[str, AfterValidator(_address)]
