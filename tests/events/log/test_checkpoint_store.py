"""Checkpoints, cosignatures and keys come back as they were kept."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from events.heads.checkpoint import Signature, SignedNote, StoredCheckpoint, sign_head, signature_by
from events.heads.note_keys import COSIGNATURE, ED25519, ML_DSA_44, SignerKey
from events.heads.tree_head import MalformedNote, TreeHead
from events.log.checkpoint_store import (
    last_checkpoint,
    read_checkpoints,
    read_keys,
    save_checkpoint,
    save_cosignatures,
)
from events.log.event_log import LogUnavailable
from events.log.sqlite.event_log import FILE_NAME, SqliteEventLog
from events.log.tables import PORTION
from tests.worlds.statements import Statements

ORIGIN = "rakor.example/demo"
KEY = SignerKey(ORIGIN, ED25519, b"\1" * 32)
NEW_KEY = SignerKey(ORIGIN, ED25519, b"\2" * 32)
POST_QUANTUM = SignerKey(ORIGIN, ML_DSA_44, b"\3" * 32)
WITNESSES = [SignerKey(f"witness{n}.example", COSIGNATURE, bytes([n] * 32)) for n in range(3)]


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteEventLog]:
    with closing(SqliteEventLog(tmp_path, holder="a test")) as log:
        yield log


def head(size: int) -> TreeHead:
    return TreeHead(ORIGIN, size, size.to_bytes(32, "big"))


def moment(size: int) -> dt.datetime:
    """When the head of a size is signed: at a time that ends in odd microseconds."""
    return dt.datetime(2025, 8, 6, 7, 0, 0, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=size)


def keep(log: SqliteEventLog, *sizes: int, keys: tuple[SignerKey, ...] = (KEY,)) -> None:
    """Sign and keep the heads of some sizes."""
    with log.writing() as connection:
        for size in sizes:
            signed = sign_head(head(size), keys, seconds=size)
            save_checkpoint(connection, signed, moment(size), [key.verifier for key in keys])


def cosign(log: SqliteEventLog, number: int, *lines: Signature) -> None:
    with log.writing() as connection:
        save_cosignatures(connection, number, lines)


def last(log: SqliteEventLog) -> StoredCheckpoint | None:
    with log.reading() as connection:
        return last_checkpoint(connection)


def every(log: SqliteEventLog, after: int = -1) -> list[StoredCheckpoint]:
    with log.reading() as connection:
        return list(read_checkpoints(connection, after))


def cosignatures(size: int) -> list[Signature]:
    """What each witness says of the head of a size."""
    return [signature_by(witness, head(size).text, 100 + size) for witness in WITNESSES]


class TestCheckpoints:
    def test_a_log_that_was_never_signed_has_none(self, log: SqliteEventLog) -> None:
        assert last(log) is None
        assert every(log) == []
        with log.reading() as connection:
            assert read_keys(connection) == []

    def test_the_newest_comes_back_byte_for_byte(self, log: SqliteEventLog) -> None:
        keep(log, 0, 5, 8)
        signed = sign_head(head(8), [KEY], 8)
        assert last(log) == StoredCheckpoint(2, signed, moment(8))
        assert str(last_note(log)) == str(signed)
        assert last_note(log).verify([KEY.verifier])

    def test_they_are_numbered_as_they_come_even_for_one_size(self, log: SqliteEventLog) -> None:
        keep(log, 5, 5)
        keep(log, 8)
        assert [(one.number, one.signed.head.size) for one in every(log)] == [
            (0, 5),
            (1, 5),
            (2, 8),
        ]

    def test_they_are_read_past_a_number(self, log: SqliteEventLog) -> None:
        keep(log, 1, 2, 3)
        assert [one.number for one in every(log, after=0)] == [1, 2]
        assert every(log, after=2) == []

    def test_many_are_read_in_portions_with_their_own_cosignatures(
        self, log: SqliteEventLog
    ) -> None:
        count = PORTION + 2
        keep(log, *range(count))
        for number in (0, PORTION - 1, PORTION, count - 1):
            cosign(log, number, cosignatures(number)[0])
        with log.reading() as connection, Statements() as ran:
            found = list(read_checkpoints(connection))
        assert [one.number for one in found] == list(range(count))
        assert [one.number for one in found if one.cosignatures] == [
            0,
            PORTION - 1,
            PORTION,
            count - 1,
        ]
        assert all(
            one.cosignatures == tuple(cosignatures(one.number)[:1]) for one in found[::PORTION]
        )
        assert len(ran.seen) <= 5

    def test_one_that_is_rolled_back_was_never_kept(self, log: SqliteEventLog) -> None:
        with pytest.raises(ZeroDivisionError), log.writing() as connection:
            signed = sign_head(head(1), [KEY], 1)
            save_checkpoint(connection, signed, moment(1), [KEY.verifier])
            raise ZeroDivisionError
        assert last(log) is None
        keep(log, 2)
        assert [one.number for one in every(log)] == [0]

    def test_what_is_no_checkpoint_is_not_kept(self, log: SqliteEventLog) -> None:
        text = "Kepada yang terhormat\n"
        letter = SignedNote(text, (signature_by(KEY, text, 0),))
        with pytest.raises(MalformedNote), log.writing() as connection:
            save_checkpoint(connection, letter, moment(0), [KEY.verifier])
        assert last(log) is None
        with log.reading() as connection:
            assert read_keys(connection) == []

    def test_it_is_there_when_the_log_is_opened_again(self, tmp_path: Path) -> None:
        with closing(SqliteEventLog(tmp_path, holder="a test")) as log:
            keep(log, 5)
            cosign(log, 0, *cosignatures(5))
            before = every(log)
        with closing(SqliteEventLog(tmp_path)) as reader:
            assert every(reader) == before

    def test_a_note_that_was_damaged_is_malformed(
        self, log: SqliteEventLog, tmp_path: Path
    ) -> None:
        keep(log, 5)
        with closing(sqlite3.connect(tmp_path / FILE_NAME)) as foreign:
            foreign.execute("DROP TRIGGER checkpoints_no_update")
            foreign.execute("UPDATE checkpoints SET note = trim(note, char(10))")
            foreign.commit()
        with pytest.raises(MalformedNote):
            last(log)


def last_note(log: SqliteEventLog) -> SignedNote:
    found = last(log)
    assert found is not None
    return found.note


class TestCosignatures:
    def test_they_stand_below_the_logs_own_signature(self, log: SqliteEventLog) -> None:
        keep(log, 5, 8)
        cosign(log, 1, *cosignatures(8))
        note = last_note(log)
        assert note.signatures[0] == sign_head(head(8), [KEY], 8).signatures[0]
        assert set(note.signatures[1:]) == set(cosignatures(8))
        keys = [key.verifier for key in (KEY, *WITNESSES)]
        assert [one.seconds for one in note.verify(keys)] == [None, 108, 108, 108]
        assert every(log)[0].cosignatures == ()

    def test_they_are_kept_once(self, log: SqliteEventLog) -> None:
        keep(log, 5)
        first, second, third = cosignatures(5)
        cosign(log, 0, first, first)
        cosign(log, 0, second, first)
        cosign(log, 0, first, second, third)
        assert sorted(one.name for one in every(log)[0].cosignatures) == [
            witness.name for witness in WITNESSES
        ]

    def test_a_later_one_of_the_same_witness_is_another(self, log: SqliteEventLog) -> None:
        keep(log, 5)
        again = signature_by(WITNESSES[0], head(5).text, 999)
        cosign(log, 0, cosignatures(5)[0], again)
        found = last_note(log).verify([WITNESSES[0].verifier])
        assert sorted(one.seconds or 0 for one in found) == [105, 999]

    def test_none_at_all_asks_for_no_insert(self, log: SqliteEventLog) -> None:
        keep(log, 5)
        with Statements() as ran:
            cosign(log, 0)
        assert not [statement for statement in ran.seen if "INSERT" in statement]

    def test_the_same_line_may_stand_under_two_checkpoints(self, log: SqliteEventLog) -> None:
        keep(log, 5, 5)
        for number in (0, 1):
            cosign(log, number, cosignatures(5)[0])
        assert [len(one.cosignatures) for one in every(log)] == [1, 1]


class TestKeys:
    def test_a_key_is_kept_once(self, log: SqliteEventLog) -> None:
        keep(log, 1, keys=(KEY, KEY))
        keep(log, 2, 3)
        with log.reading() as connection:
            assert read_keys(connection) == [KEY.verifier]

    def test_through_a_rotation_every_key_that_ever_signed_is_known(
        self, log: SqliteEventLog
    ) -> None:
        keep(log, 1)
        keep(log, 2, keys=(KEY, NEW_KEY))
        keep(log, 3, keys=(NEW_KEY, POST_QUANTUM))
        with log.reading() as connection:
            known = read_keys(connection)
        assert len(known) == 3
        assert set(known) == {key.verifier for key in (KEY, NEW_KEY, POST_QUANTUM)}
        assert [len(one.signed.verify(known)) for one in every(log)] == [1, 2, 2]

    def test_no_secret_is_kept(self, log: SqliteEventLog, tmp_path: Path) -> None:
        keep(log, 1, keys=(KEY, POST_QUANTUM))
        for file in tmp_path.iterdir():
            found = file.read_bytes()
            for key in (KEY, POST_QUANTUM):
                assert key.seed not in found
                assert str(key).rpartition("+")[2].encode() not in found

    def test_a_reader_keeps_nothing(self, log: SqliteEventLog) -> None:
        with pytest.raises(LogUnavailable), log.reading() as connection:
            signed = sign_head(head(1), [KEY], 1)
            save_checkpoint(connection, signed, moment(1), [KEY.verifier])
        assert last(log) is None
