"""Every option of the server, in one frozen dataclass."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]{0,62}")
_TAKEN_TENANTS = frozenset({"xdm", "experience"})
"""Names under https://ns.adobe.com/ that Adobe's own components have."""


def _option(default: Any, help_text: str) -> Any:
    return field(default=default, metadata={"help": help_text})


@dataclass(frozen=True)
class Settings:
    """How the emulator behaves. Each field is a flag of `aep-emulator serve` and a variable AEP_EMULATOR_*.

    Raises ValueError for a host or tenant that cannot be one.
    """

    host: str = _option("127.0.0.1", "Address to listen on.")
    port: int = _option(8080, "Port to listen on; 0 takes a free one.")
    seed: int | None = _option(None, "Make identifiers and demo rows repeatable. Without it ids are random.")
    tenant: str = _option("emulator", "Tenant id of every organisation, without its leading underscore.")
    rows: int = _option(200, "Rows in each demo table.")
    data: Path | None = _option(None, "Folder with your own tables/ and files/.")
    lake: Path | None = _option(None, "New or empty folder for the files of batches; without it they are in memory.")
    xdm: Path | None = _option(None, "Checkout or zip archive of Adobe's XDM repository, in front of the built-in one.")
    log_format: str = _option("text", "Request log: text or json.")
    auth: str = _option("lenient", "lenient takes any bearer token, strict only those this server issued.")
    credentials: Path | None = _option(None, "JSON file with the only credentials that get a token; for strict.")
    sandbox_wait: int = _option(30, "Seconds until a sandbox that is created or reset is active; 0 is at once.")
    max_body_bytes: int = _option(512 * 1024 * 1024, "Largest upload that is accepted, in bytes.")
    max_json_bytes: int = _option(10 * 1024 * 1024, "Largest JSON request body that is accepted, in bytes.")
    max_file_bytes: int = _option(256 * 1024 * 1024, "Largest file that batch ingestion takes in one piece, in bytes.")
    max_part_bytes: int = _option(512_000_000, "Largest part of a large file, in bytes.")
    max_batch_files: int = _option(1500, "Files in a batch.")
    max_batch_bytes: int = _option(100 * 1024**3, "Bytes in a batch.")
    max_row_fields: int = _option(10_000, "Fields in a row of an uploaded file.")
    max_batches_per_minute: int = _option(138, "Batches that a user may create in a minute.")
    max_url_characters: int = _option(2000, "Longest URL that batch ingestion accepts, path and query.")
    allowed_hosts: tuple[str, ...] = _option((), "One more name that may stand in the Host header; may be repeated.")

    def __post_init__(self) -> None:
        """Check what the command line's types cannot."""
        if not self.host.strip():
            raise ValueError("host: must not be empty; 0.0.0.0 listens on every address.")
        # It becomes part of addresses, https://ns.adobe.com/TENANT/..., and of field names, _TENANT.
        if not _TENANT.fullmatch(self.tenant):
            raise ValueError(
                f"tenant: '{self.tenant}' must be 1 to 63 letters, digits and underscores, the first no underscore."
            )
        if self.tenant.lower() in _TAKEN_TENANTS:
            raise ValueError(f"tenant: '{self.tenant}' is the name of Adobe's own components.")
