"""The contract of purity finds what is impure, and needs no list of what is pure."""

from grimp import ImportGraph

from tests.contracts.pure import PureContract


def graph_of(*imports: tuple[str, str]) -> ImportGraph:
    """A graph of modules that import each other so."""
    graph = ImportGraph()
    for importer, imported in imports:
        graph.add_module(importer)
        graph.add_module(imported, is_squashed=imported == "sqlalchemy")
    for root in ("services", "services.write"):
        graph.add_module(root)
    for importer, imported in imports:
        graph.add_import(importer=importer, imported=imported)
    return graph


def chains_in(graph: ImportGraph) -> list[tuple[str, ...]]:
    """The chains that break the contract."""
    options = {
        "roots": ["services"],
        "impure": ["services.write"],
        "forbidden": ["sqlalchemy"],
    }
    contract = PureContract("pure", {"root_packages": ["services"]}, options)
    chains: list[tuple[str, ...]] = contract.check(graph, verbose=False).metadata["chains"]
    return chains


def test_what_is_named_as_impure_may_use_a_database() -> None:
    assert chains_in(graph_of(("services.write.record", "sqlalchemy"))) == []


def test_a_module_that_nobody_named_is_held_to_it() -> None:
    assert chains_in(graph_of(("services.matrix.sheet", "sqlalchemy"))) == [
        ("services.matrix.sheet", "sqlalchemy")
    ]


def test_a_way_through_what_is_impure_is_found_too() -> None:
    graph = graph_of(
        ("services.matrix.sheet", "services.write.record"), ("services.write.record", "sqlalchemy")
    )
    assert chains_in(graph) == [("services.matrix.sheet", "services.write.record", "sqlalchemy")]
