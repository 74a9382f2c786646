"""The closed union of facts: what can stand in the log.

To add or to change one, see `docs/developers.md`.
"""

from types import ModuleType

from pydantic.alias_generators import to_snake

from events.facts import (
    claim,
    commitment,
    deadline,
    declaration,
    dependency,
    discrepancy,
    erasure,
    escalation,
    evidence,
    indicator,
    log,
    obstacle,
    occasion,
    owner,
    party,
    rakor,
    region,
    report,
    source,
    verdict,
    waiver,
)
from events.facts.fact import Earlier, Fact
from events.facts.versions import Shape, shapes_of

NOUNS: tuple[ModuleType, ...] = (
    *(log, party, region, occasion, rakor, source, discrepancy),
    *(commitment, owner, deadline, indicator, report, evidence, claim, verdict, obstacle),
    *(dependency, escalation, waiver, declaration, erasure),
)
"""What facts are about, a module each; a fact of such a module needs no line here."""


def facts_of(noun: ModuleType) -> list[type[Fact]]:
    """The facts that a module declares, in its order, without their earlier shapes."""
    declared = [each for each in vars(noun).values() if isinstance(each, type)]
    return [
        each
        for each in declared
        if each.__module__ == noun.__name__
        and issubclass(each, Fact)
        and not issubclass(each, Earlier)
    ]


FACT_TYPES: tuple[type[Fact], ...] = tuple(fact for noun in NOUNS for fact in facts_of(noun))

SHAPES: dict[tuple[str, int], Shape] = {
    place: shape for fact in FACT_TYPES for place, shape in shapes_of(fact).items()
}
"""Every shape that was ever published, by name and version: what a reader of bytes knows."""


def event_type_name(fact_type: type[Fact]) -> str:
    """The fact's name as an API enum value: `ProgressReported` becomes `PROGRESS_REPORTED`."""
    return to_snake(fact_type.type_name()).upper()
