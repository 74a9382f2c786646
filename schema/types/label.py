"""The words that people read for the API's own words."""

import strawberry

from schema.operation.catalogue import Language, say
from schema.operation.fields import object_type
from schema.types.enums import ENUMS


@object_type
class Label:
    """What people read for one value of an enum."""

    enum: str = strawberry.field(description="Name of the enum.")
    value: str = strawberry.field(description="The value.")
    text: str = strawberry.field(description="The word for it.")


def labels(language: Language) -> list[Label]:
    """Every word, in one language."""
    return [
        Label(
            enum=name,
            value=value.name,
            text=say(language, f"label.{name}.{value.name}"),
        )
        for name, enum in ENUMS.items()
        for value in enum
    ]
