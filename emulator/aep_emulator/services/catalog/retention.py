"""How long the rows of a dataset are to be kept.

Documented: help/catalog/datasets/experience-event-dataset-retention-ttl-guide.md: only datasets of events have a
retention; it is an ISO 8601 period between 30 days and, typically, ten years; null turns it off; in the Profile store
it is not set shorter than in the lake, which may be set longer afterwards.
Assumed: a dataset that cannot have one shows no limits. A month counts as 30 days, a year as 365.
Nothing is removed from the emulator's lake, whatever the period.
"""

from __future__ import annotations

import re
from typing import Any

from aep_emulator.services.catalog import errors
from aep_emulator.types import Document, Json

_STORES = ("adobe_lakeHouse", "adobe_unifiedProfile")
_LIMITS = {"defaultValue": "P12M", "maxValue": "P10Y", "minValue": "P30D"}
_PERIOD = re.compile(r"P(?=\d)(?:(\d{1,5})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,5})D)?")
_DAYS = (365, 30, 7, 1)


def limits(behavior: str) -> dict[str, Any]:
    """`GET /ttl/{id}`, for a dataset whose data behave like that."""
    return {"extensions": {"adobe_lakeHouse": {"rowExpiration": dict(_LIMITS)}} if behavior == "time-series" else {}}


def check(document: Document, behavior: str, before: Document) -> None:
    """Raises ApiError 400 for a retention the dataset, which was `before`, cannot have."""
    lake, profile = (_days(document, store, behavior) for store in _STORES)
    is_new = _value(document, _STORES[1]) != _value(before, _STORES[1])
    if lake is not None and profile is not None and is_new and profile < lake:
        raise errors.invalid(
            f"extensions.{_STORES[1]}.rowExpiration.ttlValue: must not be shorter than that of {_STORES[0]}."
        )


def _value(document: Document, store: str) -> Json:
    value: Json = document.get("extensions")
    for name in (store, "rowExpiration", "ttlValue"):
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


def _days(document: Document, store: str, behavior: str) -> int | None:
    value = _value(document, store)
    if value is None:
        return None
    where = f"extensions.{store}.rowExpiration.ttlValue"
    if behavior != "time-series":
        raise errors.invalid(f"{where}: row expiration applies to datasets with a time-series schema only.")
    found = _PERIOD.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise errors.invalid(f"{where}: must be an ISO 8601 period such as P3M, not {value!r:.60}.")
    days = _count(found)
    if not 30 <= days <= 10 * 365:
        raise errors.invalid(f"{where}: must be between {_LIMITS['minValue']} and {_LIMITS['maxValue']}, not {value}.")
    return days


def _count(period: re.Match[str]) -> int:
    return sum(int(count or 0) * days for count, days in zip(period.groups(), _DAYS, strict=True))
