"""Random acts that say how far a promise is; each keeps to the write path's rules."""

from collections.abc import Callable
from datetime import datetime, timedelta
from fractions import Fraction

from tests.oracles.readiness_2.amounts import last_counting, part_done, parts_done
from tests.oracles.readiness_2.clock import DAY, minute
from tests.oracles.readiness_2.duty import Duty
from tests.oracles.readiness_2.scribe import Life, Scribe, decimal
from tests.oracles.readiness_2.terms import Indicator, Part, deadline, indicator, remaining_parts

PERIOD = {"DAY": DAY, "WEEK": 7 * DAY, "MONTH": timedelta(days=30, hours=11)}
AT_ONCE = {"DAY": 8, "WEEK": 2, "MONTH": 1}


def report(scribe: Scribe, code: str) -> None:
    """A value that the owner reports of a part."""
    _say(scribe, code, lambda part, value: _report(scribe, code, part, value))


def state(scribe: Scribe, code: str) -> None:
    """A value that was said in the room."""

    def write(part: Part, value: str) -> None:
        name = f"S{len(scribe.events)}"
        at = scribe.earlier(code)
        position = scribe.write(
            "ProgressStated", code, at, code=name, part=part.name or None, value=value
        )
        scribe.lives[code].statements.append(position)

    _say(scribe, code, write)


def _say(scribe: Scribe, code: str, write: Callable[[Part, str], None]) -> None:
    measured = indicator(scribe.record(), code)
    if measured is not None and _is_owned(scribe, code):
        part = scribe.chance.choice(measured.parts)
        write(part, _value(scribe, measured, part))


def _report(scribe: Scribe, code: str, part: Part, value: str, at: datetime | None = None) -> None:
    position = scribe.write(
        "ProgressReported",
        code,
        at or scribe.earlier(code),
        part=part.name or None,
        value=value,
    )
    scribe.lives[code].reports.append(position)


def _is_owned(scribe: Scribe, code: str) -> bool:
    return scribe.record().has(code, "OwnerAssigned")


def _value(scribe: Scribe, measured: Indicator, part: Part) -> str:
    """Mostly on the way to the target, at times on it, beyond it, or back behind the baseline."""
    if measured.measure == "DELIVERABLE":
        return "1" if scribe.happens(0.8) else "0"
    if measured.measure == "PERIODIC":
        return scribe.chance.choice(["1", "1", "1", "2", "0", "0.5"])
    if scribe.happens(0.3):
        return decimal(part.target)
    if scribe.happens(0.5):
        share = Fraction(scribe.chance.randint(0, 9), 10)
        return decimal(_cut(part.baseline + share * (part.target - part.baseline)))
    return scribe.amount(Fraction(0), max(part.target, part.baseline) * Fraction(5, 4))


def _cut(value: Fraction) -> Fraction:
    return Fraction(int(value * 1000), 1000)


def keep_duty(scribe: Scribe, code: str) -> None:
    """Of a duty some periods on end, each part mostly faithful, at times a report too late."""
    measured = indicator(scribe.record(), code)
    if measured is None or measured.measure != "PERIODIC" or not _is_owned(scribe, code):
        return
    for _ in range(scribe.chance.randint(1, AT_ONCE[measured.every or "DAY"])):
        for part in measured.parts:
            if scribe.happens(0.85):
                _report(scribe, code, part, "1", scribe.now)
        scribe.now += PERIOD[measured.every or "DAY"]


def answer_statement(scribe: Scribe, code: str) -> None:
    """A statement confirmed or denied."""
    life = scribe.lives[code]
    if not life.statements:
        return
    position = life.statements.pop(scribe.chance.randrange(len(life.statements)))
    name = scribe.events[position - 1]["code"]
    if scribe.happens(0.3):
        scribe.write_about("StatementDenied", position, code=name)
    else:
        scribe.write_about("StatementConfirmed", position, code=name)
        life.reports.append(position)


def correct(scribe: Scribe, code: str) -> None:
    """Another value for a report, of whatever age."""
    life, measured = scribe.lives[code], indicator(scribe.record(), code)
    if life.reports and measured is not None:
        position = scribe.chance.choice(life.reports)
        value = _value(scribe, measured, scribe.chance.choice(measured.parts))
        scribe.write_about("ReportCorrected", position, corrects=position, value=value)


def retract(scribe: Scribe, code: str) -> None:
    """A report taken back; it cannot be corrected again."""
    reports = scribe.lives[code].reports
    if reports:
        position = reports.pop(scribe.chance.randrange(len(reports)))
        scribe.write_about("ReportRetracted", position, corrects=position)


def verify(scribe: Scribe, code: str) -> None:
    """A value that a verifier accepts of a part, mostly what was reported."""
    _judge(scribe, code, "ProgressVerified", "value")


def reject(scribe: Scribe, code: str) -> None:
    """A claim that a verifier rejects, and what it accepts instead."""
    if _judge(scribe, code, "ClaimRejected", "acceptedValue"):
        scribe.lives[code].is_claimed = False


def _judge(scribe: Scribe, code: str, kind: str, name: str) -> bool:
    measured, at = indicator(scribe.record(), code), scribe.earlier(code)
    if measured is None or not _is_owned(scribe, code):
        return False
    part = scribe.chance.choice(measured.parts)
    value = _value(scribe, measured, part)
    if measured.measure == "PERIODIC":
        value = _periods_accepted(scribe, code, measured, at)
    elif scribe.happens(0.6):
        reports = [r for r in scribe.record().reports(code) if r.part == part.name]
        last = last_counting(reports)
        value = value if last is None else decimal(last.value() or Fraction(0))
    scribe.write(kind, code, at, part=part.name or None, **{name: value})
    return True


def _periods_accepted(scribe: Scribe, code: str, measured: Indicator, at: datetime) -> str:
    """Never more than were due, mostly nearly as many."""
    due = deadline(scribe.record(), code)
    if due is None:
        return "0"
    most = len(Duty(scribe.record(), code, due, measured).due_at(minute(at)))
    return str(max(0, most - scribe.chance.choice([0, 0, 1, 2, most])))


def claim(scribe: Scribe, code: str) -> None:
    """Fulfilment claimed: all reported, or of a duty the last period due."""
    if _claimed_values(scribe, code):
        scribe.write("FulfilmentClaimed", code)
        scribe.lives[code].is_claimed = True


def verify_fulfilment(scribe: Scribe, code: str) -> None:
    """A claim verified, each part at its claimed value; that closes the commitment."""
    life, values = scribe.lives[code], _claimed_values(scribe, code)
    if life.is_claimed and values:
        scribe.write("FulfilmentVerified", code, values=values)
        life.is_claimed, life.is_open, life.is_verified = False, False, True


def finish(scribe: Scribe, code: str) -> None:
    """All of it reported, mostly claimed, often verified, and then at times opened again."""
    measured = indicator(scribe.record(), code)
    if measured is None or measured.measure == "PERIODIC" or not _is_owned(scribe, code):
        return
    for part in remaining_parts(scribe.record(), code, measured):
        _report(scribe, code, part, decimal(part.target), scribe.now)
    for act, probability in ((claim, 0.8), (verify_fulfilment, 0.8), (reopen, 0.4)):
        scribe.wait()
        if scribe.happens(probability):
            act(scribe, code)


def _claimed_values(scribe: Scribe, code: str) -> dict[str, str]:
    """What each part claims, nothing if not all of it can be claimed."""
    record = scribe.record()
    due, measured = deadline(record, code), indicator(record, code)
    if due is None or measured is None or not _is_owned(scribe, code):
        return {}
    if measured.measure == "PERIODIC":
        duty = Duty(record, code, due, measured)
        kept = {part.name: duty.kept(part.name, duty.due) for part in measured.parts}
        values = {name: str(sum(periods)) for name, periods in kept.items()}
        return values if duty.is_all_due(record.now) else {}
    values = {}
    for part in remaining_parts(record, code, measured):
        last = last_counting([r for r in record.reports(code) if r.part == part.name])
        if last is None or part_done(record, code, part).p < 1:
            return {}
        values[part.name] = decimal(last.value() or Fraction(0))
    return values


def waive(scribe: Scribe, code: str) -> None:
    """What remains, in part or whole; a commitment of which nothing remains is closed."""
    record, life = scribe.record(), scribe.lives[code]
    measured = indicator(record, code)
    if measured is None:
        return
    if not measured.can_be_waived_in_part:
        if scribe.happens(0.3):
            scribe.write("RemainderWaived", code)
            life.is_open = False
        return
    done = scribe.chance.choice(parts_done(record, code, measured))
    verdicts = [v for v in record.verdicts(code) if v.part == done.part.name]
    accepted = verdicts[-1].accepted if verdicts else Fraction(0)
    most = done.part.target - max(accepted, done.part.baseline)
    if most <= 0:
        return
    remainder = decimal(most) if scribe.happens(0.4) else scribe.amount(Fraction(0), most)
    if Fraction(remainder) > 0:
        scribe.write("RemainderWaived", code, part=done.part.name or None, remainder=remainder)
        _close_if_nothing_remains(scribe, code, measured, life)


def _close_if_nothing_remains(scribe: Scribe, code: str, measured: Indicator, life: Life) -> None:
    done = parts_done(scribe.record(), code, measured)
    if all(part.v == 1 for part in done):
        life.is_open, life.is_verified = False, bool(done)


def reopen(scribe: Scribe, code: str) -> None:
    """A verified commitment opened again."""
    life = scribe.lives[code]
    if life.is_verified:
        scribe.write("CommitmentReopened", code)
        life.is_open, life.is_verified = True, False


def raise_obstacle(scribe: Scribe, code: str) -> None:
    """An obstacle, at times of one part."""
    life, measured = scribe.lives[code], indicator(scribe.record(), code)
    names = [part.name for part in measured.parts] if measured else [""]
    severity, name = (
        scribe.chance.choice(["LOW", "MEDIUM", "HIGH", "HIGH"]),
        f"O{len(scribe.events)}",
    )
    part = scribe.chance.choice([*names, ""]) or None
    at = scribe.earlier(code)
    scribe.write("ObstacleRaised", code, at, code=name, severity=severity, part=part)
    life.obstacles.append(name)


def resolve_obstacle(scribe: Scribe, code: str) -> None:
    """An obstacle resolved."""
    obstacles = scribe.lives[code].obstacles
    if obstacles:
        name = obstacles.pop(scribe.chance.randrange(len(obstacles)))
        scribe.write("ObstacleResolved", code, code=name)


def withdraw(scribe: Scribe, code: str) -> None:
    """An open commitment withdrawn."""
    scribe.write("CommitmentWithdrawn", code)
    scribe.lives[code].is_open = False


def decide_condition(scribe: Scribe, code: str) -> None:
    """The condition met, or failed; both once."""
    life = scribe.lives[code]
    if life.has_condition:
        life.has_condition, met = False, scribe.happens(0.7)
        scribe.write("ConditionMet" if met else "ConditionFailed", code)
        life.is_open = met
