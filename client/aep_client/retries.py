"""When a request is sent again, and how long to wait before that.

Only 429 and 503 are retried: both say that nothing was done, so that even a POST may be repeated. After other failures
nobody knows whether the request was carried out.
"""

from __future__ import annotations

import random
import time
from datetime import UTC
from email.utils import parsedate_to_datetime

import requests

RETRIED = frozenset({429, 503})
MAX_WAIT_S = 120.0
"""A server that wants to be left alone for longer is not waited for."""

_FIRST_BACKOFF_S = 0.5
_MAX_BACKOFF_S = 30.0


def wait_before(response: requests.Response, repeats: int, now: float | None = None) -> float | None:
    """Seconds to wait before sending again what was sent `repeats` times again already; None for not at all."""
    if response.status_code not in RETRIED:
        return None
    asked = retry_after(response, now)
    if asked is None:
        return _backoff(repeats)
    return asked if asked <= MAX_WAIT_S else None


def retry_after(response: requests.Response, now: float | None = None) -> float | None:
    """The Retry-After header, in seconds from `now` (seconds since the epoch); None without one that makes sense.

    It holds a number of seconds or a date (RFC 9110, section 10.2.3).
    """
    text = response.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    # A date with the zone -0000 comes without one; it is in UTC.
    seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return max(0.0, seconds - (time.time() if now is None else now))


def _backoff(repeats: int) -> float:
    # The spread keeps clients that were refused together from coming back together.
    longest = min(_FIRST_BACKOFF_S * 2.0**repeats, _MAX_BACKOFF_S)
    return longest * random.uniform(0.5, 1.0)
