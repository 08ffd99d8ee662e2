"""From uploaded files to the records of a dataset: read, converted, checked, written; what does not fit is explained.

Documented: help/ingestion/quality/{partial,error-diagnostics}.md: when more than partialIngestionPercentage of the rows
are refused the batch fails and none of it is seen. Assumed: without partial
ingestion a single refused row is too many.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson

from aep_emulator.gateway.errors import ApiError
from aep_emulator.lake.base import DATA, INPUT_FILES, UPLOADS, Lake, LakeFile
from aep_emulator.lake.parquet import ParquetBatchWriter
from aep_emulator.records import ErrorTally, RefusedRows
from aep_emulator.services.ingestion import failures
from aep_emulator.services.ingestion.failures import BatchFailure
from aep_emulator.services.ingestion.readers import SourceError, readable
from aep_emulator.services.ingestion.row_copy import RowCopy
from aep_emulator.services.ingestion.rows import FileReader
from aep_emulator.types import Document

_log = logging.getLogger(__name__)

_LONGEST_PATH = 80

_INPUT_FILES = "fileMetaData1.json"


class NotWantedError(Exception):
    """The batch was cancelled or deleted while it was being processed."""


class _TooManyRefused(BatchFailure):
    """What is wrong with the rows says enough."""


@dataclass
class Outcome:
    """What became of a batch: `failure` None when it can be seen."""

    failure: BatchFailure | None = None
    metrics: dict[str, int] = field(default_factory=dict)
    errors: list[dict[str, Any]] = field(default_factory=list)


class Promotion:
    """Promotes one batch. `wanted` is asked now and then whether to go on."""

    def __init__(
        self,
        lake: Lake,
        world: str,
        batch: Document,
        make_reader: Callable[[], tuple[FileReader, Document]],
        wanted: Callable[[], bool],
    ) -> None:
        self._lake = lake
        self._world = world
        self._batch_id = str(batch["id"])
        self._make_reader = make_reader
        self._wanted = wanted
        tags = batch.get("tags", {})
        self._explain = tags.get("acp_enableErrorDiagnostics") is True
        percent = tags.get("acp_partialIngestionPercent")
        self._percent = float(percent) if isinstance(percent, int | float) else 0.0
        self._tally = ErrorTally()
        self._read = 0

    def run(self) -> Outcome:
        """Promote the batch as far as it goes. Raises NotWantedError."""
        files = self._lake.files(self._world, self._batch_id, UPLOADS)
        self._list_input(files)
        written = output_bytes = 0
        failure: BatchFailure | None = None
        is_csv = False
        with RefusedRows(self._lake, self._world, self._batch_id, explain=self._explain) as refused:
            try:
                reader, schema = self._make_reader()
                is_csv = reader.format == "csv"
                with ParquetBatchWriter(self._lake, self._world, self._batch_id, schema) as writer:
                    copy = RowCopy(reader, schema, writer, self._tally, refused)
                    self._copy(copy, files)
                written, output_bytes = writer.rows_written, writer.bytes_written
            except NotWantedError:
                raise
            except BatchFailure as error:
                failure = error
            except SourceError as error:
                failure = failures.unreadable(str(error))
            except ApiError as error:
                failure = failures.unreadable(error.detail)
            except (RecursionError, OverflowError):
                failure = failures.unreadable(
                    "A file has values that are nested too deep, or dates beyond the calendar."
                )
            except Exception as error:
                # A defect of ours. The batch must not stay in processing for ever all the same.
                _log.exception("a batch failed unexpectedly")
                failure = failures.unknown(error)
        if not written:
            self._lake.delete_area(self._world, self._batch_id, DATA)
        return self._outcome(files, failure, written, output_bytes, is_csv=is_csv)

    def _copy(self, copy: RowCopy, files: list[LakeFile]) -> None:
        if not files:
            raise failures.no_data()
        for file in files:
            stream = self._lake.open(self._world, self._batch_id, UPLOADS, file.name)
            if stream is None:
                raise failures.unreadable(f"{file.name[:200]}: the file is gone.")
            with stream, readable(file.name):
                for count in copy.file(stream):
                    self._read = count
                    if not self._wanted():
                        raise NotWantedError
        copy.flush()
        if copy.left_out:
            # Nothing in the API tells, and values that vanish are hard to look for.
            paths = ", ".join(path[:_LONGEST_PATH] for path in copy.left_out)
            _log.warning("batch %s: left out what the schema does not have: %r", self._batch_id, paths)
        self._read = copy.read
        if not self._read:
            raise failures.no_data()
        self._check_share()

    def _check_share(self) -> None:
        refused = self._tally.refused
        if 100 * refused > self._percent * self._read:
            raise _TooManyRefused("INGEST-1212-400", "More rows were refused than partialIngestionPercentage allows.")

    def _list_input(self, files: list[LakeFile]) -> None:
        with self._lake.create(self._world, self._batch_id, INPUT_FILES, _INPUT_FILES) as listing:
            listing.write(b"".join(orjson.dumps({"path": file.name}) + b"\n" for file in files))

    def _outcome(
        self, files: list[LakeFile], failure: BatchFailure | None, written: int, output_bytes: int, *, is_csv: bool
    ) -> Outcome:
        details = self._tally.entries(written, explain=self._explain)
        if failure is not None:
            own = [] if isinstance(failure, _TooManyRefused) else [{"code": failure.code, "description": str(failure)}]
            return Outcome(failure, errors=[{**error, "rows": []} for error in [*own, *details]])
        metrics = {
            "inputByteSize": sum(file.size for file in files),
            "inputFileCount": len(files),
            "inputRecordCount": self._read,
            "outputByteSize": output_bytes if written else 0,
            "outputFileCount": 1 if written else 0,
            "outputRecordCount": written,
            "failedRecordCount": self._tally.refused,
            "partitionCount": 1 if written else 0,
        }
        # Documented: CSV batches have no metrics, troubleshooting.md.
        return Outcome(None, {} if is_csv else metrics, [{**error, "rows": []} for error in details])
