"""Which rows of a table are new: the delta column against the window of a run.

Documented: "Schedules" of the collect tutorials and help/sources/tutorials/api/on-demand-ingestion.md: a run takes the
rows whose delta column lies in its window. Most sources have `yyyy-MM-dd HH:mm:ss` there, Dynamics, Azure Table and
OData `yyyy-MM-ddTHH:mm:ssZ`, and the pages' requests say `YYYY-MM-DD`.
Assumed: every ISO 8601 form is read whatever `dateFormat` says; a row without a date, or with one that cannot be read,
is taken in the first run only, whose window has no beginning.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from aep_emulator.services.flow_service.on_demand import Window
from aep_emulator.types import Document

if TYPE_CHECKING:
    import pyarrow as pa

# Numbers below this are seconds since the epoch, above it milliseconds.
_FIRST_MILLISECONDS = 100_000_000_000

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATE_DIGITS = len("20240131")


class DeltaColumn:
    """The delta column of a flow: `{name, dateFormat, timezone}`."""

    def __init__(self, description: Document) -> None:
        self.name = str(description["name"])
        self._zone = _zone(description.get("timezone"))

    def new_rows(self, batch: pa.RecordBatch, window: Window) -> pa.RecordBatch:
        """The rows after the start of the window, up to its end."""
        import pyarrow as pa
        import pyarrow.compute as pc

        moments = self._milliseconds(batch.column(self.name))
        mask = pc.less_equal(moments, pa.scalar(window.end_ms, pa.int64()))
        if window.start_ms > 0:
            mask = pc.and_kleene(mask, pc.greater(moments, pa.scalar(window.start_ms, pa.int64())))
            return batch.filter(pc.fill_null(mask, False))
        return batch.filter(pc.fill_null(mask, True))

    def _milliseconds(self, values: pa.Array) -> pa.Array:
        import pyarrow as pa

        kind = values.type
        if pa.types.is_timestamp(kind):
            values = values.cast(pa.timestamp("ms", tz=kind.tz), safe=False)
            if kind.tz is not None or self._zone is UTC:
                return values.cast(pa.int64())
            # Not with Arrow's assume_timezone: it knows no zones on a machine without a time zone database.
        if pa.types.is_date(kind) and self._zone is UTC:
            return values.cast(pa.timestamp("ms")).cast(pa.int64())
        return pa.array([self._moment(value) for value in values.to_pylist()], pa.int64())

    def _moment(self, value: Any) -> int | None:
        if isinstance(value, bool) or value is None:
            return None
        if isinstance(value, int | float):
            return _as_milliseconds(value)
        if isinstance(value, datetime):
            return self._since_epoch(value)
        text = str(value).strip()
        # First: fromisoformat takes many a number of milliseconds for a date of the eighteenth century.
        if text.isascii() and text.isdigit() and len(text) != _DATE_DIGITS:
            return _as_milliseconds(int(text)) if len(text) < 16 else None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return None
        return self._since_epoch(moment)

    def _since_epoch(self, moment: datetime) -> int:
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self._zone)
        return (moment - _EPOCH) // timedelta(milliseconds=1)


def _as_milliseconds(value: float) -> int | None:
    if not -1e17 < value < 1e17:
        return None
    return int(value) if abs(value) >= _FIRST_MILLISECONDS else int(value * 1000)


def _zone(name: Any) -> tzinfo:
    if not name or str(name).upper() in ("UTC", "GMT", "Z"):
        return UTC
    try:
        return ZoneInfo(str(name))
    except (ValueError, OSError, KeyError):
        return UTC
