"""Settings, from the environment (prefix `RAKOR_`) to frozen values."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from schema.operation.catalogue import Language
from services.read.log_name import can_be_origin
from services.write.record import DAILY_QUOTA


def _origin(name: str) -> str:
    if not can_be_origin(name):
        reason = "a name has no spaces, plus signs or control characters, and at most 250 bytes"
        raise PydanticCustomError("origin", reason)
    return name


class Settings(BaseSettings):
    """Everything that an operator can set."""

    model_config = SettingsConfigDict(env_prefix="RAKOR_", frozen=True, extra="ignore")

    host: str = Field("127.0.0.1", min_length=1, description="Address to listen on.")
    port: int = Field(8000, ge=1, le=65_535, description="Port to listen on.")
    data: Path = Field(Path("var"), description="Folder of the embedded log and of the keys.")
    keys: Path | None = Field(
        None, description="Folder of the signing keys; omitted: keys/ in the data folder."
    )
    witnesses: Path | None = Field(
        None, description="Policy file (C2SP tlog-policy) of the witnesses to ask."
    )
    development: bool = Field(False, description="Whether development tokens are accepted.")
    origin: Annotated[str, AfterValidator(_origin)] | None = Field(
        None, description="Name of a new log, as in signed checkpoints; omitted: a random one."
    )
    quota: int = Field(DAILY_QUOTA, ge=1, description="Events that a party may write in a day.")
    language: Language = Field(Language.ID, description="Language of the terminal: ID or EN.")
    memory: int = Field(
        256, ge=16, description="Mebibytes that states and answers may take while they are kept."
    )
    max_body: int = Field(1 << 20, ge=1024, description="Largest request body, in bytes.")

    @property
    def keys_folder(self) -> Path:
        """Where the signing keys lie."""
        return self.keys or self.data / "keys"
