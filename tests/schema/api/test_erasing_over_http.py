"""Erasing over HTTP: the text is in no answer and no file afterwards; everything else stays."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type

from schema.api.schema import SCHEMA
from schema.types.facts import EVENT_TYPES
from tests.worlds.furniture import COORDINATOR, OCCASION, RECORDER
from tests.worlds.hall import D01, THE_OCCASION, Hall

P1, P2, P3 = (f"{digit * 8}-{digit * 4}-4{digit * 3}-8{digit * 3}-{digit * 12}" for digit in "123")
PERSONS = {"KPU-LOG": P1, "INSPEKTORAT": P2, "POLRES": P3}
"""One person acts for each of these parties: the owner, who proposes, who erases."""
TEXTS = {
    "/note": "report",
    "/reason": "report",
    "/readings/1": "discrepancy",
    "/text": "obstacle",
    "/question": "escalation",
    "/decision": "answer",
    "/statement": "declaration",
    "/verbatim": "promise",
    "/capacity": "meeting",
    "/title": "evidence",
    "/chosen": "resolution",
}
"""Which event of the archive holds a text, by its path."""


def scalars(kind: str) -> str:
    """Every field of a type of event that shows itself."""
    shown = SCHEMA._schema.type_map[kind]
    assert isinstance(shown, GraphQLObjectType)
    names = [name for name, one in shown.fields.items() if is_leaf_type(get_named_type(one.type))]
    return f"... on {kind} {{ {' '.join(names)} }}"


WHOLE = "\n".join(scalars(kind.__name__) for kind in EVENT_TYPES.values())
EVENT = f"__typename erasedTexts actor {{ person {{ id name }} }} {WHOLE}"
BELOW = f"""status verbatim obstacles {{ text }} escalations {{ question decision }}
  waivers {{ reason }} evidence {{ edges {{ node {{ title }} }} }}
  history(first: 100) {{ edges {{ node {{ {EVENT} }} }} }}
  rakor {{ participants {{ capacity }} }}
  occasion {{ discrepancies {{ edges {{ node {{ readings chosen }} }} }} }}"""
AUDITED = f"""declarationsVersusComputed {{ statement }} unansweredEscalations {{ question }}
  discrepancies {{ edges {{ node {{ readings chosen }} }} }}
  recordedLate(minHours: 0, first: 100) {{ edges {{ node {{ {EVENT} }} }} }}"""
QUESTIONS = {
    "events": f"{{ events(last: 100) {{ edges {{ node {{ {EVENT} }} }} }} }}",
    "changes": f"""query ($o: ID!) {{ changes(occasion: $o, first: 100) {{
      events {{ {EVENT} }} commitments {{ {BELOW} }} }} }}""",
    "commitment": f"query ($d: ID!) {{ commitment(id: $d) {{ {BELOW} }} }}",
    "another": f'{{ commitment(id: "commitment:{OCCASION}/D09") {{ {BELOW} }} }}',
    "commitment then": f"""query ($d: ID!, $a: AsOf) {{
      commitment(id: $d, asOf: $a) {{ id {BELOW} }} }}""",
    "audit": f"query ($o: ID!) {{ audit(occasion: $o) {{ {AUDITED} }} }}",
    "audit then": f"query ($o: ID!, $a: AsOf) {{ audit(occasion: $o, asOf: $a) {{ {AUDITED} }} }}",
    "pinned": f"query ($pin: ID!) {{ node(id: $pin) {{ ... on Commitment {{ {BELOW} }} }} }}",
}
COUNTED = """query ($o: ID!) { readiness(occasion: $o) {
  score verified light ceiling confidence coverage reasons { code value events { position } }
  commitments { commitment { code status version claimedTotal } score light } } }"""


class Archive(Hall):
    """A log in which every sort of text stands once, each with a mark of its own."""

    def __init__(self, folder: Path) -> None:
        self.places: dict[str, int] = {}
        # everything is asked of it at once, which no client may
        super().__init__(folder, public_cost=10**9, signed_in_cost=10**9)

    def token(
        self,
        *roles: str,
        party: str | None = None,
        person: str | None = None,
        name: str | None = None,
    ) -> str:
        """A token of the person who acts for a party."""
        known = PERSONS.get(party or "")
        return super().token(*roles, party=party, person=known, name=known and f"Nama {known}")

    def keep(self, name: str, mutation: str, role: str, party: str, /, **fields: Any) -> None:
        """Record something, and remember where it stands."""
        self.places[name] = self.record(mutation, role, party, **fields)["events"][0]["position"]

    def fill(self) -> "Archive":
        """Record every sort of text."""
        self.furnish()
        owner, secretary = ("OWNER", "KPU-LOG"), ("RECORDER", RECORDER)
        about, here = {"commitment": D01}, {"occasion": THE_OCCASION}
        meeting = {"code": "R2", "name": "Second", "heldOn": {"verbatim": "today"}}
        people = [{"party": "party:KPU", "capacity": "mark-capacity"}]
        self.record("rakorRecord", *secretary, **here, **meeting, participants=people)
        self.places["meeting"] = self.size() - 1
        promise = {"rakor": f"rakor:{OCCASION}/R2", "code": "D09", "title": "More"}
        self.keep(
            "promise",
            "commitmentRecord",
            *secretary,
            **promise,
            kind="REQUEST",
            area="HEALTH",
            verbatim="mark-verbatim",
        )
        said = {"note": "mark-note", "reason": "mark-reason"}
        self.keep("report", "commitmentReportProgress", *owner, **about, value=40, **said)
        readings = ["one", "mark-readings"]
        noted = {"code": "X1", "subject": D01, "field": "title", "readings": readings}
        self.keep("discrepancy", "discrepancyNote", *secretary, **here, **noted)
        found = {"sha256": "c" * 64, "mediaType": "image/png", "size": 1, "title": "mark-title"}
        self.keep("evidence", "commitmentAttachEvidence", *owner, **about, **found)
        hindered = {"code": "O1", "severity": "HIGH", "text": "mark-text"}
        self.keep("obstacle", "commitmentRaiseObstacle", *owner, **about, **hindered)
        asked = {"code": "E1", "to": "party:POLRES", "question": "mark-question"}
        self.keep("escalation", "commitmentEscalate", *secretary, **about, **asked)
        answered = {"escalation": f"escalation:{OCCASION}/D01/E1", "decision": "mark-decision"}
        self.keep("answer", "escalationAnswer", "LEADER", "POLRES", **answered)
        source = {"source": f"source:{OCCASION}/S1", "basis": "The minutes"}
        chosen = {"discrepancy": f"discrepancy:{OCCASION}/X1", "chosen": "mark-chosen"}
        self.keep(
            "resolution", "discrepancyResolve", "COORDINATOR", COORDINATOR, **chosen, **source
        )
        self.keep(
            "declaration",
            "readinessDeclare",
            "LEADER",
            "POLRES",
            **here,
            statement="mark-statement",
        )
        self.then = self.size() - 1
        return self

    def answers(self) -> str:
        """Everything an auditor is answered, as text."""
        pin = f"{D01}@{self.then},20250711T0100Z"
        token, as_of = self.token("AUDITOR", party="INSPEKTORAT"), {"position": self.then}
        given = {"o": THE_OCCASION, "a": as_of, "pin": pin, "d": D01}
        return " ".join(str(self.data(query, token, **given)) for query in QUESTIONS.values())

    def propose(self, path: str, role: str = "AUDITOR", party: str = "INSPEKTORAT") -> Any:
        """Propose to erase a text of the archive."""
        given = {"event": self.places[TEXTS[path]], "path": path, "legalBasis": "Law 27/2022"}
        return self.record("textProposeRedaction", role, party, "event { position }", **given)

    def redact(self, path: str) -> Any:
        """Erase a text of the archive, by two people."""
        proposal = self.propose(path)["position"]
        wanted = "event { position erasedTexts }"
        return self.record("textRedact", "ADMINISTRATOR", "POLRES", wanted, proposal=proposal)

    def bytes_of_all(self) -> Any:
        """Hashes and bytes of every event there was."""
        query = """query ($to: Position) { events(first: 100, filter: {toPosition: $to}) {
          edges { node { position leafHash bytes sealedBytes } } } }"""
        return self.data(query, self.token("AUDITOR", party="INSPEKTORAT"), to=self.then)

    def files(self) -> bytes:
        """Every byte of the log's folder; the write-ahead log first, from which words move on."""
        names = sorted(self.settings.data.iterdir(), reverse=True)
        return b"".join(path.read_bytes() for path in names)

    def forgets(self, words: str) -> bool:
        """Whether words are gone from every file once it is said that they are.

        What is promised: when an erasure is answered, its words stand in no file, or the recorder
        says that it still owes that, because a reader holds the write-ahead log, and it tries again
        until it has succeeded. No answer shows them in between.
        """
        self.server.house.recorder.forgotten.wait()
        return words.encode() not in self.files()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An archive of its own."""
    filled = Archive(tmp_path)
    with filled:
        yield filled.fill()


def mark(path: str) -> str:
    """The secret in a text."""
    return f"mark-{path.split('/')[1]}"


def test_no_text_is_in_any_answer_after_it_was_redacted(archive: Archive) -> None:
    counted = archive.data(COUNTED, o=THE_OCCASION)
    before = archive.bytes_of_all()
    shown = archive.answers()
    assert [path for path in TEXTS if mark(path) not in shown] == []
    for path in TEXTS:
        assert mark(path).encode() in archive.files()
        payload = archive.redact(path)
        assert payload["event"]["position"] == archive.places[TEXTS[path]]
        assert path in payload["event"]["erasedTexts"]
        assert archive.forgets(mark(path))
    assert "mark-" not in archive.answers()
    assert archive.bytes_of_all() == before
    assert archive.data(COUNTED, o=THE_OCCASION) == counted


def test_a_name_is_in_no_answer_after_it_was_erased(archive: Archive) -> None:
    counted, before = archive.data(COUNTED, o=THE_OCCASION), archive.bytes_of_all()
    assert f"Nama {P1}" in archive.answers()
    erase = ("personErase", "ADMINISTRATOR", "POLRES", "person { id name erased }")
    payload = archive.record(*erase, person=f"person:{P1}", reason="Asked to")
    assert payload["person"] == {"id": f"person:{P1}", "name": None, "erased": True}
    archive.owner("commitmentReportProgress", D01, value=40)
    assert f"Nama {P1}" not in archive.answers()
    assert archive.forgets(f"Nama {P1}")
    assert f"Nama {P3}" in archive.answers()
    assert archive.bytes_of_all() == before
    assert (
        archive.data(COUNTED, o=THE_OCCASION)["readiness"]["score"]
        == (counted["readiness"]["score"])
    )
    again = archive.refusals(*erase[:3], person=f"person:{P1}", reason="Again")
    assert again == ["WRONG_STATUS"]


def test_two_people_erase_a_text(archive: Archive) -> None:
    proposal = archive.propose("/note", "ADMINISTRATOR", "POLRES")["position"]
    size = archive.size()
    act = ("textRedact", "ADMINISTRATOR")
    assert archive.refusals(*act, "POLRES", proposal=proposal) == ["SEPARATION_OF_DUTIES"]
    assert archive.refusals(*act, "INSPEKTORAT", proposal=1) == ["APPROVAL_REQUIRED"]
    assert archive.refusals(*act, "INSPEKTORAT", proposal=9_999) == ["APPROVAL_REQUIRED"]
    assert archive.size() == size
    assert archive.refusals(*act, "INSPEKTORAT", proposal=proposal) == []
    assert archive.refusals(*act, "INSPEKTORAT", proposal=proposal) == ["WRONG_STATUS"]


def test_only_texts_that_are_there_are_proposed(archive: Archive) -> None:
    report, noted = archive.places["report"], archive.places["discrepancy"]
    size = archive.size()
    for place, path, code in (
        (9_999, "/note", "NOT_FOUND"),
        (report, "/value", "NOT_FOUND"),
        (report, "/Note", "NOT_FOUND"),
        (report, "/text", "NOT_FOUND"),
        (report, "/note/0", "NOT_FOUND"),
        (noted, "/readings", "NOT_FOUND"),
        (noted, "/readings/2", "NOT_FOUND"),
        (noted, "/readings/01", "NOT_FOUND"),
        (noted, "note", "BAD_USER_INPUT"),
        (report, "", "BAD_USER_INPUT"),
    ):
        given = {"event": place, "path": path, "legalBasis": "Law"}
        assert archive.refusals("textProposeRedaction", "AUDITOR", "INSPEKTORAT", **given) == [code]
    unknown = {"person": f"person:{P1[:-1]}9", "reason": "Asked to"}
    assert archive.refusals("personErase", "ADMINISTRATOR", "POLRES", **unknown) == ["NOT_FOUND"]
    assert archive.size() == size


def test_nobody_else_erases(archive: Archive) -> None:
    proposal = archive.propose("/note")["position"]
    given = {
        "personErase": {"person": f"person:{P1}", "reason": "Asked to"},
        "textRedact": {"proposal": proposal},
    }
    size = archive.size()
    for role in ("RECORDER", "COORDINATOR", "OWNER", "VERIFIER", "LEADER", "AUDITOR", "PUBLIC"):
        for mutation, fields in given.items():
            assert archive.refusals(mutation, role, "POLRES", **fields) == ["NOT_AUTHORISED"]
    text = {"event": 1, "path": "/note", "legalBasis": "Law"}
    for role in ("PUBLIC", "OWNER"):
        refused = archive.refusals("textProposeRedaction", role, "POLRES", **text)
        assert refused == ["NOT_AUTHORISED"]
    assert archive.size() == size


def test_the_public_learns_nothing_of_what_was_erased(archive: Archive) -> None:
    """Who acted is sealed, and so is which text an event held: their erasing must not tell it."""
    archive.record(
        "personErase", "ADMINISTRATOR", "POLRES", person=f"person:{P1}", reason="Asked to"
    )
    archive.redact("/note")
    answer = archive.ask("{ events(last: 100) { edges { node { position erasedTexts } } } }")
    for private in ("/actor/name", "/note"):
        assert private not in str(answer)
