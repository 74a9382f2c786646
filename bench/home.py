"""The home screen over HTTP, against bare starlette that returns the same bytes.

Both servers are processes of their own, both stand all the time, and in each round the same load
(GET, 16 connections, each asking again as soon as it is answered) is put first on one and then on
the other. The ratio is answers a second; beside it stands the ratio of what an answer costs the
server in CPU, which a busy machine changes less. The load's process has a core of its own only if
there are two.
"""

import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

from bench.documents import HOME, SCREENS, get, query_path, report_requests
from bench.load import Loading, Order, Told, load
from bench.servers import Caller, Peer, Rakor, Running
from bench.table import Found, Row, number
from bench.worlds import Setting

CLIENTS = 16
WRITERS = 20
"""Clients that each report once a second, evenly spread."""
BARE = "bare starlette, same bytes"
SAME = Row("home screen, one position, PUBLIC, 16 connections: answers a second", BARE, 0.5, 0.9)
UNCHANGED = Row(
    "the same with `If-None-Match`: 304s a second", "bare starlette answering 304", 0.7, 1
)
WRITTEN = Row(
    "three documents in turn while 20 events a second are written: answers a second",
    f"{BARE}, nothing written",
    0.3,
    0.6,
)
SLOWEST = Row("the slowest 1 % of these answers: time", "their median", 20, is_cost=True)


def expect(told: Told, status: int) -> Told:
    """A load that was answered with one status alone. Raises SystemExit for any other."""
    if set(told.statuses) != {str(status)}:
        raise SystemExit(f"a load of the bench was answered {told.statuses}, not {status}")
    return told


class Rivals:
    """Ours and a bare server, which get the same load in turn."""

    def __init__(self, setting: Setting) -> None:
        self._seconds = setting.seconds
        self.speeds: list[float] = []
        self._costs: list[float] = []
        self._rates: list[float] = []

    def order(self, server: Running, requests: list[str]) -> Order:
        """A load of this kind."""
        return Order(server.port, requests, CLIENTS, self._seconds)

    def measured(self, server: Running, requests: list[str]) -> tuple[Told, float]:
        """One load on one of them, and the CPU that its server spent meanwhile."""
        before = server.cpu
        told = load(self.order(server, requests))
        return told, server.cpu - before

    def note(self, ours: tuple[Told, float], bare: tuple[Told, float]) -> None:
        """Note a round."""
        self.speeds.append(ours[0].rate / bare[0].rate)
        self._costs.append((ours[1] / ours[0].answers) / (bare[1] / bare[0].answers))
        self._rates.append(ours[0].rate)

    def also(self) -> str:
        """What stands beside the ratio of speeds."""
        cost, rate = statistics.median(self._costs), statistics.median(self._rates)
        return f"{rate:,.0f} a second; server CPU an answer {number(cost)} times the baseline's"


def measure(setting: Setting) -> Iterator[Found]:
    """The four rows."""
    with ExitStack() as stack:
        rakor = stack.enter_context(Rakor(setting.home()))
        files = screens(setting, rakor)
        bare = stack.enter_context(Peer("bare_starlette", *files))
        yield same(setting, rakor, bare)
        yield unchanged(setting, rakor, bare)
        yield from written(setting, rakor, bare)


def screens(setting: Setting, rakor: Rakor) -> list[str]:
    """Files with what the server answers to the three documents, for the peer."""
    files = []
    with Caller(rakor.port) as caller:
        for document in SCREENS:
            answer = caller.query(document)
            answer.data()
            files.append(setting.folder / f"screen-{setting.number()}")
            files[-1].write_bytes(answer.body)
    return [str(file) for file in files]


def same(setting: Setting, rakor: Rakor, bare: Peer) -> Found:
    """The home screen again and again, nothing written."""
    rivals = Rivals(setting)
    for _ in range(setting.rounds):
        ours = rivals.measured(rakor, [get(query_path(HOME))])
        theirs = rivals.measured(bare, [get("/0")])
        expect(ours[0], 200)
        expect(theirs[0], 200)
        rivals.note(ours, theirs)
    return SAME.found(rivals.speeds, rivals.also())


def unchanged(setting: Setting, rakor: Rakor, bare: Peer) -> Found:
    """The home screen again and again, by clients that have it; each round with a fresh ETag.

    The minute is part of an ETag: a round in which it changes is measured again.
    """
    rivals = Rivals(setting)
    while len(rivals.speeds) < setting.rounds:
        with Caller(rakor.port) as caller:
            etag = caller.query(HOME).etag
        if etag is None:
            return UNCHANGED.without("no ETag yet")
        ours = rivals.measured(rakor, [get(query_path(HOME), if_none_match=etag)])
        statuses = set(ours[0].statuses)
        if "304" not in statuses:
            return UNCHANGED.without(f"an ETag, but no 304: {ours[0].statuses}")
        if not statuses <= {"200", "304"}:
            raise SystemExit(f"a load of the bench was answered {ours[0].statuses}")
        if statuses == {"304"}:
            theirs = rivals.measured(bare, [get("/etag", if_none_match='"0"')])
            expect(theirs[0], 304)
            rivals.note(ours, theirs)
    return UNCHANGED.found(rivals.speeds, rivals.also())


def written(setting: Setting, rakor: Rakor, bare: Peer) -> Iterator[Found]:
    """Three documents in turn, while twenty more clients report progress once a second each."""
    rivals = Rivals(setting)
    slowest, writes = [], []
    documents = [get(query_path(document)) for document in SCREENS]
    pages = [get(f"/{n}") for n in range(len(documents))]
    for _ in range(setting.rounds):
        reports = report_requests(setting.sizes.commitments, rakor.bearer_of, setting.number())
        order = replace(rivals.order(rakor, reports), clients=WRITERS, every=1.0)
        writer = Loading(order)
        ours = rivals.measured(rakor, documents)
        writes.append(expect(writer.told(), 200).rate)
        theirs = rivals.measured(bare, pages)
        expect(ours[0], 200)
        expect(theirs[0], 200)
        rivals.note(ours, theirs)
        slowest.append(ours[0].slowest / ours[0].median)
    also = f"{rivals.also()}; {statistics.median(writes):.0f} events a second were written"
    yield WRITTEN.found(rivals.speeds, also)
    yield SLOWEST.found(slowest)
