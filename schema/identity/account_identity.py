"""Accounts as who vouches: for the sessions of people, and for the tokens of programs."""

import datetime as dt
from collections.abc import Callable

from schema.identity.bearer import Unauthenticated
from services.accounts.account_book import AccountBook
from services.accounts.refused import Refused
from services.accounts.sign_in import viewer_of_session, viewer_of_token
from services.permissions import Viewer
from services.state.directory import Directory

Now = Callable[[], dt.datetime]
OnRecord = Callable[[], Directory]
"""Asks who is admitted, by the log as it is now."""


class Sessions:
    """An identity provider over the secrets of sessions."""

    def __init__(self, book: AccountBook, now: Now, on_record: OnRecord) -> None:
        self._book, self._now, self._on_record = book, now, on_record

    def viewer(self, token: str) -> tuple[Viewer, float]:
        """The viewer of a session, and how many seconds it is good for. Raises Unauthenticated."""
        now = self._now()
        try:
            viewer, until = viewer_of_session(self._book, token, now, self._on_record())
        except Refused:
            raise Unauthenticated("session_over") from None
        return viewer, (until - now).total_seconds()


class Programs:
    """An identity provider over the tokens of programs."""

    def __init__(self, book: AccountBook, now: Now, on_record: OnRecord) -> None:
        self._book, self._now, self._on_record = book, now, on_record

    def viewer(self, token: str) -> tuple[Viewer, float]:
        """The viewer of a token, and how many seconds it is good for. Raises Unauthenticated."""
        now = self._now()
        try:
            viewer, until = viewer_of_token(self._book, token, now, self._on_record())
        except Refused:
            raise Unauthenticated("program") from None
        return viewer, (until - now).total_seconds()
