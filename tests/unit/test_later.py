"""What is made later is made once, by whoever asks first."""

from __future__ import annotations

import subprocess
import sys
import threading
from types import SimpleNamespace

from aep_emulator.later import later


def test_it_is_made_when_its_first_attribute_is_asked_for() -> None:
    made = []
    thing = later(lambda: made.append(1) or SimpleNamespace(name="x"))  # type: ignore[func-returns-value]
    assert made == []
    assert (thing.name, thing.name, made) == ("x", "x", [1])


def test_threads_that_ask_at_once_get_the_same() -> None:
    barrier = threading.Barrier(8)
    thing = later(SimpleNamespace)
    names = []

    def ask() -> None:
        barrier.wait()
        names.append(id(thing.__dict__))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(names)) == 1


def test_services_that_few_need_are_not_loaded_when_the_app_is_made() -> None:
    code = (
        "import sys; from aep_emulator.app import create_app; create_app(); "
        "sys.exit(any(f'aep_emulator.services.{name}.service' in sys.modules for name in "
        "('sandbox_tooling', 'observability')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
