"""What a command says of itself."""

import pytest

from services.commands.all import COMMANDS
from services.commands.command import Command
from services.commands.values import About, CommitmentId, PartyId
from services.commands.withdrawal import Withdraw

NAMES_NOTHING = {
    "partyRegister",
    "regionRegister",
    "occasionDeclare",
    "reportCorrect",
    "reportRetract",
    "personAdmit",
    "admissionEnd",
    "personErase",
    "textProposeRedaction",
    "textRedact",
    "commitmentWithdraw",
}
"""They make something known, are about an event, or name what they are about in one of two ways."""


class Promise(Command):
    """A command with field names of its own."""

    instead_of: CommitmentId
    broken_word: About[CommitmentId]
    given_by: PartyId


def test_what_a_command_is_about_is_declared_and_not_guessed_from_a_name() -> None:
    assert Promise.named_in() == ("brokenWord",)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command.mutation))
def test_a_command_about_something_on_record_names_it_in_one_field(command: type[Command]) -> None:
    assert len(command.named_in()) == (command.mutation not in NAMES_NOTHING)


def test_a_withdrawal_says_in_which_of_two_fields_it_names_what_it_is_about() -> None:
    named = {"commitment": "commitment:psu/D1"}, {"withdrawal": "withdrawal:psu/D1/Z1"}
    given = ({"idempotencyKey": "k", **field} for field in named)
    fields = [Withdraw.model_validate(each).names_it_in() for each in given]
    assert fields == [("commitment",), ("withdrawal",)]
