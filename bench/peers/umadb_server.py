"""UmaDB with its own server: `python -m bench.peers.umadb_server FOLDER SIZE`.

The server that comes with the package is a process of its own. Each caller appends one event of
SIZE bytes with a tag of its own, on the condition that nobody else has appended one with this tag
since its last. All share one client, which is no slower than one for each.
"""

import subprocess
import sys
import time
from pathlib import Path

import umadb

from bench.peers.appending import obey
from bench.servers import free_port

SERVER = "from umadb.umadb_server_cli import main; main()"
PATIENCE = 20.0


def connected(port: int) -> umadb.Client:
    """A client, as soon as the server listens."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            client = umadb.Client(f"http://127.0.0.1:{port}")
            client.head()
        except umadb.TransportError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
        else:
            return client


def main() -> None:
    """Append as standard input says."""
    folder, payload, port = Path(sys.argv[1]), b"x" * int(sys.argv[2]), free_port()
    folder.mkdir()
    address = ["--listen", f"127.0.0.1:{port}", "--db-path", str(folder / "uma.db")]
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, *address],
        stdout=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    )
    try:
        client, last = connected(port), dict[int, int]()

        def append(caller: int, _: int) -> None:
            tags = [f"commitment-{caller}"]
            unseen = umadb.Query([umadb.QueryItem(tags=tags)])
            condition = umadb.AppendCondition(unseen, after=last.get(caller))
            last[caller] = client.append([umadb.Event("Reported", payload, tags=tags)], condition)

        obey(append)
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
