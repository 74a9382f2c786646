"""For every command a history in which it is accepted."""

from services.commands.command import Command
from tests.worlds import cast, cast_admission, cast_course, cast_register, cast_steer
from tests.worlds.given import Act, History

PLAIN: tuple[tuple[History, Act], ...] = (
    (cast.DIRECTORY, cast.REGISTER_PARTY),
    (cast.DIRECTORY, cast.REGISTER_REGION),
    (cast.DIRECTORY, cast.DECLARE_OCCASION),
    (cast.OCCASION, cast.RECORD_RAKOR.but(code="R2", name="Rakor kedua")),
    (cast.OCCASION, cast.REGISTER_SOURCE.but(code="S2", sha256=cast.OTHER_SHA)),
    (cast.OCCASION, cast.NOTE_DISCREPANCY),
    (cast.NOTED, cast.RESOLVE_DISCREPANCY),
    (cast.OCCASION, cast.RECORD),
    (cast.READY, cast.REVISE),
    (cast.SPECIFIED, cast.ACCEPT),
    (cast.READY, cast.RESCHEDULE),
    (cast.READY, cast.REASSIGN),
    (cast.READY, cast.REPORT),
    (cast.READY, cast.ATTACH),
    (cast.READY.and_(cast.REPORT_ALL), cast.CLAIM_BARE),
    (cast.READY, cast.VERIFY_PROGRESS),
    (cast.CLAIMED, cast.VERIFY_FULFILMENT),
    (cast.CLAIMED, cast.REJECT),
    (cast.READY, cast.RAISE),
    (cast.HINDERED, cast.RESOLVE),
    (cast.REPORTED, cast.CORRECT.but(report=cast.REPORTED.events[-1].position)),
    (cast.REPORTED, cast.RETRACT.but(report=cast.REPORTED.events[-1].position)),
    (cast.TWO, cast.LINK),
    (cast.LINKED, cast.RELEASE),
    (cast.READY, cast.ESCALATE),
    (cast.ESCALATED, cast.ANSWER),
    (cast.READY, cast.PROPOSE_WAIVER),
    (cast.PROPOSED, cast.WAIVE),
    (cast.VERIFIED, cast.REOPEN),
    (cast.OCCASION, cast.DECLARE),
    (cast.OCCASION, cast.ERASE),
    (cast.SAID, cast.PROPOSE_REDACTION_HERE),
    (cast.TO_REDACT, cast.REDACT_HERE),
)

EXAMPLES: dict[type[Command], tuple[History, Act]] = {
    act.command: (history, act)
    for history, act in (
        *PLAIN,
        *cast_admission.EXAMPLES,
        *cast_course.EXAMPLES,
        *cast_register.EXAMPLES,
        *cast_steer.EXAMPLES,
    )
}
"""For every command a history in which it is accepted."""
