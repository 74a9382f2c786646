"""Institutions and regions are called what they were called then; heirs stand in their place."""

from typing import Any

from tests.worlds.furniture import OCCASION
from tests.worlds.hall import D01, D02, THE_OCCASION, Hall
from tests.worlds.world import World

NAMED = """query ($c: ID!, $asOf: AsOf) { commitment(id: $c, asOf: $asOf) {
    owner { id code name } firstOwner { code name }
    regions { region { id code name } }
    history(first: 9, types: [OWNER_ASSIGNED]) { edges { node {
        ... on OwnerAssigned { owner { code name } } } } }
} }"""


def named(hall: Hall, about: str, as_of: dict[str, Any] | None = None) -> Any:
    """Who owns a commitment and where, by name."""
    return hall.data(NAMED, hall.token("AUDITOR", party="BPK"), c=about, asOf=as_of)["commitment"]


def test_a_name_is_that_of_the_read_point(hall: Hall) -> None:
    hall.at("2025-07-20T08:00:00+07:00")
    place = hall.secretary("partyRename", party="party:DINKES", name="Agency of Health")["position"]
    hall.secretary("regionRename", region="region:62.05.01", name="New name")
    now = named(hall, D02)
    assert now["owner"] == {"id": "party:DINKES", "code": "DINKES", "name": "Agency of Health"}
    assert now["regions"][0]["region"]["name"] == "New name"
    for then in ({"position": place - 1}, {"effectiveAt": "2025-07-20T07:59:00+07:00"}):
        before = named(hall, D02, then)
        assert before["owner"] == now["owner"] | {"name": "Institution DINKES"}
        assert before["firstOwner"]["name"] == "Institution DINKES"
        assert before["regions"][0]["region"]["name"] == "Region 62.05.01"
        (edge,) = before["history"]["edges"]
        assert edge["node"]["owner"]["name"] == "Institution DINKES"
    everywhere = """{ parties(first: 9) { edges { node { code name } } }
        regions(first: 9) { edges { node { code name } } }
        party: node(id: "party:DINKES") { ... on Party { name } } }"""
    found = hall.data(everywhere)
    parties = {edge["node"]["code"]: edge["node"]["name"] for edge in found["parties"]["edges"]}
    regions = {edge["node"]["code"]: edge["node"]["name"] for edge in found["regions"]["edges"]}
    assert (parties["DINKES"], regions["62.05.01"]) == ("Agency of Health", "New name")
    assert found["party"] == {"name": "Agency of Health"}


def test_a_name_may_have_changed_before_it_was_recorded(hall: Hall) -> None:
    """What was known by a position, and what held at a minute, are two questions."""
    hall.at("2025-07-20T08:00:00+07:00")
    place = hall.secretary(
        "partyRename",
        party="party:DINKES",
        name="Agency of Health",
        occurredAt="2025-07-15T08:00:00+07:00",
    )["position"]
    in_between = "2025-07-17T08:00:00+07:00"
    known = named(hall, D02, {"position": place, "effectiveAt": in_between})
    assert known["owner"]["name"] == "Agency of Health"
    unknown = named(hall, D02, {"position": place - 1, "effectiveAt": in_between})
    assert unknown["owner"]["name"] == "Institution DINKES"


def owned(hall: Hall, *owners: str, as_of: dict[str, Any] | None = None) -> list[str]:
    """Codes of the commitments that some parties own."""
    query = """query ($o: ID!, $owners: [ID!], $asOf: AsOf) {
        commitments(occasion: $o, filter: {owners: $owners}, asOf: $asOf) {
            edges { node { code } } } }"""
    ids = [f"party:{owner}" for owner in owners]
    edges = hall.data(query, o=THE_OCCASION, owners=ids, asOf=as_of)["commitments"]["edges"]
    return [edge["node"]["code"] for edge in edges]


def test_an_heir_owns_what_the_old_party_owned(hall: Hall) -> None:
    hall.at("2025-07-20T08:00:00+07:00")
    heir = {"party": "party:DINKES", "successor": "party:POLRES"}
    place = hall.secretary("partySucceed", **heir)["position"]
    found = named(hall, D02)
    assert (found["owner"]["code"], found["firstOwner"]["code"]) == ("POLRES", "DINKES")
    assert owned(hall, "POLRES") == owned(hall, "DINKES") == ["D02"]
    hall.owner("commitmentReportProgress", D02, party="POLRES", value=1, region="region:62.05.01")
    then = {"position": place - 1}
    assert named(hall, D02, then)["owner"]["code"] == "DINKES"
    assert (owned(hall, "POLRES", as_of=then), owned(hall, "DINKES", as_of=then)) == ([], ["D02"])
    assert named(hall, D01)["owner"]["code"] == "KPU-LOG"


def test_names_and_heirs_outlive_the_program(world: World) -> None:
    world.at("2025-07-20T01:00:00Z")
    world.secretary("partyRename", party="party:DINKES", name="Agency of Health")
    world.secretary("partySucceed", party="party:DINKES", successor="party:POLRES")
    world.secretary("regionRename", region="region:62.05.01", name="New name")
    point = world.look_up.now()
    world.close()
    with World(world.folder) as again:
        again.at("2025-07-20T01:00:00Z")
        view = again.look_up.occasion(OCCASION, point)
        assert view is not None
        party, region = view.names.party("DINKES"), view.names.region("62.05.01")
        assert party is not None
        assert region is not None
        assert view.names.name_of(party) == "Agency of Health"
        assert view.names.name_of(region) == "New name"
        assert view.names.holder("DINKES") == "POLRES"
