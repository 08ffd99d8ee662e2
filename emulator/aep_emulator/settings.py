"""Every option of the server, in one frozen dataclass."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


def _option(default: Any, help_text: str) -> Any:
    return field(default=default, metadata={"help": help_text})


@dataclass(frozen=True)
class Settings:
    """How the emulator behaves. Each field is a flag of `aep-emulator serve` and a variable AEP_EMULATOR_*."""

    host: str = _option("127.0.0.1", "Address to listen on.")
    port: int = _option(8080, "Port to listen on; 0 takes a free one.")
    seed: int | None = _option(None, "Make identifiers and demo rows repeatable. Without it ids are random.")
    tenant: str = _option("emulator", "Tenant id, without underscore, of every organisation.")
    rows: int = _option(200, "Rows in each demo table.")
    data: Path | None = _option(None, "Folder with your own tables/ and files/.")
    log_format: str = _option("text", "Request log: text or json.")
    auth: str = _option("lenient", "lenient takes any bearer token, strict only those this server issued.")
    max_body_bytes: int = _option(512 * 1024 * 1024, "Largest upload that is accepted, in bytes.")
    max_json_bytes: int = _option(10 * 1024 * 1024, "Largest JSON request body that is accepted, in bytes.")
    allowed_hosts: tuple[str, ...] = _option((), "More names that may stand in the Host header.")
