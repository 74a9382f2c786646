"""What an answer tells of fields that its viewer may not see."""

from typing import Any


def withheld(answer: dict[str, Any]) -> list[str]:
    """What an answer, which must be without errors, tells to be withheld."""
    assert "errors" not in answer
    found: list[str] = answer["extensions"].get("withheld", [])
    return found
