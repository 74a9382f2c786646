"""How often an address comes to sign in or to an account, in any way: slowed, never shut out."""

import asyncio

from starlette.requests import Request

from schema.http.addresses import Addresses
from schema.http.admission import Rates

ASKS, OPENS, ACTS = "asks", "opens", "acts"
"""What begins a sign-in and what ends it, counted apart for one follows the other; all else."""
A_MINUTE = {ASKS: 30, OPENS: 30, ACTS: 300}
"""From one address: an office may be behind it."""


class SignInRates:
    """Counts sign-ins by address. `wait`: seconds by which one is slowed at most."""

    def __init__(self, addresses: Addresses, wait: float) -> None:
        self._addresses, self._rates = addresses, Rates(wait)

    def address(self, request: Request) -> str | None:
        """From where a request comes; None where nobody can say."""
        return self._addresses.client(request.client.host if request.client else None)

    async def enter(self, bucket: str, address: str | None) -> None:
        """Count one more, and wait where there were too many. Raises TurnedAway."""
        if address is not None:
            await asyncio.sleep(self._rates.delay(f"{bucket} {address}", A_MINUTE[bucket]))
