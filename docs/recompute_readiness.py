#!/usr/bin/env python3
"""Recompute a readiness from the public log, without trusting the server that shows it.

    python3 recompute_readiness.py URL [--occasion CODE] [--at TIME] [--known-at TIME] [--json]

Needs Python 3.11 or newer, judged.py, public_leaves.py and the files of the rules (readiness_*.py)
beside it, and nothing else. It takes four steps:

1. fetch the checkpoint and every leaf of the log (C2SP tlog-checkpoint and tlog-tiles);
2. hash the leaves (RFC 6962) and hold their Merkle root against the checkpoint's;
3. fold the public fields of the leaves by the rule that readiness-1.md or readiness-2.md publishes;
4. ask the server (GraphQL) for the same figures, and say whether they are the same.

Exit code: 0 they agree; 1 they differ, or the leaves are not those of the checkpoint; 2 the
readiness cannot be recomputed or compared, as where another rule judges (NEEDS_UPGRADE), or where
a commitment is divided by region or party: quantities of parts are sealed. Its other commitments
are compared all the same.
"""

import argparse
import json
import sys
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from http.client import HTTPException
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

import readiness_1
import readiness_2
from judged import CannotRecompute, Event, Figure, Readiness, Totals, rounded
from public_leaves import Log, Tampered, fetch, fetch_log

SIGNATURE = """not checked: Python's standard library has no Ed25519. Use `rakor verify URL`, the Go
           package golang.org/x/mod/sumdb/note, or any other reader of C2SP signed notes, with
           the operator's verifier key from somewhere else than this server."""
QUERY = """query ($occasion: ID!, $asOf: AsOf) { readiness(occasion: $occasion, asOf: $asOf) {
  light score verified ceiling coverage confidence planned
  commitments { commitment { code claimedTotal verifiedTotal }
    light score claimed verified freshness planned } } }"""
BROKEN_ANSWERS = (
    *(OSError, HTTPException, EOFError, zlib.error),
    *(ArithmeticError, AttributeError, LookupError, TypeError, ValueError),
)
RULES = {"readiness-1": readiness_1.recompute, "readiness-2": readiness_2.recompute}
AGREED, DIFFERENT, NOT_RECOMPUTED = 0, 1, 2
LAST_LINE = {
    AGREED: "SAMA · AGREED: the server shows what its public log comes to.",
    DIFFERENT: "BERBEDA · DIFFERENT: do not rely on what this server shows.",
    NOT_RECOMPUTED: "TIDAK DAPAT DIHITUNG ULANG · CANNOT BE RECOMPUTED",
}


def ask(url: str, occasion: str, position: int, moment: datetime) -> dict[str, Any]:
    """What the server shows at a read point."""
    as_of = {"position": position, "effectiveAt": moment.isoformat()}
    variables = {"occasion": f"occasion:{occasion}", "asOf": as_of}
    body = json.dumps({"query": QUERY, "variables": variables}).encode()
    answer = json.loads(fetch(f"{url}/graphql", body), parse_float=Decimal)
    shown: dict[str, Any] | None = (answer.get("data") or {}).get("readiness")
    if shown is None:
        raise CannotRecompute(f"the server shows no readiness: {answer.get('errors')}")
    return shown


def figures_of(x: Totals, y: Figure) -> dict[str, Any]:
    """A commitment's figures as the server names and rounds them."""
    names = ("score", "claimed", "verified", "freshness", "planned")
    numbers = {n: rounded(getattr(y, n), 4) if y.is_assessed else None for n in names}
    totals = {"claimedTotal": x.claimed, "verifiedTotal": x.verified}
    exact = {n: None if total is None else rounded(total, 6) for n, total in totals.items()}
    return {"light": y.light, **numbers, **exact}


def differences(mine: Readiness, shown: dict[str, Any]) -> list[str]:
    """Where the server shows something else than the leaves come to."""
    own = {code: figures_of(*pair) for code, pair in mine.commitments.items()}
    served = {
        item["commitment"]["code"]: item | item["commitment"] for item in shown["commitments"]
    }
    found = _unequal("the whole", mine.whole, shown) if mine.whole else []
    for code in {**own, **served}:
        if code not in served:
            found.append(f"{code}: recomputed, but not shown")
        elif code in own:
            found += _unequal(code, own[code], served[code])
        elif code not in mine.sealed:
            found.append(f"{code}: shown, but not to be judged by the leaves")
    return found


def _unequal(place: str, own: dict[str, Any], served: dict[str, Any]) -> list[str]:
    return [
        f"{place}: {name} recomputed {value}, shown {served.get(name)}"
        for name, value in own.items()
        if value != served.get(name)
    ]


def point(log: Log, options: argparse.Namespace) -> tuple[str, int, datetime]:
    """Which occasion, known up to which position, judged for which moment."""
    codes = [event.open["code"] for event in log.events if event.type == "OccasionDeclared"]
    occasion = options.occasion or (codes[0] if len(codes) == 1 else None)
    if occasion is None:
        raise CannotRecompute(f"choose with --occasion one of: {', '.join(codes) or 'none'}")
    occasion = occasion.removeprefix("occasion:")
    spelt = [code for code in codes if code.lower() == occasion.lower()]
    if occasion not in codes and len(spelt) == 1:
        occasion = spelt[0]
    until = options.known_at
    known = [e.position for e in log.events if until is None or e.recorded_at <= until]
    moment = options.at or until or datetime.now(UTC).replace(second=0, microsecond=0)
    return occasion, max(known, default=-1), moment


def moment_of(text: str) -> datetime:
    """A moment from ISO 8601 with an offset, such as 2025-08-03T12:30:00+07:00."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no offset")
    return moment


def rule_of(events: list[Event], occasion: str) -> Callable[..., Readiness]:
    """The rule that an occasion was declared with."""
    declared = {e.open["code"]: e.open for e in events if e.type == "OccasionDeclared"}
    if (found := declared.get(occasion)) is None:
        raise CannotRecompute(f"no occasion {occasion}; on record: {[*declared]}")
    if (rule := RULES.get(found["rule"])) is None:
        known = ", ".join(RULES)
        raise CannotRecompute(f"NEEDS_UPGRADE: {found['rule']} judges {occasion}; known: {known}")
    return rule


def check(options: argparse.Namespace) -> tuple[int, dict[str, Any]]:
    """Take the four steps: the exit code, and everything that was found."""
    url = options.url.rstrip("/")
    if not url.startswith(("http://", "https://")):
        raise CannotRecompute("the URL must begin with http:// or https://")
    log = fetch_log(url)
    said: dict[str, Any] = {"origin": log.origin, "size": len(log.events), "root": log.root}
    said["dataset"] = log.events[0].open.get("dataset") if log.events else None
    occasion, position, moment = point(log, options)
    said |= {"occasion": occasion, "position": position, "at": moment.isoformat()}
    known = log.events[: position + 1]
    mine = rule_of(known, occasion)(known, occasion, moment)
    shown = ask(url, occasion, position, moment)
    said |= {"recomputed": mine.whole, "shown": {name: shown[name] for name in mine.whole or ()}}
    said |= {"commitments": len(mine.commitments), "sealed": mine.sealed}
    said["differences"] = differences(mine, shown)
    return DIFFERENT if said["differences"] else NOT_RECOMPUTED if mine.sealed else AGREED, said


def report(code: int, said: dict[str, Any]) -> None:
    """Say for a person what was found."""
    if "root" in said:
        print(f"Log        {said['origin']} ({said['dataset']}), {said['size']} leaves")
        print(f"Root       {said['root']}: the leaves are those of the checkpoint")
        print(f"Signature  {SIGNATURE}")
    if "occasion" in said:
        print(f"Occasion   {said['occasion']}, judged for {said['at']}, ", end="")
        print(f"known up to position {said['position']}")
    for name, number in (said.get("recomputed") or {}).items():
        print(f"{name:10} recomputed {number}, shown {said['shown'][name]}")
    for sealed, leaves in said.get("sealed", {}).items():
        print(f"{sealed:10} sealed: divided into parts, quantities hidden in leaves {leaves}")
    if "commitments" in said:
        print(f"{said['commitments']} commitments recomputed one by one, ", end="")
        print(f"{len(said['differences'])} figures differ")
    for difference in said.get("differences", ()):
        print(f"Different: {difference}")
    print(said.get("problem", ""), LAST_LINE[code], sep="\n" if "problem" in said else "")


def main() -> int:
    """Read the command line, check, say what was found."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("url", metavar="URL", help="where the log and its GraphQL are served")
    options.add_argument("--occasion", metavar="CODE", help="needed where there are several")
    options.add_argument(
        "--at", type=moment_of, metavar="TIME", help="judged moment (known-at, now)"
    )
    options.add_argument(
        "--known-at", type=moment_of, metavar="TIME", help="leave out what is newer"
    )
    options.add_argument("--json", action="store_true", help="say it for a program")
    chosen = options.parse_args()
    said: dict[str, Any] = {}
    try:
        code, said = check(chosen)
    except Tampered as error:
        code, said["problem"] = DIFFERENT, str(error)
    except CannotRecompute as error:
        code, said["problem"] = NOT_RECOMPUTED, str(error)
    except ZoneInfoNotFoundError as error:
        code, said["problem"] = NOT_RECOMPUTED, f"{error}: this computer lacks tzdata"
    except BROKEN_ANSWERS as error:
        place = getattr(error, "url", None) or chosen.url
        code, said["problem"] = NOT_RECOMPUTED, f"{place} does not answer as it should: {error!r}"
    if chosen.json:
        print(json.dumps({"exitCode": code, **said}, default=float, ensure_ascii=False))
    else:
        report(code, said)
    return code


if __name__ == "__main__":
    sys.exit(main())
