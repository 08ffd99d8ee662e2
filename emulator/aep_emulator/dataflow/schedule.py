"""When a flow is due next.

Documented: "Schedules" of the collect tutorials: a one-time flow whose start has passed runs at once; others run at
their start and then once each interval.
Assumed: runs that were missed while a flow was disabled, or before it was created, are not caught up.
"""

from __future__ import annotations

from aep_emulator.services.flow_service.flow_fields import Schedule

_PERIOD_S = {"minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}


def next_due_ms(schedule: Schedule, last_due_ms: int | None, now_ms: int) -> int | None:
    """When the flow is due next, in milliseconds since the epoch, or None for never again.

    `last_due_ms` is when it was due last, None when it has not run yet.
    """
    due_ms = schedule.start_s * 1000
    if last_due_ms is not None:
        if schedule.frequency == "once":
            return None
        period_ms = _PERIOD_S[schedule.frequency] * 1000 * max(1, schedule.interval)
        latest_ms = max(last_due_ms, now_ms)
        if latest_ms >= due_ms:
            due_ms += ((latest_ms - due_ms) // period_ms + 1) * period_ms
    if schedule.end_s is not None and due_ms > schedule.end_s * 1000:
        return None
    return due_ms
