"""What a flow's schedule may be, on creation and once its start time has passed.

Documented: help/sources/errors/sources-errors.md for the codes, help/sources/tutorials/api/update-dataflows.md for the
start time, which is fixed once it has passed, and create/payments/stripe.md for backfill, which an ingestion that
happens once does not take. An interval beside `once` is taken, as collect/marketing-automation.md sends one.
Assumed: times are refused as unreadable beyond the year 9999, which is where milliseconds in place of seconds end up;
a backfill that is added or left out after the start counts as updated.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from aep_emulator.services.flow_service import errors, provider_errors
from aep_emulator.services.flow_service.coercion import coerced
from aep_emulator.services.flow_service.flow_fields import FREQUENCIES, Schedule, schedule_of
from aep_emulator.services.flow_service.resources import raise_failures
from aep_emulator.services.flow_service.specs import FlowSpec
from aep_emulator.types import Document
from aep_emulator.validation import CompiledSchema, Failure

_ONCE = "once"
# The year 9999 in seconds since the epoch, where Python's dates end.
_LATEST_S = 253_370_764_800
_MAX_INTERVAL = 1_000_000
_MAX_FAILURES = 50


def check_schedule(spec: FlowSpec, params: Any, before: Document | None, now_ms: int, *, draft: bool) -> None:
    """Raise FlowServiceError 400 unless the flow spec and the catalogue allow these scheduleParams.

    `before` is the flow as it was, None for a new one. A draft may lack what is required.
    """
    schema = spec.schedule_schema
    if not params:
        if schema is not None and not draft:
            raise provider_errors.refused("1317-400", "'scheduleParams' is a required property.")
        return
    _check_values(params)
    was = None if before is None else schedule_of(before)
    if before is not None and was is not None and was.start_s * 1000 <= now_ms:
        _check_started(before["scheduleParams"], was, params)
    if params.get("frequency") == _ONCE and params.get("backfill") is not None:
        raise provider_errors.refused("1364-400")
    if schema is not None:
        _check_against(schema, params, draft=draft)


def _check_values(params: Document) -> None:
    """What schedule_of must be able to read; a flow spec that a caller made may ask for less than this."""
    frequency = params.get("frequency")
    if frequency is not None and frequency not in FREQUENCIES:
        raise _bad_frequency(frequency, f"it must be one of {', '.join(FREQUENCIES)}.")
    for name in ("startTime", "endTime"):
        if params.get(name) is not None and not _is_whole(params[name], 0, _LATEST_S):
            raise provider_errors.refused(
                "1340-400",
                f"scheduleParams.{name}: it must be a whole number of seconds since the epoch, up to {_LATEST_S}.",
                time=params[name],
            )
    interval = params.get("interval")
    if interval is not None and not _is_whole(interval, 1, _MAX_INTERVAL):
        if _is_whole(interval, -_MAX_INTERVAL, 0):
            raise _short_interval(1)
        raise errors.invalid(f"scheduleParams.interval: it must be a whole number from 1 to {_MAX_INTERVAL}.")


def _check_against(schema: CompiledSchema, params: Document, *, draft: bool) -> None:
    values = coerced(params, schema.schema)
    if params.get("frequency") == _ONCE and "interval" in params and _forbids(schema, values):
        # The flow specs that the pages show forbid an interval beside `once`, which a request of theirs sends.
        values = {name: value for name, value in values.items() if name != "interval"}
    for failure in _failures(schema, values):
        if failure.path == "frequency" and failure.keyword in ("enum", "const"):
            raise _bad_frequency(params["frequency"], f"{failure.message}.")
        if failure.path == "interval" and failure.keyword == "minimum":
            raise _short_interval(failure.message.rpartition(" ")[2])
    raise_failures(schema, values, "scheduleParams", draft=draft)


def _failures(schema: CompiledSchema, values: Any) -> Iterator[Failure]:
    return itertools.islice(schema.iter_failures(values), _MAX_FAILURES)


def _forbids(schema: CompiledSchema, values: Any) -> bool:
    """Whether the schema has something against the members that are there, as opposed to their values."""
    return any(failure.keyword == "not" and not failure.path for failure in _failures(schema, values))


def _check_started(old: Document, was: Schedule, params: Document) -> None:
    now = schedule_of({"scheduleParams": params})
    if now is None:
        return
    if now.start_s != was.start_s:
        raise provider_errors.refused("1366-400", "scheduleParams.startTime: it cannot be updated.")
    if now.frequency == _ONCE != was.frequency:
        raise provider_errors.refused("1403-400")
    if _flag(old) != _flag(params):
        raise provider_errors.refused("1404-400")


def _flag(params: Document) -> str:
    return str(params.get("backfill")).lower()


def _bad_frequency(frequency: Any, why: str) -> errors.FlowServiceError:
    return provider_errors.refused("1397-400", f"scheduleParams.frequency: {why}", frequency=frequency)


def _short_interval(lowest: Any) -> errors.FlowServiceError:
    return provider_errors.refused(
        "1362-400", f"scheduleParams.interval: it must be {lowest} or more.", minInterval=lowest
    )


def _is_whole(value: Any, low: int, high: int) -> bool:
    if isinstance(value, str):
        text = value.strip()
        digits = text.removeprefix("-")
        return digits.isascii() and digits.isdigit() and len(digits) < 16 and low <= int(text) <= high
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return low <= value <= high and value == int(value)
