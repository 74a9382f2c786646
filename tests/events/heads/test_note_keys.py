"""Verifier keys and signing keys: written and read, refused when malformed, never given away."""

import traceback

import pytest

from events.heads.note_keys import COSIGNATURE, ED25519, ML_DSA_44, SignerKey, VerifierKey, key_id
from events.heads.tree_head import MalformedNote, TreeHead, to_base64

NAME = "log.example.org/readiness"
SEED = bytes(range(7, 39))
KINDS = (ED25519, COSIGNATURE, ML_DSA_44)
PUBLIC = SignerKey(NAME, ED25519, SEED).verifier.public
IDENTITY = key_id(NAME, ED25519, PUBLIC).hex()
every_kind = pytest.mark.parametrize("kind", KINDS)


def verifier_text(name: str, kind: int, public: bytes) -> str:
    """A verifier key's text, whether there is such a key or not."""
    value = to_base64(bytes([kind]) + public)
    return f"{name}+{key_id(name, kind, public).hex()}+{value}"


def signer_text(name: str, kind: int, seed: bytes, identity: str | None = None) -> str:
    """A signing key's text, whether there is such a key or not."""
    found = identity or key_id(name, kind, PUBLIC).hex()
    return f"PRIVATE+KEY+{name}+{found}+{to_base64(bytes([kind]) + seed)}"


@every_kind
def test_keys_are_read_as_they_are_written(kind: int) -> None:
    key = SignerKey(NAME, kind, SEED)
    assert SignerKey.parse(str(key)) == key
    assert VerifierKey.parse(str(key.verifier)) == key.verifier
    assert SignerKey.parse(f"{key}\n") == key
    assert VerifierKey.parse(f"{key.verifier}\n") == key.verifier


def test_the_malformed_ones_below_differ_from_good_ones() -> None:
    assert VerifierKey.parse(GOOD) == VerifierKey(NAME, ED25519, PUBLIC)
    assert SignerKey.parse(SIGNER) == SignerKey(NAME, ED25519, SEED)


@every_kind
@pytest.mark.parametrize("name", ["x" * 255, "ü" * 127 + "x", "票" * 85])
def test_a_name_of_255_bytes_is_signed_with_and_one_of_256_is_none(kind: int, name: str) -> None:
    """More than that an ML-DSA cosignature has no place for."""
    key = SignerKey(name, kind, SEED)
    text = TreeHead(name, 1, bytes(32)).text
    assert key.verifier.verify(text, key.sign(text, 1)) in (None, 1)
    assert VerifierKey.parse(str(key.verifier)) == key.verifier
    for parse, longer in (
        (VerifierKey.parse, verifier_text(f"{name}x", ED25519, PUBLIC)),
        (SignerKey.parse, signer_text(f"{name}x", ED25519, SEED)),
    ):
        with pytest.raises(MalformedNote):
            parse(longer)


def test_one_secret_has_another_id_for_each_kind_and_name() -> None:
    ids = {SignerKey(name, of, SEED).verifier.id for name in (NAME, "other") for of in KINDS}
    assert len(ids) == 6


GOOD = verifier_text(NAME, ED25519, PUBLIC)
VERIFIERS = {
    "nothing": "",
    "a name alone": NAME,
    "no key": f"{NAME}+{IDENTITY}+",
    "no name": verifier_text("", ED25519, PUBLIC),
    "a space in the name": verifier_text("a b", ED25519, PUBLIC),
    "half a character in the name": GOOD.replace(NAME, "a\udcff"),
    "a newline in the name": verifier_text("a\nb", ED25519, PUBLIC),
    "a long name": verifier_text("x" * 256, ED25519, PUBLIC),
    "a name of 128 characters in 256 bytes": verifier_text("ü" * 128, ED25519, PUBLIC),
    "another name": GOOD.replace(NAME, "other.example"),
    "another id": GOOD.replace(IDENTITY, "00000000"),
    "an id in capitals": GOOD.replace(IDENTITY, IDENTITY.upper()),
    "no id": GOOD.replace(IDENTITY, ""),
    "no kind and no key": f"{NAME}+{key_id(NAME, 1, b'').hex()}+{to_base64(b'')}",
    "an unknown kind": verifier_text(NAME, 2, PUBLIC),
    "kind 0": verifier_text(NAME, 0, PUBLIC),
    "a key too short": verifier_text(NAME, ED25519, PUBLIC[:-1]),
    "a key too long": verifier_text(NAME, COSIGNATURE, PUBLIC + b"\0"),
    "a key of another kind": verifier_text(NAME, ML_DSA_44, PUBLIC),
    "base64 with surplus padding": GOOD + "=",
    "base64 with a space": GOOD[:-8] + " " + GOOD[-8:],
    "a surplus part": GOOD + "+more",
    "a signing key": signer_text(NAME, ED25519, SEED),
}


@pytest.mark.parametrize("text", VERIFIERS.values(), ids=VERIFIERS.keys())
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(MalformedNote):
        VerifierKey.parse(text)


SECRET = to_base64(bytes([ED25519]) + SEED)
SIGNER = signer_text(NAME, ED25519, SEED)
SIGNERS = {
    "the secret alone": SECRET,
    "a verifier key's form": SIGNER.removeprefix("PRIVATE+KEY+"),
    "another prefix": SIGNER.replace("PRIVATE", "private"),
    "no name": signer_text("", ED25519, SEED),
    "a space in the name": signer_text("a b", ED25519, SEED),
    "half a character in the name": SIGNER.replace(NAME, "a\udcff"),
    "another name": SIGNER.replace(NAME, "other.example"),
    "another id": signer_text(NAME, ED25519, SEED, "00000000"),
    "the id of another kind": signer_text(NAME, COSIGNATURE, SEED, IDENTITY),
    "an unknown kind": signer_text(NAME, 2, SEED),
    "a seed too short": signer_text(NAME, ED25519, SEED[:-1]),
    "a seed too long": signer_text(NAME, ED25519, SEED + b"\0"),
    "base64 cut short": SIGNER[:-3],
    "base64 with a space": SIGNER[:-8] + " " + SIGNER[-8:],
    "no ASCII": SIGNER + "é",
    "a surplus part": SIGNER + "+more",
    "two keys": f"{SIGNER}\n{SIGNER}",
}


@pytest.mark.parametrize("text", SIGNERS.values(), ids=SIGNERS.keys())
def test_what_is_no_signing_key_is_refused_without_a_word_of_it(text: str) -> None:
    with pytest.raises(MalformedNote) as caught:
        SignerKey.parse(text)
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value.args)
    assert "not" in told
    assert_no_secret_in(told)


@every_kind
def test_a_signing_key_shown_by_accident_shows_its_name_alone(kind: int) -> None:
    key = SignerKey(NAME, kind, SEED)
    for shown in (repr(key), repr([key]), f"{key!r}", f"{(key,)}"):
        assert NAME in shown
        assert_no_secret_in(shown)
    with pytest.raises(AttributeError) as caught:
        key.seed = b""  # type: ignore[misc]  # frozen: that is tested
    assert_no_secret_in(str(caught.value))


def assert_no_secret_in(told: str) -> None:
    for secret in (SECRET[4:24], SEED.hex()[:16], repr(SEED)[2:-1][:16]):
        assert secret not in told
