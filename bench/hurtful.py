"""Documents made to hurt, each at most 64 kB, for a log with an occasion `o`."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from graphql import get_introspection_query

from bench.filling import LENGTH
from events.log.log_clock import system_time
from tests.worlds.questions import OPEN_READINESS, WHOLE_READINESS

OCCASION = 'occasion: "occasion:o"'
MOST = 64 * 1024
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Hurtful:
    """One document, and who sends it."""

    name: str
    text: str
    variables: dict[str, Any] = field(default_factory=dict)
    signed_in: bool = False


def filled(begin: str, each: str, end: str) -> str:
    """As often one part as goes into 64 kB; `#` in it is its number."""
    parts, size = [begin], len(begin) + len(end)
    number = 0
    while size + len(each) + 6 < MOST:
        parts.append(each.replace("#", str(number)))
        size += len(parts[-1])
        number += 1
    return "".join([*parts, end])


def times(count: int, each: str) -> str:
    """One part so often; `#` in it is its number."""
    return "{" + " ".join(each.replace("#", str(number)) for number in range(count)) + "}"


def doubling(count: int, leaf: str) -> str:
    """Fragments of which each spreads the next one twice: 2^count leaves."""
    chain = " ".join(f"fragment F{n} on Query{{...F{n + 1} ...F{n + 1}}}" for n in range(count))
    return f"{{...F0}} {chain} fragment F{count} on Query{{{leaf}}}"


def nested(count: int) -> str:
    """Commitment, its history, their commitment, and so on."""
    page = "history(first:100){edges{node{commitment{"
    begin = f"{{commitments({OCCASION},first:100){{edges{{node{{" + page * count
    return begin + "code" + "}" * (4 * count + 4)


LISTS = ["commitments", "overdue", "blocked", "claimedUnverified", "unassessable"]
PLAIN = "light score claimed verified freshness planned"
FULL = (
    "commitment{id plainId code title kind role critical weight status auditStatus version "
    "claimedTotal verifiedTotal waivedTotal owner{code name} area{code name} rakor{code name}}"
)


def refused() -> Iterator[Hurtful]:
    """What must be turned away for its size alone."""
    yield Hurtful("nested pages, two levels", nested(1))
    yield Hurtful("nested pages, ten levels", nested(10))
    yield Hurtful("900 aliases of readiness", times(900, f"a#:readiness({OCCASION}){{score}}"))
    yield Hurtful("900 roots of events", times(900, "events(last:100){edges{node{id}}}"))
    yield Hurtful("deep fields", "{a" * (MOST // 2))
    yield Hurtful("deep lists", "{node(id:" + "[" * (MOST - 20) + "){id}}")
    yield Hurtful("deep types of a variable", "query($a:" + "[" * (MOST - 20))
    yield Hurtful("2^500 by fragments", doubling(500, "viewer{roles}"), signed_in=True)
    yield Hurtful("2^100 by fragments", doubling(100, "viewer{roles}"))
    yield Hurtful("2^16 by fragments", doubling(16, "viewer{roles}"))
    chain = filled("{...F0} ", "fragment F# on Query{...G#}", "")
    yield Hurtful("unknown fragments", chain[:40_000], signed_in=True)
    circle = "".join(f"fragment F{n} on Query{{...F{(n + 1) % 200}}}" for n in range(200))
    yield Hurtful("a circle of 200 fragments", "{...F0}" + circle)
    yield Hurtful("64 kB of words", filled("{", "a ", "}"))
    yield Hurtful("64 kB of comments", "#\n" * (MOST // 2 - 10) + "{viewer{roles}}")
    yield Hurtful("64 kB of spaces", " " * (MOST - 20) + "{unknown}")
    yield Hurtful("one field 1,900 times", times(1_900, "unknown"))
    wide = " ".join(f"unknownnameofafieldthatislong{n}" for n in range(1_900))
    yield Hurtful("1,900 unknown fields", "{viewer{" + wide + "}}")
    kinds = " ".join(f"fragment F{n} on CommitmentReadinesss{n}{{id}}" for n in range(300))
    yield Hurtful("300 unknown types", "{viewer{roles}}" + kinds)
    same = " ".join("roles" for _ in range(1_950))
    yield Hurtful("1,950 times the same, once other", f"{{viewer{{{same} roles:party{{id}}}}}}")
    parts = " ".join(f"...on Event{{id}} ...F{n}" for n in range(150))
    many = " ".join(f"fragment F{n} on Event{{id position}}" for n in range(150))
    yield Hurtful("150 fragments side by side", f"{{event(position:1){{{parts}}}}} {many}")


def refused_by_reach() -> Iterator[Hurtful]:
    """What is small, and must be turned away for what it would reach."""
    loop = "fields{type{" * 5 + "name" + "}}" * 5
    yield Hurtful("introspection in circles", f"{{__schema{{types{{{loop}}}}}}}")
    whole = "__schema{types{fields{args{type{ofType{name}}}type{fields{name}}}}}"
    yield Hurtful("introspection by aliases", times(20, f"a#:{whole}"))
    yield Hurtful(
        "20 points of the past",
        times(20, f"a#:readiness({OCCASION},asOf:{{position:1#}}){{score}}"),
    )
    pins = times(20, 'a#:node(id:"commitment:o/D1@1#,2026-11-01T00:00Z"){id}')
    yield Hurtful("20 pinned ids", pins)
    yield Hurtful(
        "20 comparisons",
        times(20, f"a#:compare({OCCASION},from:{{position:1#}}){{changes{{scoreAfter}}}}"),
    )
    audits = times(10, f"a#:audit({OCCASION}){{declarationsVersusComputed{{computedScore}}}}")
    yield Hurtful("declarations by aliases", audits)
    lists = " ".join(f"b{n}:dueSoon(days:366){{{FULL}}}" for n in range(28))
    yield Hurtful("28 lists of what is due", f"{{readiness({OCCASION}){{{lists}}}}}")
    owners = {"w": {"owner": ["party:DINAS"] * 60_000}}
    search = times(20, f"a#:commitments({OCCASION},filter:$w){{edges{{cursor}}}}")
    yield Hurtful("20 filters of 60,000 ids", "query($w:CommitmentFilter)" + search, owners)


def served() -> Iterator[Hurtful]:
    """What is within the limits, and as dear as that allows."""
    occasion = {"occasion": "occasion:o"}
    yield Hurtful("home screen, everyone's", OPEN_READINESS, occasion)
    yield Hurtful("home screen, whole", WHOLE_READINESS, occasion, signed_in=True)
    yield Hurtful("introspection", get_introspection_query())
    lists = " ".join(f"{name}{{{PLAIN} {FULL}}}" for name in LISTS)
    yield Hurtful("all lists", f"{{readiness({OCCASION}){{{lists} dueSoon{{{PLAIN} {FULL}}}}}}}")
    leaves = " ".join(f"a{n}:score" for n in range(30))
    yield Hurtful(
        "30 aliases of a leaf", f"{{readiness({OCCASION}){{commitments{{{PLAIN} {leaves}}}}}}}"
    )
    yield Hurtful(
        "aliases of lists",
        f"{{readiness({OCCASION}){{"
        + " ".join(f"a{n}:overdue{{{PLAIN} {FULL}}}" for n in range(20))
        + "}}",
    )
    history = "history(first:25){edges{node{position type}}}"
    yield Hurtful(
        "pages of pages",
        f"{{commitments({OCCASION},first:100){{edges{{node{{{history}}}}}}}}}",
        signed_in=True,
    )
    roots = "a#:events(last:100){edges{node{position recordedAt bytes}}}"
    yield Hurtful("20 pages of events", times(15, roots))
    rakor = "rakor{commitments(first:1){edges{node{code}}}}"
    yield Hurtful(
        "a meeting's page in each",
        f"{{commitments({OCCASION},first:100){{edges{{node{{{rakor}}}}}}}}}",
    )
    pages = times(
        20, f'a#:commitments({OCCASION},first:1,filter:{{text:"Janji"}}){{edges{{cursor}}}}'
    )
    yield Hurtful("20 searches", pages)
    yield Hurtful("20 presents", times(20, f"a#:readiness({OCCASION}){{score}}"))
    yield Hurtful(
        "10 points of the past",
        times(10, f"a#:readiness({OCCASION},asOf:{{position:19#00}}){{score}}"),
    )
    yield Hurtful(
        "2 comparisons",
        times(2, f"a#:compare({OCCASION},from:{{position:15000}}){{changes{{scoreAfter}}}}"),
    )
    span = "query($from:DateTime!,$to:DateTime!)"
    series = f"readinessSeries({OCCASION},from:$from,to:$to,points:100)"
    now = system_time()
    over = {"from": (now - LENGTH).isoformat(), "to": (now - DAY).isoformat()}
    yield Hurtful("100 points of a series", f"{span}{{{series}{{light score}}}}", over)
    audit = "deadlineChanges{oldDue} ownerChanges{event{id}} indicatorChanges{event{id}} "
    audit += (
        "declarationsVersusComputed{computedScore} neverSpecified{code} recordedLate{edges{cursor}}"
    )
    yield Hurtful("an audit", f"{{audit({OCCASION}){{{audit}}}}}")


def odd() -> Iterator[Hurtful]:
    """What is within the limits, and made of strange values."""
    number = "9" * (MOST - 200)
    yield Hurtful("a number of 64 kB", f"{{event(position:{number}){{id}}}}")
    yield Hurtful("a page of 64 kB", f"{{events(first:{number}){{edges{{cursor}}}}}}")
    yield Hurtful("a text of 64 kB", f'{{node(id:"commitment:{number}"){{id}}}}')
    yield Hurtful("a block of 64 kB", '{node(id:"""' + "\n " * (MOST // 2 - 100) + '"""){id}}')
    yield Hurtful(
        "a moment of 64 kB", f'{{readiness({OCCASION},asOf:{{knownAt:"{number}"}}){{score}}}}'
    )
    entries = filled(f"{{commitments({OCCASION},filter:{{owners:[", '"" ', "]}){edges{cursor}}}")
    yield Hurtful("a list of 1,900 ids", entries[: 1_900 * 3 + 60] + "]}){edges{cursor}}}")
    names = " ".join(f"$a{n}:Int" for n in range(600))
    yield Hurtful("600 unused variables", f"query({names}){{viewer{{roles}}}}")
    given: dict[str, Any] = {f"a{n}": "x" for n in range(300)}
    used = " ".join(f"e{n}:events(first:$a{n}){{edges{{cursor}}}}" for n in range(15))
    names = " ".join(f"$a{n}:Int" for n in range(15))
    yield Hurtful("15 wrong variables", f"query({names}){{{used}}}", given)
    yield Hurtful("64 kB of names in one", "{" + "a" * (MOST - 10) + "}")
    operations = " ".join(f"query Q{n}{{...F}}" for n in range(250))
    yield Hurtful(
        "250 operations",
        operations + " fragment F on Query{" + "viewer{roles}" * 60 + "}",
        {"operationName": "Q1"},
    )
