"""What is asked of a database: the SQL statements that run while someone listens."""

from threading import current_thread
from typing import Any

import sqlalchemy


class Statements:
    """A recorder of SQL statements, of every engine in this process."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.values: list[Any] = []
        """What stood in the places of each statement's question marks."""

    def _note(self, _connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if current_thread().name not in ("sealer", "snapshots"):  # they work on their own
            self.seen.append(statement)
        self.values.append(values)

    def __enter__(self) -> "Statements":
        sqlalchemy.event.listen(sqlalchemy.Engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        sqlalchemy.event.remove(sqlalchemy.Engine, "before_cursor_execute", self._note)
