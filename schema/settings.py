"""Settings, from the environment (prefix `RAKOR_`) to frozen values."""

from pathlib import Path

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from schema.identity.oidc_settings import OidcSettings
from schema.identity.public_address import LOOPBACK, PublicAddress, parse_address
from schema.operation.catalogue import Language
from schema.operation.document_manifest import read_manifest
from schema.operation.limits import Bounds, Limits
from schema.setting_kinds import (
    Address,
    Bucket,
    Contact,
    LogName,
    Manifests,
    Networks,
    Origins,
    Recipients,
    listed,
)
from services.write.record import DAILY_QUOTA


class DoorSettings(BaseSettings):
    """What one client, and all of them together, may ask of a server.

    The numbers suit one process on two cores, that serves a regency.
    """

    model_config = SettingsConfigDict(env_prefix="RAKOR_", frozen=True, extra="ignore")

    proxies: Networks = Field(
        "127.0.0.1, ::1",
        description="Addresses or networks of the reverse proxies before this server, separated by "
        "commas: their X-Forwarded-For is believed, and what they send is not counted as theirs.",
    )
    max_body: int = Field(1 << 20, ge=1024, description="Largest request body, in bytes.")
    max_evidence: int = Field(
        25 << 20, ge=1024, le=60 << 20, description="Largest file of evidence, in bytes."
    )
    evidence_time: float = Field(
        300.0, gt=0, description="Seconds until a file of evidence must have arrived whole."
    )
    max_headers: int = Field(
        16 << 10, ge=1024, description="Largest sum of a request's headers, in bytes."
    )
    max_url: int = Field(64 << 10, ge=1024, description="Longest URL of a request, in bytes.")
    request_time: float = Field(
        30.0,
        gt=0,
        description="Seconds until a request must have arrived whole, and in which a client must "
        "take up more of its answer.",
    )
    idle_time: float = Field(
        20.0, gt=0, description="Seconds that a connection stays open between two requests."
    )
    connections: int = Field(1_000, ge=1, description="Connections at once, in all.")
    connections_per_address: int = Field(
        100, ge=1, description="Connections at once from one IPv4 address or IPv6 /64."
    )
    reserved_files: int = Field(
        96,
        ge=0,
        description="File descriptors that connections leave to the log, its signing and the "
        "witnesses: fewer connections are taken where `ulimit -n` asks for it.",
    )
    reads_at_once: int = Field(16, ge=1, description="Reads executed at once.")
    past_reads_at_once: int = Field(
        2, ge=1, description="Reads executed at once that look into the past (asOf)."
    )
    writes_at_once: int = Field(64, ge=1, description="Mutations executed at once.")
    share: float = Field(
        0.5,
        gt=0,
        le=1,
        description="Part of what is executed at once that one person or address may have.",
    )
    queue: int = Field(128, ge=0, description="Requests of each of these kinds that may wait.")
    queue_time: float = Field(
        1.0, gt=0, description="Seconds that one waits at most, before it is told to come again."
    )
    time_limit: float = Field(10.0, gt=0, description="Seconds that one execution may take.")
    rate_public: int = Field(
        60,
        ge=0,
        description="Executions a minute without a token, for an IPv4 address or IPv6 /64 of the "
        "public internet; more are slowed. 0: as many as they like.",
    )
    rate_person: int = Field(
        300, ge=0, description="The same for a person who is signed in. 0: as many as they like."
    )
    rate_mutations: int = Field(
        120, ge=0, description="Mutations of one person a minute. 0: as many as they like."
    )
    rate_wait: float = Field(
        10.0, ge=0, description="Seconds by which one is slowed at most, before it is refused."
    )

    @property
    def is_by_https(self) -> bool:
        """Whether people are known to reach this server by https."""
        return False


class Settings(DoorSettings, OidcSettings):
    """Everything that an operator can set."""

    host: str = Field("127.0.0.1", min_length=1, description="Address to listen on.")
    port: int = Field(8000, ge=1, le=65_535, description="Port to listen on.")
    public_address: Address | None = Field(
        None,
        validate_default=True,
        description="Where people reach this server: https:// and a name. Only pages of this "
        "address sign in; omitted: http://localhost, where the server listens to its own machine.",
    )
    security_contact: Contact | None = Field(
        None,
        description="Whom to tell of a hole, for /.well-known/security.txt: mailto: or https://.",
    )
    data: Path = Field(Path("var"), description="Folder of the embedded log and of the keys.")
    keys: Path | None = Field(
        None, description="Folder of the signing keys; omitted: keys/ in the data folder."
    )
    witnesses: Path | None = Field(
        None, description="Policy file (C2SP tlog-policy) of the witnesses to ask."
    )
    development: bool = Field(False, description="Whether development tokens are accepted.")
    origin: LogName | None = Field(
        None, description="Name of a new log, as in signed checkpoints; omitted: a random one."
    )
    quota: int = Field(DAILY_QUOTA, ge=1, description="Events that a party may write in a day.")
    language: Language = Field(Language.ID, description="Language of the terminal: ID or EN.")
    max_document: int = Field(1 << 16, ge=1024, description="Longest document, in bytes.")
    documents_kept: int = Field(
        32 << 20, ge=0, description="Memory for parsed documents, in bytes, about."
    )
    public_depth: int = Field(15, ge=1, description="Without token: fields inside each other.")
    public_aliases: int = Field(30, ge=0, description="Without token: aliases.")
    public_root_fields: int = Field(20, ge=1, description="Without token: root fields.")
    public_directives: int = Field(50, ge=0, description="Without token: directives.")
    public_tokens: int = Field(2_000, ge=10, description="Without token: tokens.")
    public_cost: int = Field(75_000, ge=1, description="Without token: cost of a document.")
    signed_in_depth: int = Field(15, ge=1, description="With token: fields inside each other.")
    signed_in_aliases: int = Field(60, ge=0, description="With token: aliases.")
    signed_in_root_fields: int = Field(40, ge=1, description="With token: root fields.")
    signed_in_directives: int = Field(50, ge=0, description="With token: directives.")
    signed_in_tokens: int = Field(5_000, ge=10, description="With token: tokens.")
    signed_in_cost: int = Field(75_000, ge=1, description="With token: cost of a document.")
    cors_origins: Origins | None = Field(
        None,
        description="Origins whose pages may ask /graphql, separated by commas, exactly as "
        "browsers write them (https://papan.example.id); *: all, but never with cookies.",
    )
    documents: Manifests | None = Field(
        None,
        description="Manifests of trusted documents beside the board's own, separated by commas: "
        "files as Relay, graphql-codegen or Apollo write them.",
    )
    trusted_only: bool = Field(
        False, description="Whether only trusted documents are answered without token."
    )
    persisted: int = Field(
        4 << 20,
        ge=0,
        description="Memory for documents that clients registered by their digest, in bytes.",
    )
    plans: bool = Field(
        True, description="Whether queries that are seen again are answered by plan."
    )
    answers_kept: int = Field(64 << 20, ge=0, description="Memory for whole answers, in bytes.")
    metrics_port: int | None = Field(
        None,
        ge=1,
        le=65_535,
        description="Port of /metrics for Prometheus, a listener of its own; omitted: none.",
    )
    metrics_host: str = Field(
        "127.0.0.1", min_length=1, description="Address at which /metrics is listened for."
    )
    backup_to: Recipients | None = Field(
        None,
        description="For whom backups are encrypted: age recipients (age1…), separated by commas.",
    )
    erasures: Path | None = Field(
        None,
        description="File of the list of erasures, which a restore applies again; omitted: "
        "erasures.jsonl in the data folder.",
    )
    disk_reserve: int = Field(
        256, ge=0, description="Mebibytes of free disk below which the server says that it is low."
    )
    evidence_store: Bucket | None = Field(
        None,
        description="S3-compatible storage for files of evidence, s3://bucket/prefix, reached by "
        "the usual AWS_ variables; omitted: evidence/ in the data folder.",
    )
    evidence_room: int = Field(
        10 << 30, ge=0, description="Bytes of files of evidence that a party may keep."
    )
    evidence_kept: float = Field(
        24.0, gt=0, description="Hours until a file goes that nobody has attached."
    )
    rate_uploads: int = Field(
        20, ge=0, description="Files of evidence of one person a minute. 0: as many as they like."
    )
    memory: int = Field(
        256, ge=16, description="Mebibytes that states and judgements may take while they are kept."
    )

    @field_validator("public_address", mode="after")
    @classmethod
    def _is_there_for_a_provider(cls, value: str | None, info: ValidationInfo) -> str | None:
        is_at_home = info.data.get("host", "localhost") in LOOPBACK
        if value is None and not is_at_home and info.data.get("oidc_client_id"):
            raise PydanticCustomError("oidc_no_address", "nowhere to come back to")
        return value

    @property
    def keys_folder(self) -> Path:
        """Where the signing keys lie."""
        return self.keys or self.data / "keys"

    @property
    def erasures_file(self) -> Path:
        """Where erasures are listed."""
        return self.erasures or self.data / "erasures.jsonl"

    @property
    def trusted_documents(self) -> dict[str, str]:
        """The documents of all manifests, by id."""
        found: dict[str, str] = {}
        for path in listed(self.documents):
            found.update(read_manifest(Path(path)))
        return found

    @property
    def public(self) -> PublicAddress | None:
        """Where people sign in; None where nobody can."""
        if self.public_address is not None:
            return parse_address(self.public_address)
        return parse_address(f"http://localhost:{self.port}") if self.host in LOOPBACK else None

    @property
    def is_by_https(self) -> bool:
        """Whether people are known to reach this server by https."""
        return self.public is not None and self.public.is_secure

    @property
    def bounds(self) -> Bounds:
        """How large documents may be, and how much of them is kept."""
        public = Limits(
            bytes=self.max_document,
            tokens=self.public_tokens,
            depth=self.public_depth,
            aliases=self.public_aliases,
            directives=self.public_directives,
            root_fields=self.public_root_fields,
            cost=self.public_cost,
        )
        signed_in = Limits(
            bytes=self.max_document,
            tokens=self.signed_in_tokens,
            depth=self.signed_in_depth,
            aliases=self.signed_in_aliases,
            directives=self.signed_in_directives,
            root_fields=self.signed_in_root_fields,
            cost=self.signed_in_cost,
        )
        return Bounds(public, signed_in, self.documents_kept)
