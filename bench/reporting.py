"""Reports over HTTP that ask for their receipt: many clients against one, and GraphQL alone.

A report is a POST with a token, recorded with synchronous=FULL before it is answered with its
position and leaf hash. The loads of a round follow one another: one client, 32 clients, and 32
clients that ask stock strawberry for `{__typename}`, which is what HTTP and GraphQL cost alone.
"""

import json
import statistics
from collections.abc import Iterator

from bench.documents import HOME, TRIVIAL, post, report_requests
from bench.home import expect
from bench.load import Order, Told, load
from bench.servers import Caller, Peer, Rakor
from bench.table import Found, Row
from bench.worlds import Setting

CLIENTS = 32
RISING = Row("report with its receipt, 32 clients: reports a second", "the same, 1 client", 2)
BESIDE = Row(
    "report with its receipt, 32 clients: reports a second",
    "stock strawberry answering `{__typename}` by POST, 32 clients",
    0.25,
    0.5,
)


def measure(setting: Setting) -> Iterator[Found]:
    """The two rows."""
    rising, beside, rates = [], [], []
    data = setting.folder / f"report-{setting.number()}.json"
    with Rakor(setting.home()) as rakor:
        with Caller(rakor.port) as caller:
            data.write_text(json.dumps(caller.query(HOME).data()), "utf-8")
        with Peer("stock_strawberry", str(data)) as stock:
            trivial = Order(stock.port, [post(TRIVIAL)], CLIENTS, setting.seconds)
            for _ in range(setting.rounds):
                one = reports(setting, rakor, 1)
                many = reports(setting, rakor, CLIENTS)
                base = expect(load(trivial), 200)
                rising.append(many.rate / one.rate)
                beside.append(many.rate / base.rate)
                rates.append(many.rate)
        size = written(rakor)
    also = f"{statistics.median(rates):,.0f} a second; {size:,} events in the log at the end"
    yield RISING.found(rising, also)
    yield BESIDE.found(beside)


def reports(setting: Setting, rakor: Rakor, clients: int) -> Told:
    """One load of reports, each of which must have been recorded."""
    requests = report_requests(setting.sizes.commitments, rakor.bearer_of, setting.number())
    before = written(rakor)
    told = expect(load(Order(rakor.port, requests, clients, setting.seconds)), 200)
    if written(rakor) - before != told.answers:
        raise SystemExit("not every report of the bench was recorded")
    return told


def written(rakor: Rakor) -> int:
    """How many events the log holds."""
    with Caller(rakor.port) as caller:
        return int(caller.query("{ log { size } }").data()["log"]["size"])
