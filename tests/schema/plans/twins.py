"""Two applications over one server, of which only one answers by plan; neither keeps an answer."""

import json
from typing import Any

from starlette.testclient import TestClient

from schema.api.schema import SCHEMA
from schema.app import make_app
from schema.http.kept_answers import KeptAnswers
from schema.plans.plans import Outcome, Plans
from services.state.occasion import whole_minute
from tests.worlds.api import Api


class Reply:
    """An answer over HTTP."""

    def __init__(self, client: TestClient, asked: dict[str, Any], headers: dict[str, str]) -> None:
        answer = client.post("/graphql", json=asked, headers=headers)
        self.status, self.body = answer.status_code, answer.content
        # How well a body is packed depends on the order of its errors; each request has its own id.
        own = ("content-length", "x-request-id")
        self.headers = {name: value for name, value in answer.headers.items() if name not in own}

    @property
    def said(self) -> Any:
        """The body as JSON, errors in one order: resolvers that wait end in any."""
        body = json.loads(self.body)
        body.get("errors", []).sort(key=json.dumps)
        return body


class Twins:
    """The same questions to both."""

    def __init__(self, api: Api) -> None:
        self.plans, self._look_up = Plans(SCHEMA), api.server.house.look_up
        on, off = (api.settings.model_copy(update={"plans": plans}) for plans in (True, False))
        apps = [
            make_app(one, api.server, kept=KeptAnswers(0), plans=self.plans) for one in (on, off)
        ]
        self._on, self._off = (TestClient(app, raise_server_exceptions=False) for app in apps)

    def ask(
        self,
        query: str,
        variables: dict[str, Any] | None = None,
        token: str | None = None,
        language: str = "id",
    ) -> tuple[Outcome | None, Reply, Reply]:
        """What became of a plan, the answer with plans, and the one without."""
        headers = {"accept-language": language}
        if token:
            headers["authorization"] = f"Bearer {token}"
        asked = {"query": query, "variables": variables or {}}
        while True:
            minute, before = whole_minute(self._look_up.time()), self.plans.outcomes.copy()
            with_plans = Reply(self._on, asked, headers)
            outcome = next(iter(self.plans.outcomes - before), None)
            without = Reply(self._off, asked, headers)
            if whole_minute(self._look_up.time()) == minute:  # else "now" was not the same for both
                return outcome, with_plans, without

    def must_agree(self, query: str, *more: Any, **named: Any) -> Outcome | None:
        """Ask both, and hold one answer to the other; what became of a plan."""
        outcome, one, other = self.ask(query, *more, **named)
        if one.body != other.body:
            assert b'"errors"' in other.body, (query, more, named)
            assert one.said == other.said, (query, more, named)
        assert (one.status, one.headers) == (other.status, other.headers)
        if outcome is Outcome.WRITTEN:
            assert b'"errors"' not in one.body
        return outcome
