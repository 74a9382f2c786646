"""What a resolver sees of the execution: the context, and which field is asked for."""

import strawberry

from schema.operation.context import Context


class Info(strawberry.Info[Context, None]):
    """What a resolver sees of the execution; a plan gives it no more than these two."""

    @property
    def coordinate(self) -> str:
        """The type of the object and the name of its field, such as `ProgressReported.note`."""
        return f"{self._raw_info.parent_type.name}.{self._raw_info.field_name}"
