"""Data of any kind into a batch."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import date, time
from decimal import Decimal
from itertools import chain
from pathlib import PurePath
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast
from uuid import UUID

from aep_client.batch_ingestion import BatchIngestion, parts_of
from aep_client.errors import AEPError

FORMATS = ("json", "csv", "parquet")
_OF_SUFFIX = {".json": "json", ".jsonl": "json", ".ndjson": "json", ".csv": "csv", ".parquet": "parquet"}
# Rows and tables are written before they are sent; what is larger goes to the disk.
_IN_MEMORY = 16 * 1024 * 1024


def upload(
    ingestion: BatchIngestion,
    dataset_id: str,
    data: Any,
    *,
    format: str | None = None,  # noqa: A002
    name: str | None = None,
    part_bytes: int,
    members: Mapping[str, Any],
) -> str:
    """The id of the completed batch. Documented for all parameters: AEPClient.upload."""
    if format is not None and format not in FORMATS:
        raise ValueError(f"format must be one of {', '.join(FORMATS)}, not {format!r}")
    with closing(_Source.of(data, format)) as source:
        parts = parts_of(source.file, part_bytes)
        first, second = next(parts, b""), next(parts, None)
        if not first:
            raise ValueError("there is nothing to upload")
        batch = ingestion.create(dataset_id, **{"inputFormat": _input_format(source.format, first), **members})
        batch_id = str(batch["id"])
        with _aborting(ingestion, batch_id):
            file_name = name or source.name or f"data.{source.format}"
            if second is None:
                ingestion.put(batch_id, dataset_id, file_name, first)
            else:
                ingestion.put_parts(batch_id, dataset_id, file_name, chain((first, second), parts))
            ingestion.complete(batch_id)
    return batch_id


class _Source:
    """A binary file to be sent, its format and, if it has one, its name."""

    def __init__(self, file: BinaryIO, format: str, name: str | None = None, *, owned: bool = True) -> None:  # noqa: A002
        self.file = file
        self.format = format
        self.name = name
        self._owned = owned

    @classmethod
    def of(cls, data: Any, format: str | None) -> _Source:  # noqa: A002
        """Raises OSError, TypeError and ValueError."""
        if isinstance(data, str | os.PathLike):
            path = PurePath(data)
            known = format or _format_of(path)
            return cls(open(path, "rb"), known, path.name)
        # A DataFrame has its columns as attributes, whatever they are called.
        if hasattr(data, "read") and not _is_frame(data):
            named = getattr(data, "name", None)
            # The name of an unnamed temporary file is a number.
            path = PurePath(named if isinstance(named, str) else "")
            return cls(data, format or _format_of(path), path.name or None, owned=False)
        written = cast(BinaryIO, SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115  (closed by who is given it)
        try:
            made = _write(data, written)
        except BaseException:
            written.close()
            raise
        if format not in (None, made):
            written.close()
            raise ValueError(f"such data are sent as {made}, not as {format}")
        written.seek(0)
        return cls(written, made)

    def close(self) -> None:
        """Close what was opened here."""
        if self._owned:
            self.file.close()


def _is_frame(data: Any) -> bool:
    return callable(getattr(data, "to_parquet", None))


def _write(data: Any, file: BinaryIO) -> str:
    """Write a table as Parquet, or rows as JSON lines; which of the two."""
    if _is_frame(data):
        # Through a buffer of its own: writers may close what they are given.
        buffer = io.BytesIO()
        data.to_parquet(buffer, index=False)
        file.write(buffer.getbuffer())
        return "parquet"
    if isinstance(data, Mapping | bytes | bytearray) or not isinstance(data, Iterable):
        raise TypeError(f"data must be rows, a path, a binary file or a DataFrame, not {type(data).__name__}")
    for number, row in enumerate(data):
        if not isinstance(row, Mapping):
            raise TypeError(f"row {number} must be a dictionary, not {type(row).__name__}")
        file.write(json.dumps(dict(row), default=_json_value, allow_nan=False).encode() + b"\n")
    return "json"


def _json_value(value: Any) -> Any:
    """What JSON has no notation for. Raises TypeError."""
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a value of the type {type(value).__name__} cannot be sent as JSON")


def _format_of(path: PurePath) -> str:
    found = _OF_SUFFIX.get(path.suffix.lower())
    if found is None:
        raise ValueError(f"the name {path.name!r} does not say the format; give it: {', '.join(FORMATS)}")
    return found


def _input_format(format: str, first: bytes) -> dict[str, Any]:  # noqa: A002
    """Documented: "isMultiLineJson" (help/ingestion/batch-ingestion/api-overview.md) is for objects in an array."""
    if format == "json" and first.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"[":
        return {"format": format, "isMultiLineJson": True}
    return {"format": format}


@contextmanager
def _aborting(ingestion: BatchIngestion, batch_id: str) -> Iterator[None]:
    """Leaves no batch behind that nobody will complete."""
    try:
        yield
    except BaseException:
        with suppress(AEPError):
            ingestion.abort(batch_id)
        raise
