"""Every mutation tried by everyone who may not: nothing is written.

`tests/data/open_mutations.txt` is the table: each mutation, and the roles that may send it. A
mutation that is not in it is open to nobody, so who adds one has it refused here, and decides.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from events.facts.vocabulary import Role
from schema.api.schema import SCHEMA
from tests.worlds.api import DATA
from tests.worlds.furniture import COORDINATOR, OCCASION, OWNERS, RECORDER, VERIFIER
from tests.worlds.hall import BYSTANDER, LEADER, Hall, acts

RIGHTFUL = {
    Role.RECORDER: RECORDER,
    Role.COORDINATOR: COORDINATOR,
    Role.VERIFIER: VERIFIER,
    Role.OWNER: OWNERS["D01"],
    Role.LEADER: LEADER,
    Role.AUDITOR: BYSTANDER,
    Role.ADMINISTRATOR: BYSTANDER,
}
OUTCOME = "fragment Outcome on MutationPayload { position events { position } userErrors { code } }"
"""What a client asks of every mutation, once for all of them."""
TOKEN_ROLES = [role for role in Role if role is not Role.SYSTEM]


def table() -> dict[str, list[Role]]:
    """Each mutation, and the roles that may send it."""
    lines = (DATA / "open_mutations.txt").read_text("utf-8").splitlines()
    parts = (line.split(": ") for line in lines)
    return {mutation: [Role(role) for role in roles.split(", ")] for mutation, roles in parts}


OF_ANY_OWNER = "commitmentRaiseObstacle"
"""Any party may turn out to be hindered; else an OWNER is who owns what it is about."""
WRONG = [
    (mutation, role)
    for mutation, roles in table().items()
    for role in TOKEN_ROLES
    if role not in roles or (role is Role.OWNER and mutation != OF_ANY_OWNER)
]
RIGHT = [(mutation, role) for mutation, roles in table().items() for role in roles]


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A furnished log that nobody here may write to."""
    with Hall.furnished(tmp_path_factory.mktemp("hall")) as furnished:
        yield furnished


@pytest.fixture(scope="module")
def inputs(hall: Hall) -> dict[str, dict[str, Any]]:
    """An input for every mutation."""
    wrote = hall.everything_once()
    region = {"code": "62.05.09", "name": "Used", "level": "DISTRICT"}
    hall.secretary("regionRegister", regions=[region], idempotencyKey="used-before")
    return acts(wrote["report"], wrote["proposal"])


def test_no_mutation_of_the_schema_is_forgotten(inputs: dict[str, dict[str, Any]]) -> None:
    mutations = SCHEMA._schema.mutation_type
    assert mutations is not None
    assert set(mutations.fields) == set(table()) == set(inputs)
    assert all(Role.PUBLIC not in roles and Role.SYSTEM not in roles for roles in table().values())


@pytest.mark.parametrize(("mutation", "role"), WRONG, ids=str)
def test_a_wrong_role_writes_nothing(
    hall: Hall, inputs: dict[str, dict[str, Any]], mutation: str, role: Role
) -> None:
    before = hall.size()
    refused = hall.refusals(mutation, role.value, BYSTANDER, **inputs[mutation])
    assert refused == ["NOT_AUTHORISED"]
    assert hall.size() == before


@pytest.mark.parametrize("mutation", table())
def test_nobody_writes_without_a_token_or_a_party(
    hall: Hall, inputs: dict[str, dict[str, Any]], mutation: str
) -> None:
    name = mutation[0].upper() + mutation[1:]
    query = f"mutation M($input: {name}Input!) {{ {mutation}(input: $input) {{ ...Outcome }} }}"
    before = hall.size()
    given = {"input": {"idempotencyKey": "k", **inputs[mutation]}}
    every_role = hall.token(*(role.value for role in TOKEN_ROLES))
    for token in (None, every_role):
        payload = hall.data(query + OUTCOME, token, **given)[mutation]
        assert payload["userErrors"] == [{"code": "NOT_AUTHORISED"}]
        assert (payload["position"], payload["events"]) == (None, [])
    assert hall.size() == before


@pytest.mark.parametrize(("mutation", "role"), RIGHT, ids=str)
def test_a_role_that_is_not_acted_in_does_not_help(
    hall: Hall, inputs: dict[str, dict[str, Any]], mutation: str, role: Role
) -> None:
    before = hall.size()
    given = inputs[mutation] | {"actAs": "AUDITOR" if role is not Role.AUDITOR else "LEADER"}
    assert hall.refusals(mutation, role.value, RIGHTFUL[role], **given) == ["NOT_AUTHORISED"]
    assert hall.size() == before


@pytest.mark.parametrize(("mutation", "role"), RIGHT, ids=str)
def test_the_right_role_is_not_turned_away(
    hall: Hall, inputs: dict[str, dict[str, Any]], mutation: str, role: Role
) -> None:
    party = OWNERS["D02"] if mutation == "commitmentResolveObstacle" else RIGHTFUL[role]
    stale = as_they_may(role, mutation, inputs[mutation]) | {"expectedVersion": 1_000}
    (code,) = hall.refusals(mutation, role.value, party, **stale)
    assert code in ("VERSION_CONFLICT", "BAD_USER_INPUT")


def as_they_may(role: Role, mutation: str, given: dict[str, Any]) -> dict[str, Any]:
    """An input with what a role needs: a recorder a source, a leader what was proposed."""
    if role is Role.RECORDER and mutation in BY_SOURCE:
        return {**given, "source": f"source:{OCCASION}/S1"}
    if role is Role.LEADER and mutation == "commitmentWithdraw":
        return {"withdrawal": f"withdrawal:{OCCASION}/D02/Z1"}
    return given


BY_SOURCE = ("commitmentAssignOwner", "commitmentSetDeadline", "commitmentDefineIndicator")
"""What a recorder records as a source states it, and not of itself."""
NEVER = [
    (mutation, role)
    for mutation, roles in table().items()
    for role in TOKEN_ROLES
    if not {role, Role.OWNER} & set(roles)
]
"""Who could not issue a command, whatever it is about."""


@pytest.mark.parametrize(("mutation", "role"), NEVER, ids=str)
def test_a_role_that_never_may_learns_of_no_id_and_of_no_key(
    hall: Hall, inputs: dict[str, dict[str, Any]], mutation: str, role: Role
) -> None:
    """Whether something is on record, or a key was used, is told to who might write it."""
    unknown = {
        name: value.replace(f":{OCCASION}", ":nowhere") if isinstance(value, str) else value
        for name, value in inputs[mutation].items()
    }
    used = {**inputs[mutation], "idempotencyKey": "used-before"}
    for party, given in ((BYSTANDER, unknown), (RECORDER, used)):
        assert hall.refusals(mutation, role.value, party, **given) == ["NOT_AUTHORISED"]


def test_whoever_might_write_it_is_told_of_ids_and_of_keys(
    hall: Hall, inputs: dict[str, dict[str, Any]]
) -> None:
    withdrawn = ("commitmentWithdraw", "COORDINATOR", RECORDER)
    given = inputs["commitmentWithdraw"]
    nowhere = {**given, "commitment": "commitment:nowhere/D01"}
    assert hall.refusals(*withdrawn, **nowhere) == ["NOT_FOUND"]
    used = {**given, "idempotencyKey": "used-before"}
    assert hall.refusals(*withdrawn, **used) == ["IDEMPOTENCY_MISMATCH"]
