"""A contract of import-linter: whatever is not named as impure reaches no database, by no way."""

from typing import Any, cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.domain.helpers import module_expressions_to_modules


class PureContract(Contract):
    """All modules below `roots` are pure but `impure`: no chain of imports leads to `forbidden`.

    A new module is held to it without being named, in whatever room it stands.
    """

    type_name = "pure"

    roots = fields.SetField(subfield=fields.StringField())
    impure = fields.SetField(subfield=fields.ModuleExpressionField())
    forbidden = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Find the shortest chain from each pure module to what is forbidden."""
        named = {
            module.name for module in module_expressions_to_modules(graph, cast(Any, self.impure))
        }
        impure = named.union(*(graph.find_descendants(module) for module in named))
        chains = [
            chain
            for root in sorted(cast(set[str], self.roots))
            for module in sorted(graph.find_descendants(root) - impure)
            for target in sorted(cast(set[str], self.forbidden) & graph.modules)
            if (chain := graph.find_shortest_chain(importer=module, imported=target))
        ]
        return ContractCheck(kept=not chains, metadata={"chains": chains})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Say each chain in a line."""
        for chain in check.metadata["chains"]:
            output.print(" -> ".join(chain))
