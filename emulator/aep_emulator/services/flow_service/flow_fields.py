"""What a flow's fields say, with the strings of Adobe's pages read as numbers: schedule, mapping, delta column."""

from __future__ import annotations

from dataclasses import dataclass

from aep_emulator.services.flow_service import errors
from aep_emulator.types import Document

FREQUENCIES = ("once", "minute", "hour", "day", "week")

COPY = "Copy"
MAPPING = "Mapping"

_MAX_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a flow runs: start and end in seconds since the epoch, interval in units of the frequency.

    Without `backfill` the first run leaves out what was there before the start.
    """

    start_s: int
    frequency: str
    interval: int
    end_s: int | None
    backfill: bool = True


def schedule_of(flow: Document) -> Schedule | None:
    """The flow's schedule with its strings read as numbers, or None when it has none."""
    params = flow.get("scheduleParams")
    if not params or params.get("startTime") is None or params.get("frequency") is None:
        return None
    end = params.get("endTime")
    return Schedule(
        start_s=int(params["startTime"]),
        frequency=str(params["frequency"]),
        interval=int(params.get("interval") or 1),
        end_s=None if end is None else int(end),
        backfill=str(params.get("backfill", True)).lower() != "false",
    )


def mapping_of(flow: Document) -> tuple[str, int | None] | None:
    """Id and version of the flow's mapping set, or None when it maps nothing."""
    for transformation in flow.get("transformations", ()):
        if transformation["name"] == MAPPING:
            params = transformation.get("params", {})
            return str(params["mappingId"]), mapping_version(params)
    return None


def delta_column_of(flow: Document) -> Document | None:
    """`{name, dateFormat, timezone}` of the flow's Copy transformation, or None."""
    for transformation in flow.get("transformations", ()):
        if transformation["name"] == COPY:
            found: Document | None = transformation.get("params", {}).get("deltaColumn")
            return found
    return None


def mapping_version(params: Document) -> int | None:
    """The mapping version as a number; pages send "0" and 0. Raises FlowServiceError 400."""
    version = params.get("mappingVersion")
    if version is None:
        return None
    text = str(version)
    if isinstance(version, bool) or not (text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS):
        raise errors.invalid(
            "Invalid Mapping Version in request. Please provide correct mapping version.", code="1412-400"
        )
    return int(text)


def check_delta_column(params: Document, path: str) -> None:
    """Raise FlowServiceError 400 unless the delta column of a Copy transformation, if there is one, has a name."""
    delta_column = params.get("deltaColumn")
    if delta_column is None:
        return
    if not isinstance(delta_column, dict) or not isinstance(delta_column.get("name"), str) or not delta_column["name"]:
        raise errors.invalid(f"{path}.deltaColumn: it must be an object with the name of a column: {{name}}.")


def same_schema(first: str | None, second: str | None) -> bool:
    """Whether two names are one schema's: `https://ns.adobe.com/acme/schemas/1` and the meta:altId `_acme.schemas.1`.

    Documented: the mapping set of create/marketing-automation/mailchimp-members.md has the one, its dataset the other.
    """
    return first is not None and second is not None and _short_name(first) == _short_name(second)


def _short_name(schema_id: str) -> str:
    return schema_id.removeprefix("https://ns.adobe.com/").removeprefix("_").replace("/", ".")
