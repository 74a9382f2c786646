"""Proposes to the log whom the machine vouches for, when they sign in.

Where nothing can be recorded just then, they are signed in all the same and their roles stay
closed; it is tried again at the next sign-in.
"""

from dataclasses import dataclass

from events.log.event_log import LogUnavailable, OutcomeUnknown
from events.log.log_clock import ClockRefused
from schema.operation.security_log import note
from services.accounts.account import Account
from services.accounts.open_roles import SignedInBy
from services.accounts.vouching import to_propose
from services.permissions import MACHINE
from services.read.look_up import LookUp
from services.refusals import Refusal
from services.state.directory import Directory
from services.write.record import Recorder


@dataclass(frozen=True, slots=True)
class Proposing:
    """Knows who is admitted, and records what the machine proposes."""

    recorder: Recorder
    look_up: LookUp
    host: str
    """That passkeys are for."""

    def on_record(self) -> Directory:
        """Who is admitted, by the log as it is now."""
        return self.look_up.directory()

    def propose(self, account: Account, by: SignedInBy) -> None:
        """Record what is to be proposed of who has signed in by this; wait for it."""
        for command in to_propose(account, by, self.host, self.on_record()):
            try:
                self.recorder.record(command, MACHINE)
                result = "done"
            except Refusal as refusal:
                result = refusal.message_key
            except (ClockRefused, LogUnavailable, OutcomeUnknown) as error:
                result = str(error) or type(error).__name__
            note("propose", result, person=account.person, role=command.role.value)
