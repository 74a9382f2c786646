"""The home screen at a position that nobody has asked for: CPU against stock strawberry.

Before each request one report is recorded over HTTP, so that no answer can be kept. The server's
CPU clock is read before the request and after its answer. "Idle before" leaves the server a tenth
of a second after the report, "right after a write" none: there, what the write left to be done
is counted with the answer. Stock strawberry answers the same document with the same data from
ready objects, in a process of its own, after the same pause. A round is the median of some.
"""

import json
import statistics
import time
from collections.abc import Iterator

from bench.documents import HOME, REPORT, query_path, report_input
from bench.servers import Caller, Peer, Rakor, Running
from bench.table import Found, Row
from bench.worlds import Setting

PAUSE = 0.1
REQUESTS = 12
"""In each round, of each kind."""
STOCK = "stock strawberry over ready objects, same selection, same data"
IDLE = Row("home screen at a new position, idle before: CPU", STOCK, 1.0, 0.3, is_cost=True)
AFTER = Row(
    "home screen at a new position, right after a write: CPU", STOCK, 2.0, 1.0, is_cost=True
)


def spent(server: Running, caller: Caller, pause: float) -> float:
    """Seconds of CPU for one home screen, after a pause."""
    time.sleep(pause)
    before = server.cpu
    answer = caller.get(query_path(HOME))
    after = server.cpu
    answer.data()
    return after - before


def measure(setting: Setting) -> Iterator[Found]:
    """The two rows."""
    idle, after, costs = [], [], []
    data = setting.folder / f"home-{setting.number()}.json"
    with Rakor(setting.home()) as rakor, Caller(rakor.port) as ours:
        answered = ours.query(HOME).data()
        data.write_text(json.dumps(answered), "utf-8")
        with Peer("stock_strawberry", str(data)) as stock, Caller(stock.port) as theirs:
            if theirs.query(HOME).data() != answered:
                raise SystemExit("stock strawberry answers other data")
            for _ in range(setting.rounds):
                base, first, second = [], [], []
                for _ in range(REQUESTS):
                    report(setting, rakor, ours)
                    first.append(spent(rakor, ours, PAUSE))
                    base.append(spent(stock, theirs, PAUSE))
                    report(setting, rakor, ours)
                    second.append(spent(rakor, ours, 0.0))
                middle = statistics.median(base)
                idle.append(statistics.median(first) / middle)
                after.append(statistics.median(second) / middle)
                costs.append(middle)
    also = f"the baseline spends {statistics.median(costs) * 1e3:.1f} ms"
    yield IDLE.found(idle, also)
    yield AFTER.found(after, also)


def report(setting: Setting, rakor: Rakor, caller: Caller) -> None:
    """Record one report, on each commitment in turn."""
    turn = setting.number()
    number = turn % setting.sizes.commitments
    said = caller.post(REPORT, report_input(number, turn, f"cold-{turn}"), rakor.bearer_of(number))
    if said["commitmentReportProgress"]["userErrors"]:
        raise SystemExit(f"a report of the bench was refused: {said}")
