"""Decisions about who is let in: by one, or by two who are not the same."""

from events.facts import admission as facts
from events.facts.vocabulary import Role
from services.commands import admission as commands
from services.decisions.deciding import Decided, Situation, require_party
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.admission import Admissions, Asked, Objection, admitter


def admit_person(command: commands.AdmitPerson, situation: Situation) -> list[Decided]:
    """PersonAdmitted: it counts at once, waits for the second administrator, or is that one's."""
    directory, known = situation.directory, situation.directory.admissions
    asked = Asked(command.person, command.party, command.role, command.public_key, command.rp_id)
    by = admitter(situation.actor, situation.size)
    # The first recorder comes in before any party is on record, and the first administrator too.
    if command.role is not Role.RECORDER and not by.is_machine:
        require_party(directory, command.party, "party")
    _require_named(situation)
    _require_no_objection(known.objection(by, asked, directory.is_kin))
    if situation.is_key_usable is False:
        raise Refusal(No.BAD_USER_INPUT, "unusable_key", field=("publicKey",))
    _require_one_party(asked, situation)
    _require_own_key(asked, known)
    if any(
        _says_nothing_new(each.public_key, asked)
        for each in known.in_force(asked.role, asked.person)
    ):
        raise Refusal(No.ALREADY_EXISTS, "admitted", field=("person",))
    waiting = known.waiting(asked)
    if waiting is not None and not by.is_another(waiting.first):
        raise Refusal(No.SEPARATION_OF_DUTIES, "admitter", field=("person",))
    fact = facts.PersonAdmitted(
        person=asked.person,
        party=asked.party,
        role=asked.role,
        public_key=asked.public_key,
        rp_id=asked.rp_id,
    )
    return [Decided(command.stream(), fact)]


def _require_named(situation: Situation) -> None:
    """Refuse who has no name first: of nobody it can be said whether they were admitted."""
    if situation.actor.person is None and situation.actor.role is not Role.SYSTEM:
        raise Refusal(No.NOT_AUTHORISED, "person")


def _require_no_objection(objection: Objection | None) -> None:
    match objection:
        case Objection.NOT_ADMITTED:
            raise Refusal(No.NOT_AUTHORISED, "not_admitted")
        case Objection.ONESELF:
            raise Refusal(No.SEPARATION_OF_DUTIES, "oneself", field=("person",))
        case Objection.KIN:
            raise Refusal(No.SEPARATION_OF_DUTIES, "admits_kin", field=("person",))
        case None:
            return


def _says_nothing_new(key: str | None, asked: Asked) -> bool:
    """Whether who is admitted with a key, or without, is admitted so already."""
    return asked.public_key is None or key == asked.public_key


def _require_one_party(asked: Asked, situation: Situation) -> None:
    """Refuse a second party: whoever goes to another one is admitted anew, once the rest ended."""
    holder = situation.directory.holder
    for each in situation.directory.admissions:
        is_another = holder(each.party) != holder(asked.party)
        if each.person == asked.person and each.is_open and is_another:
            raise Refusal(No.WRONG_STATUS, "other_party", field=("party",), party=each.party)


def _require_own_key(asked: Asked, known: Admissions) -> None:
    """Refuse a key that is, or ever was, another person's: it would prove nothing."""
    if asked.public_key is not None and any(
        each.public_key == asked.public_key and each.person != asked.person for each in known
    ):
        raise Refusal(No.ALREADY_EXISTS, "key", field=("publicKey",))


def end_admission(command: commands.EndAdmission, situation: Situation) -> list[Decided]:
    """AdmissionEnded: of what counts, and of what was only proposed."""
    known = situation.directory.admissions
    _require_named(situation)
    by = admitter(situation.actor, situation.size)
    if not known.may_end(by, command.person, command.role):
        raise Refusal(No.NOT_AUTHORISED, "not_admitted")
    if not any(
        each.is_open and (each.person, each.role) == (command.person, command.role)
        for each in known
    ):
        raise Refusal(No.NOT_FOUND, "admission", field=("person",))
    fact = facts.AdmissionEnded(person=command.person, role=command.role)
    return [Decided(command.stream(), fact)]
