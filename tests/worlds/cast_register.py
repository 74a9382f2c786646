"""Names that change, parties that are succeeded, and what a meeting has beside."""

from services.commands.party import RenameParty, SucceedParty
from services.commands.rakor import RecordParticipant
from services.commands.region import RenameRegion
from tests.worlds import cast
from tests.worlds.cast import act
from tests.worlds.given import Act, History

RENAME_PARTY = act(cast.RECORDER, RenameParty, party="party:DINKES", name="Dinas Kesehatan dan KB")
SUCCEED = act(cast.RECORDER, SucceedParty, party="party:DINKES", successor="party:SETDA")
RENAME_REGION = act(cast.RECORDER, RenameRegion, region="region:62.05.01", name="Montallat Baru")
JOIN = act(
    cast.RECORDER,
    RecordParticipant,
    rakor="rakor:psu/R1",
    party="party:DINKES",
    capacity="Sekretaris",
)
ELSEWHERE: History = cast.OCCASION.and_(
    cast.DECLARE_OCCASION.but(code="haji"),
    cast.RECORD_RAKOR.but(occasion="occasion:haji", code="H1", participants=[]),
    cast.RECORD.but(rakor="rakor:haji/H1", code="H01"),
    cast.REGISTER_SOURCE.but(occasion="occasion:haji", code="HS1"),
)
"""Another occasion has a meeting, a source and a commitment too."""

EXAMPLES: tuple[tuple[History, Act], ...] = (
    (cast.DIRECTORY, RENAME_PARTY),
    (cast.DIRECTORY, SUCCEED),
    (cast.DIRECTORY, RENAME_REGION),
    (cast.OCCASION, JOIN),
)
