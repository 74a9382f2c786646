"""An office set up from nothing, line by line as docs/operators.md tells it, on a real server."""

from pathlib import Path

from tests.worlds.browser import END, REGISTER
from tests.worlds.installed import Installed


def test_an_office_is_set_up_from_an_empty_folder(tmp_path: Path) -> None:
    with Installed(tmp_path / "data") as office:
        ways = {"passkeys": True, "provider": None, "development": False}
        assert office.serving.get("/account/ways") == (200, ways)

        siti = office.come(office.add("Siti", "SETDA", "ADMINISTRATOR"))
        assert siti.roles() == ["ADMINISTRATOR"]

        budi = office.come(office.add("Budi", "SETDA", "RECORDER"))
        assert budi.roles() == ["RECORDER"]
        for code in ("SETDA", "DISKOMINFO", "INSPEKTORAT", "DINKES"):
            assert budi.record(REGISTER, code=code, name=code, kind="AGENCY") == []

        tono = office.come(office.add("Tono", "DISKOMINFO", "ADMINISTRATOR"))
        assert (tono.roles(), tono.closed()) == (["PUBLIC"], {"ADMINISTRATOR": "WAITS"})
        assert siti.admit("Tono", "ADMINISTRATOR") == []
        assert tono.roles() == ["ADMINISTRATOR"]

        wished = {"name": "Rina", "party": "party:DINKES", "roles": ["OWNER"]}
        rina = office.come(siti.act("people/add", **wished)["link"].partition("#")[2])
        assert rina.closed() == {"OWNER": "NOT_ADMITTED"}
        assert siti.admit("Rina", "OWNER") == []
        assert rina.roles() == ["OWNER"]

        wished = {"name": "Wati", "party": "party:INSPEKTORAT", "roles": ["VERIFIER"]}
        wati = office.come(siti.act("people/add", **wished)["link"].partition("#")[2])
        assert siti.admit("Wati", "VERIFIER") == []
        assert wati.closed() == {"VERIFIER": "WAITS"}
        assert siti.admit("Wati", "VERIFIER") == ["SEPARATION_OF_DUTIES"]
        assert tono.admit("Wati", "VERIFIER") == []
        assert wati.roles() == ["VERIFIER"]

        whom = wati.account()["person"]
        assert siti.record(END, person=whom, role="VERIFIER") == []
        assert wati.closed() == {"VERIFIER": "ENDED"}
        again = office.come(tono.act("people/link", person=whom)["link"].partition("#")[2])
        assert again.closed() == {"VERIFIER": "ENDED"}
        assert [each.admit("Wati", "VERIFIER") for each in (siti, tono)] == [[], []]
        assert again.roles() == ["VERIFIER"]

        siti.act("people/block", person=whom, isBlocked=True)
        assert again.ask().status_code == 401
    assert office.rakor("verify", str(tmp_path / "data")).returncode == 0


def test_the_only_administrator_who_lost_every_key_begins_anew_on_record(tmp_path: Path) -> None:
    with Installed(tmp_path / "data") as office:
        lost = office.come(office.add("Siti", "SETDA", "ADMINISTRATOR"))
        assert lost.roles() == ["ADMINISTRATOR"]
        link = office.rakor("account", "link", "Siti").stdout.strip().partition("#")[2]
        siti = office.come(link)
        assert siti.roles() == ["ADMINISTRATOR"]
        assert lost.ask().status_code == 401
        budi = office.come(office.add("Budi", "SETDA", "RECORDER"))
        register = {"code": "SETDA", "name": "Sekretariat Daerah", "kind": "AGENCY"}
        assert budi.record(REGISTER, **register) == []
        assert siti.record(END, person=budi.account()["person"], role="RECORDER") == []
    assert office.rakor("verify", str(tmp_path / "data")).returncode == 0
