"""Documents that clients name instead of sending: trusted ones, and automatic persisted queries."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from graphql import FieldNode, TypeInfo, TypeInfoVisitor, Visitor, is_object_type, parse, visit

from schema.api.schema import SCHEMA
from schema.app import pages_folder
from schema.http.graphql_request import GraphQLRequest
from schema.http.persisted_documents import PersistedDocuments, UnknownDocument
from services.permissions import PUBLIC
from tests.worlds.api import Api
from tests.worlds.hall import THE_OCCASION
from tests.worlds.secrets import Vault
from tests.worlds.world import StillClock

ASKED = "{ log { origin } }"
TRUSTED = "query Kegiatan { occasions(first: 5) { edges { node { code } } } }"
GRAPHQL = "application/graphql-response+json"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def automatic(text: str) -> dict[str, Any]:
    """What Apollo's and urql's clients add to a request."""
    return {"persistedQuery": {"version": 1, "sha256Hash": sha256(text)}}


def post(api: Api, accept: str = "application/json", token: str | None = None, **body: Any) -> Any:
    headers = {"accept": accept, **({"authorization": f"Bearer {token}"} if token else {})}
    return api.client.post("/graphql", json=body, headers=headers)


@pytest.mark.parametrize("accept, status", [("application/json", 200), (GRAPHQL, 400)])
def test_a_client_that_tries_the_digest_first_falls_back_and_succeeds(
    tmp_path: Path, accept: str, status: int
) -> None:
    with Api(tmp_path) as api:
        tried = post(api, accept, extensions=automatic(ASKED))
        assert (tried.status_code, tried.json()["errors"]) == (
            status,
            [
                {
                    "message": "PersistedQueryNotFound",
                    "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"},
                }
            ],
        )
        assert "no-store" in tried.headers["cache-control"]
        sent = post(api, accept, query=ASKED, extensions=automatic(ASKED))
        again = post(api, accept, extensions=automatic(ASKED))
        assert again.status_code == 200
        assert again.json()["data"] == sent.json()["data"] == post(api, query=ASKED).json()["data"]


def test_a_document_that_is_named_is_answered_by_get_and_kept(tmp_path: Path) -> None:
    with Api(tmp_path, clock=StillClock().log_clock()) as api:
        post(api, query=TRUSTED, extensions=automatic(TRUSTED))
        automatically = {"extensions": json.dumps(automatic(TRUSTED))}
        named = {"documentId": f"sha256:{sha256(TRUSTED)}"}
        first = api.client.get("/graphql", params=automatically)
        assert first.json()["data"] == {"occasions": {"edges": []}}
        assert "max-age" in first.headers["cache-control"]
        assert api.client.get("/graphql", params=named).headers["etag"] == first.headers["etag"]
        headers = {"if-none-match": first.headers["etag"]}
        for asked in (automatically, named):
            assert api.client.get("/graphql", params=asked, headers=headers).status_code == 304


def test_what_cannot_be_executed_is_not_remembered(tmp_path: Path) -> None:
    with Api(tmp_path) as api:
        assert post(api, query="{ unknown }", extensions=automatic("{ unknown }")).json()["errors"]
        tried = post(api, extensions=automatic("{ unknown }")).json()
        assert tried["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    "body",
    [
        {"query": ASKED, "extensions": automatic(TRUSTED)},
        {"query": ASKED, "documentId": "another"},
        {"documentId": ""},
        {"documentId": 7},
        {"documentId": "x" * 200},
        {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": sha256(ASKED)}}},
        {"extensions": {"persistedQuery": {"version": 1}}},
    ],
    ids=["other digest", "unknown id", "empty", "number", "long", "version 2", "no digest"],
)
def test_an_id_that_cannot_be_used_is_told(tmp_path: Path, body: dict[str, Any]) -> None:
    with Api(tmp_path) as api:
        answer = post(api, **body)
        assert answer.status_code == 400
        assert "SHA-256" in answer.json()["errors"][0]["message"]


def relay(texts: dict[str, str]) -> str:
    return json.dumps(texts)


def apollo(texts: dict[str, str]) -> str:
    operations = [
        {"id": name, "name": "A", "type": "query", "body": text} for name, text in texts.items()
    ]
    kind = "apollo-persisted-query-manifest"
    return json.dumps({"format": kind, "version": 1, "operations": operations})


@pytest.mark.parametrize("write", [relay, apollo])
@pytest.mark.parametrize("name", ["5f2e9d0c", f"sha256:{sha256(TRUSTED)}", sha256(TRUSTED)])
def test_documents_of_a_manifest_are_known_from_the_start(
    tmp_path: Path, write: Any, name: str
) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(write({name.removeprefix("sha256:"): TRUSTED}))
    with Api(tmp_path, documents=str(manifest)) as api:
        answer = post(api, documentId=name, operationName="Kegiatan").json()
        assert answer["data"] == {"occasions": {"edges": []}}


def test_without_a_token_only_trusted_documents_are_answered_where_it_is_set(
    tmp_path: Path,
) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(relay({"a": TRUSTED}))
    with Api(tmp_path, documents=str(manifest), trusted_only=True) as api:
        assert "errors" not in post(api, documentId="a").json()
        assert "errors" not in post(api, query=TRUSTED).json()
        refused = post(api, query=ASKED, extensions=automatic(ASKED))
        assert refused.status_code == 403
        code = refused.json()["errors"][0]["extensions"]["code"]
        assert code == "PERSISTED_QUERY_NOT_IN_LIST"
        auditor = api.token("AUDITOR", party="BPK")
        post(api, query=ASKED, extensions=automatic(ASKED), token=auditor)
        assert post(api, extensions=automatic(ASKED)).status_code == 403
        assert "errors" not in post(api, extensions=automatic(ASKED), token=auditor).json()


def test_the_board_s_documents_are_trusted(tmp_path: Path) -> None:
    with Api(tmp_path, trusted_only=True) as api:
        manifest = api.client.get("/board/persisted-documents.json").json()
        named = {text.split("(")[0].split()[1] for text in manifest.values()}
        assert {"Papan", "Audit", "Judged", "Admissions"} <= named
        for name, text in manifest.items():
            assert name == sha256(text)
            assert post(api, documentId=f"sha256:{name}").status_code == 200


QUESTIONS = sorted(pages_folder("questions").glob("*.graphql"))


@pytest.mark.parametrize("file", QUESTIONS, ids=lambda file: file.stem)
def test_the_auditor_s_questions_are_answered_whole(vault: Vault, file: Path) -> None:
    auditor = vault.token("AUDITOR", party="BPK")
    given = {"occasion": THE_OCCASION} if "$occasion" in file.read_text() else {}
    answer = vault.ask(file.read_text(), given, auditor)
    assert "errors" not in answer
    assert None not in [value for part in answer["data"].values() for value in part.values()]


def test_every_question_of_the_audit_is_in_a_trusted_document(tmp_path: Path) -> None:
    with Api(tmp_path) as api:
        trusted = api.client.get("/board/persisted-documents.json").json().values()
    types = TypeInfo(SCHEMA._schema)
    asked = set[str]()

    class Asked(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            parent = types.get_parent_type()
            if parent and parent.name in ("Audit", "Admissions"):
                asked.add(node.name.value)

    for text in trusted:
        visit(parse(text), TypeInfoVisitor(types, Asked()))
    known = [SCHEMA._schema.get_type(name) for name in ("Audit", "Admissions")]
    every = {name for each in known if is_object_type(each) for name in each.fields}
    assert every - asked == {"admissions"}  # which is asked for the log as a whole


def test_what_is_registered_has_a_bound() -> None:
    kept = PersistedDocuments({}, 10_000, only_trusted=False)
    texts = [f"query Q{number} {{ log {{ origin }} }}" for number in range(100)]
    for text in texts:
        kept.register(GraphQLRequest(text, None, None, sha256(text)))
        assert kept.bytes <= 10_000
    last = GraphQLRequest("", None, None, sha256(texts[-1]))
    assert kept.resolved(last, PUBLIC).query == texts[-1]
    with pytest.raises(UnknownDocument):
        kept.resolved(GraphQLRequest("", None, None, sha256(texts[0])), PUBLIC)


def test_no_other_text_is_registered_under_a_digest() -> None:
    kept = PersistedDocuments({}, 10_000, only_trusted=False)
    kept.register(GraphQLRequest(ASKED, None, None, "another"))
    assert kept.bytes == 0
