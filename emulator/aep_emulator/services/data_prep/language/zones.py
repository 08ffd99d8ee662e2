"""Time zones by name, abbreviation or offset."""

from __future__ import annotations

import functools
import re
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from aep_emulator.services.data_prep.language.errors import TransformError

# Abbreviations read as fixed offsets, as the documented example of zone_date_to_utc does with PST. Hours.
_ABBREVIATIONS = {
    "UTC": 0, "GMT": 0, "UT": 0, "Z": 0, "WET": 0, "BST": 1, "CET": 1, "WEST": 1, "CEST": 2, "EET": 2, "EEST": 3,
    "MSK": 3, "IST": 5.5, "JST": 9, "AEST": 10, "AEDT": 11, "AST": -4, "ADT": -3, "EST": -5, "EDT": -4, "CST": -6,
    "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10,
}  # fmt: skip


_OFFSET = re.compile(r"(?:GMT|UTC)?([+-])(\d{1,2}):?(\d\d)?(?::?\d\d)?")


@functools.lru_cache(maxsize=256)
def zone_of(name: str) -> tzinfo:
    """The zone of a name such as `Europe/Paris`, `PST`, `+02:00` or `Z`. Raises TransformError."""
    name = name.strip()
    if name.upper() in _ABBREVIATIONS:
        hours = _ABBREVIATIONS[name.upper()]
        return UTC if hours == 0 else timezone(timedelta(hours=hours))
    if found := _OFFSET.fullmatch(name):
        offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        if offset <= timedelta(hours=18):
            return UTC if not offset else timezone(-offset if found[1] == "-" else offset)
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*", name) and len(name) < 60:
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            pass
    raise TransformError(f"'{name[:60]}' is not a time zone")
