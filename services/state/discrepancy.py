"""A discrepancy, as its occasion's state holds it."""

from services.state.records import ActedBy, State, TextAt


class Discrepancy(State):
    """Sources disagree: the readings, and which one stands, if that was decided."""

    code: str
    subject: str
    field: str
    readings: tuple[TextAt, ...]
    noted_by: int
    noter: ActedBy
    chosen: TextAt | None = None
    resolved_by: int | None = None
