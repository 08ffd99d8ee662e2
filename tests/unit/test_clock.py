"""Clocks."""

from __future__ import annotations

import time

from aep_emulator.clock import AdjustableClock, FixedClock, SystemClock


def test_the_system_clock_tells_the_machines_time_in_milliseconds() -> None:
    before = time.time_ns() // 1_000_000
    now = SystemClock().now_ms()
    assert before <= now <= time.time_ns() // 1_000_000


def test_a_fixed_clock_moves_only_when_told() -> None:
    clock = FixedClock(1_000)
    assert [clock.now_ms(), clock.now_ms()] == [1_000, 1_000]
    clock.advance(250)
    assert clock.now_ms() == 1_250


def test_an_adjustable_clock_follows_its_base_and_can_be_moved_forward() -> None:
    base = FixedClock(1_000)
    clock = AdjustableClock(base)
    assert (clock.now_ms(), clock.offset_ms) == (1_000, 0)
    clock.move_to(5_000)
    base.advance(1)
    assert (clock.now_ms(), clock.offset_ms) == (5_001, 4_000)


def test_an_adjustable_clock_is_never_moved_back_but_by_a_reset() -> None:
    clock = AdjustableClock(FixedClock(1_000))
    clock.move_to(999)
    assert clock.now_ms() == 1_000
    clock.move_to(3_000)
    clock.move_to(2_000)
    assert clock.now_ms() == 3_000
    clock.reset()
    assert clock.now_ms() == 1_000
