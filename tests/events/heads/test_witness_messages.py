"""What a log asks of a witness and what a witness answers, as they stand on the wire."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from events.heads.checkpoint import signature_by
from events.heads.tree_head import MalformedNote, to_base64
from events.heads.witnessing import (
    AddCheckpoint,
    CheckpointRefused,
    decide,
    read_cosignatures,
    read_size,
)
from tests.events.heads.test_witnessing import LOG, TRUSTED
from tests.worlds.memory_log import NOON, witness_key

HASH = to_base64(bytes(32))


NOTE = str(LOG.checkpoint(9))


def test_the_specifications_example_is_read() -> None:
    body = (
        "old 20852014\n"
        "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
        "jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n"
        "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n"
        "/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n"
        "\n"
        "example.com/behind-the-sofa\n"
        "20852163\n"
        "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
        "\n"
        "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/"
        "Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
        "— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+"
        "49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=\n"
    )
    found = AddCheckpoint.parse(body.encode())
    assert (found.old, len(found.proof)) == (20852014, 4)
    assert found.origin == "example.com/behind-the-sofa"
    assert found.note.head.size == 20852163
    assert bytes(found) == body.encode()


@given(
    st.integers(0, 10**15),
    st.lists(st.binary(min_size=32, max_size=32), max_size=63),
    st.integers(0, 40),
)
def test_what_a_log_writes_a_witness_reads(old: int, proof: list[bytes], size: int) -> None:
    request = AddCheckpoint(old, tuple(proof), LOG.checkpoint(size))
    assert AddCheckpoint.parse(bytes(request)) == request


@pytest.mark.parametrize(
    "body",
    [
        "",
        "\n\n",
        "old 5",
        "old 5\n",
        "old 5\n\n",
        NOTE,
        f"old 5\n{NOTE}",
        f"\nold 5\n\n{NOTE}",
        f"old 05\n\n{NOTE}",
        f"old +5\n\n{NOTE}",
        f"old -5\n\n{NOTE}",
        f"old 5 \n\n{NOTE}",
        f"old  5\n\n{NOTE}",
        f"old\t5\n\n{NOTE}",
        f"old 5\r\n\r\n{NOTE}",
        f"old \u0665\n\n{NOTE}",
        f"old {10**40}\n\n{NOTE}",
        f"Old 5\n\n{NOTE}",
        f"old\n\n{NOTE}",
        f"5\n\n{NOTE}",
        f"old 5\nold 5\n\n{NOTE}",
        f"old 5\n{HASH[:-1]}\n\n{NOTE}",
        f"old 5\n{HASH} \n\n{NOTE}",
        f"old 5\n{HASH[:-2]}B=\n\n{NOTE}",
        f"old 5\n{to_base64(bytes(31))}\n\n{NOTE}",
        f"old 5\n{to_base64(bytes(33))}\n\n{NOTE}",
        f"old 5\n{HASH.replace('A', '-')}\n\n{NOTE}",
        f"old 5\n{HASH}\n" + f"{HASH}\n" * 63 + f"\n{NOTE}",
        f"old 5\n\n{NOTE[:-1]}",
        f"old 5\n\n{NOTE}\n",
        f"old 5\n\n{LOG.head(9).text}",
        f"old 5\n\n{NOTE.replace('—', '-')}",
        f"old 5\n\n{NOTE}\x00",
    ],
)
def test_a_malformed_body_is_a_bad_request(body: str) -> None:
    with pytest.raises(CheckpointRefused) as refused:
        AddCheckpoint.parse(body.encode())
    assert refused.value.status == 400


def test_sixty_three_hashes_are_read() -> None:
    body = "old 5\n" + f"{HASH}\n" * 63 + f"\n{NOTE}"
    assert len(AddCheckpoint.parse(body.encode()).proof) == 63


@given(st.binary(max_size=400))
@example(b"old 0\n\n\xff\n\n\xe2\x80\x94 a AAAAAAAA\n")
@example(b"old 0\n\na\n\n\xe2\x80\x94 a AAAAAAAA\n")
def test_rubbish_is_refused_and_nothing_else_happens(data: bytes) -> None:
    for body in (data, b"old 0\n\n" + data, bytes(LOG.request(5, 9)) + data):
        if body == bytes(LOG.request(5, 9)):
            continue
        with pytest.raises(CheckpointRefused):
            decide(LOG.head(6), TRUSTED, AddCheckpoint.parse(body))


@pytest.mark.parametrize("count", [1, 3])
def test_cosignature_lines_are_read(count: int) -> None:
    text = LOG.head(9).text
    made = [signature_by(witness_key(number), text, NOON) for number in range(count)]
    assert read_cosignatures("".join(item.line for item in made).encode()) == made


LINE = signature_by(witness_key(0), LOG.head(9).text, NOON).line


@pytest.mark.parametrize(
    "body", ["", "\n", LINE[:-1], f"\n{LINE}", f"{LINE}\n", f"{LINE}ok\n", "— w AAAA\n"]
)
def test_other_answers_are_no_cosignatures(body: str) -> None:
    with pytest.raises(MalformedNote):
        read_cosignatures(body.encode())


@pytest.mark.parametrize(("body", "size"), [(b"0\n", 0), (b"20852163\n", 20852163)])
def test_a_size_is_read(body: bytes, size: int) -> None:
    assert read_size(body) == size


@pytest.mark.parametrize(
    "body", [b"", b"5", b"05\n", b"5\n\n", b"5\n6\n", b"-5\n", b" 5\n", b"\xff\n", b"9" * 99]
)
def test_other_answers_are_no_sizes(body: bytes) -> None:
    with pytest.raises(MalformedNote):
        read_size(body)
