"""Signed notes that were tampered with, or never were any."""

from collections.abc import Iterator

import pytest

from events.heads.checkpoint import MAX_NOTE, Signature, SignedNote, sign_head, signature_by
from events.heads.note_keys import (
    COSIGNATURE,
    ED25519,
    ML_DSA_44,
    BadSignature,
    SignerKey,
    VerifierKey,
)
from events.heads.tree_head import MalformedNote, TreeHead, from_base64, to_base64
from tests.events.tree.vectors import VECTORS

VECTOR = VECTORS["checkpoints"][0]
NOTE, TEXT, NAME = VECTOR["signed_note"], VECTOR["note_text"], VECTOR["origin"]
KEY, SIGNER = VerifierKey.parse(VECTOR["vkey"]), SignerKey.parse(VECTOR["skey_go_note_format"])
COSIGNED, POST_QUANTUM = VECTORS["cosignatures"][0], VECTORS["mldsa_cosignatures"][0]
WITNESS = SignerKey("witness.example/w", COSIGNATURE, b"\1" * 32)
SECRETS = [SignerKey(NAME, kind, bytes(range(32))) for kind in (ED25519, COSIGNATURE, ML_DSA_44)]
SPACES = " \u0085\u00a0\u1680\u2000\u2028\u2029\u202f\u205f\u3000"


def is_verified(data: bytes, *keys: VerifierKey) -> bool:
    """Whether every key has signed what the bytes say."""
    try:
        found = SignedNote.parse(data.decode()).verify(keys)
    except (UnicodeDecodeError, MalformedNote, BadSignature):
        return False
    return {one.key for one in found} == set(keys)


def bytes_flipped(data: bytes, every: int = 1) -> Iterator[bytes]:
    """The same bytes with a bit changed: each bit of every so many bytes."""
    for at in range(0, len(data), every):
        for bit in range(8):
            yield data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]


class TestSignatures:
    def test_no_bit_of_a_note_can_change(self) -> None:
        data = NOTE.encode()
        assert is_verified(data, KEY)
        assert not [mutant for mutant in bytes_flipped(data) if is_verified(mutant, KEY)]

    def test_no_bit_of_a_cosigned_note_can_change(self) -> None:
        keys = [COSIGNED["log_vkey"], *(one["vkey"] for one in COSIGNED["witnesses"])]
        known = [VerifierKey.parse(key) for key in keys]
        data = COSIGNED["signed_note"].encode()
        assert is_verified(data, *known)
        assert not [one for one in bytes_flipped(data, every=2) if is_verified(one, *known)]

    def test_no_bit_of_a_post_quantum_signature_can_change(self) -> None:
        key = VerifierKey.parse(POST_QUANTUM["vkey"])
        note = SignedNote.parse(POST_QUANTUM["signed_note"])
        (good,) = [one for one in note.signatures if one.is_by(key)]
        alone = str(SignedNote(note.text, (good,))).encode()
        assert is_verified(alone, key)
        assert not [one for one in bytes_flipped(alone, every=7) if is_verified(one, key)]

    @pytest.mark.parametrize("kind", [ED25519, COSIGNATURE, ML_DSA_44])
    def test_a_signature_too_short_or_too_long_is_bad(self, kind: int) -> None:
        signer = SignerKey(NAME, kind, bytes(range(32)))
        value = signer.sign(TEXT, 1)
        signer.verifier.verify(TEXT, value)
        for bad in (b"", value[:7], value[:-1], value + b"\0", b"\0" + value, value[8:]):
            with pytest.raises(BadSignature):
                signer.verifier.verify(TEXT, bad)

    @pytest.mark.parametrize("kind", [COSIGNATURE, ML_DSA_44])
    def test_a_time_beyond_63_bits_is_bad(self, kind: int) -> None:
        signer = SignerKey(NAME, kind, bytes(32))
        last = (1 << 63) - 1
        assert signer.verifier.verify(TEXT, signer.sign(TEXT, last)) == last
        with pytest.raises(BadSignature):
            signer.verifier.verify(TEXT, signer.sign(TEXT, last + 1))

    @pytest.mark.parametrize("kind", [COSIGNATURE, ML_DSA_44])
    def test_the_time_is_signed(self, kind: int) -> None:
        signer = SignerKey(NAME, kind, bytes(32))
        later = (8).to_bytes(8, "big") + signer.sign(TEXT, 7)[8:]
        with pytest.raises(BadSignature):
            signer.verifier.verify(TEXT, later)

    def test_a_signature_of_one_kind_is_none_of_another(self) -> None:
        as_witness = VerifierKey(NAME, COSIGNATURE, KEY.public)
        own = SIGNER.sign(TEXT, 0)
        for value in (own, bytes(8) + own):
            with pytest.raises(BadSignature):
                as_witness.verify(TEXT, value)

    def test_a_post_quantum_key_signs_nothing_but_checkpoints(self) -> None:
        with pytest.raises(MalformedNote):
            SECRETS[2].sign("any text\n", 1)
        with pytest.raises(BadSignature):
            SECRETS[2].verifier.verify("any text\n", SECRETS[2].sign(TEXT, 1))

    def test_a_public_key_that_is_no_point_verifies_nothing(self) -> None:
        with pytest.raises(BadSignature):
            VerifierKey(NAME, ED25519, b"\xff" * 32).verify(TEXT, SIGNER.sign(TEXT, 0))

    def test_nobody_signed_a_text_that_no_bytes_stand_for(self) -> None:
        with pytest.raises(BadSignature):
            KEY.verify("half a character: \ud800\n", SIGNER.sign(TEXT, 0))


class TestWhoseSignature:
    def test_an_unknown_key_is_ignored(self) -> None:
        assert SignedNote.parse(NOTE).verify([SECRETS[1].verifier, WITNESS.verifier]) == []
        assert SignedNote.parse(NOTE).verify([]) == []

    def test_another_name_with_the_same_key_id_is_ignored(self) -> None:
        note = SignedNote.parse(NOTE)
        namesake = Signature("other.example", KEY.id, bytes(64))
        (verified,) = note.with_signatures([namesake]).verify([KEY])
        assert verified.signature == note.signatures[0]
        assert SignedNote(note.text, (namesake,)).verify([KEY]) == []

    def test_another_key_id_under_the_same_name_is_ignored(self) -> None:
        note = SignedNote.parse(NOTE)
        rotated = SignerKey(NAME, ED25519, b"\7" * 32)
        both = note.with_signatures([signature_by(rotated, TEXT, 0)])
        assert [one.key for one in both.verify([KEY])] == [KEY]
        assert [one.key for one in both.verify([rotated.verifier])] == [rotated.verifier]

    def test_one_bad_signature_of_a_known_key_spoils_the_note(self) -> None:
        note = SignedNote.parse(NOTE)
        forged = Signature(NAME, KEY.id, bytes(64))
        for both in ((forged, *note.signatures), (*note.signatures, forged)):
            with pytest.raises(BadSignature):
                SignedNote(note.text, both).verify([KEY])

    def test_signatures_are_added_once(self) -> None:
        note = SignedNote.parse(NOTE)
        more = [signature_by(WITNESS, TEXT, 5), *note.signatures]
        assert note.with_signatures(more).with_signatures(more).signatures == (
            *note.signatures,
            more[0],
        )

    def test_sixteen_large_signatures_are_accepted(self) -> None:
        signers = [SignerKey(f"w{number}", ML_DSA_44, bytes([number] * 32)) for number in range(16)]
        note = SignedNote.parse(str(sign_head(SignedNote.parse(NOTE).head, signers, 9)))
        assert len(note.verify([signer.verifier for signer in signers])) == 16


LINE = NOTE.removeprefix(TEXT + "\n")
VALUE = LINE.split()[-1]
MALFORMED = {
    "nothing": "",
    "no signatures": TEXT,
    "no signatures after the empty line": TEXT + "\n",
    "no text": "\n" + LINE,
    "no empty line": TEXT + LINE,
    "no final newline": NOTE.removesuffix("\n"),
    "a surplus newline": NOTE + "\n",
    "text after the signatures": NOTE + "text\n",
    "carriage returns": NOTE.replace("\n", "\r\n"),
    "an em dash missing": NOTE.replace("— ", ""),
    "a hyphen": NOTE.replace("— ", "- "),
    "two spaces before the name": NOTE.replace("— ", "—  "),
    "two spaces after the name": NOTE.replace(f"{NAME} ", f"{NAME}  "),
    "no name": NOTE.replace(f"— {NAME} ", "—  "),
    "a plus in the name": NOTE.replace(f"— {NAME}", "— a+b"),
    "no value": NOTE.replace(f" {VALUE}", " "),
    "a surplus word": NOTE.replace(VALUE, f"{VALUE} x"),
    "a key id alone": NOTE.replace(VALUE, to_base64(KEY.id)),
    "less than a key id": NOTE.replace(VALUE, to_base64(KEY.id[:3])),
    "base64 without padding": NOTE.replace(VALUE, VALUE.rstrip("=")),
    "base64 with surplus padding": NOTE.replace(VALUE, VALUE + "="),
    "base64 of the other alphabet": NOTE.replace("+", "-"),
    "base64 with a space": NOTE.replace(VALUE, VALUE[:8] + " " + VALUE[8:]),
    "base64 with bits to spare": NOTE.replace(VALUE, VALUE.replace("tQ8=", "tQ9=")),
    "half a character": NOTE.replace("log.", "log\ud800", 1),
    "too long": "x" * MAX_NOTE + NOTE,
    **{f"control character {code}": f"{chr(code)}{NOTE}" for code in range(32) if code != 10},
    **{f"U+{ord(space):04X} in the name": f"{TEXT}\n— a{space}b {VALUE}\n" for space in SPACES},
}


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(MalformedNote):
        SignedNote.parse(text)


def test_a_text_may_be_one_empty_line() -> None:
    note = SignedNote.parse(f"\n\n{signature_by(SIGNER, chr(10), 0).line}")
    assert note.text == "\n"
    assert note.verify([KEY])


def test_a_text_may_hold_empty_lines_and_what_looks_like_signatures() -> None:
    text = f"Kepada yang terhormat\n\n{LINE}\n"
    note = SignedNote.parse(f"{text}\n{signature_by(SIGNER, text, 0).line}")
    assert note.text == text
    assert note.verify([KEY])


ROOT = VECTOR["note_text"].split("\n")[2]
HEADS = {
    "no origin": f"\n8\n{ROOT}\n",
    "no root": f"{NAME}\n8\n",
    "an empty root": f"{NAME}\n8\n\n",
    "no final newline": f"{NAME}\n8\n{ROOT}",
    "no final newline after an extension": f"{NAME}\n8\n{ROOT}\nmore",
    "an empty extension line": f"{NAME}\n8\n{ROOT}\n\nmore\n",
    "an empty last line": f"{NAME}\n8\n{ROOT}\n\n",
    "a short root": f"{NAME}\n8\n{to_base64(bytes(31))}\n",
    "a long root": f"{NAME}\n8\n{to_base64(bytes(33))}\n",
    "a root in hex": f"{NAME}\n8\n{bytes(32).hex()}\n",
    "a root with bits to spare": f"{NAME}\n8\n{ROOT[:-2]}h=\n",
    **{
        f"size {size!r}": f"{NAME}\n{size}\n{ROOT}\n"
        for size in ("", "08", "00", "-1", "+8", " 8", "8 ", "8.0", "0x8", "٨", "²", "1e3")
    },
}


@pytest.mark.parametrize("text", HEADS.values(), ids=HEADS.keys())
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(MalformedNote):
        TreeHead.parse(text)


@pytest.mark.parametrize("size", [0, 8, 10**15])
@pytest.mark.parametrize("origin", [NAME, "rakor Barito Utara + Kalteng", "ꦧꦫꦶꦠꦺꦴ", "x" * 300])
def test_a_checkpoint_has_any_origin_and_size(origin: str, size: int) -> None:
    head = TreeHead(origin, size, from_base64(ROOT))
    assert TreeHead.parse(head.text) == head


def test_extension_lines_are_signed_and_belong_to_no_head() -> None:
    text = f"{TEXT}extension one\n— extension two\n"
    note = SignedNote.parse(str(SignedNote(text, (signature_by(SIGNER, text, 0),))))
    assert note.head == TreeHead.parse(TEXT)
    assert note.verify([KEY])
    with pytest.raises(BadSignature):
        SignedNote(TEXT, note.signatures).verify([KEY])
