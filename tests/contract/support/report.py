"""The end of the terminal's output: what has drifted, and what was left behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from tests.contract.support.compare import Drift
from tests.contract.support.errata import ERRATA, Erratum


class Report:
    """Gathers what the tests found, by test."""

    def __init__(self) -> None:
        self.compared = 0
        self.unrecorded: list[str] = []
        self.drifts: dict[str, list[Drift]] = {}
        self.left: dict[str, list[str]] = {}
        self.answered: set[str] = set()
        self.unimplemented: set[str] = set()
        self._explained: set[Erratum] = set()

    def add(self, test_id: str, kind: str, value: list[object]) -> None:
        """One finding of a test, as it comes from a worker."""
        if kind == "left":
            self.left[test_id] = [str(line) for line in value]
        elif kind == "answered":
            self.answered.update(map(str, value))
        elif kind == "unimplemented":
            self.unimplemented.update(map(str, value))
        elif kind == "errata":
            self._explained.update(Erratum(*entry) for entry in value)  # type: ignore[misc]
        elif kind == "unrecorded":
            self.unrecorded.append(test_id)
        elif kind == "drift":
            self.compared += 1
            if value:
                self.drifts[test_id] = [Drift(*drift) for drift in value]  # type: ignore[misc]

    def lines(self) -> Iterator[str]:
        """The report on a comparison."""
        yield f"{len(self.drifts)} of {self.compared} compared tests are answered differently"
        for test_id, drifts in sorted(self.drifts.items()):
            yield ""
            yield test_id
            for (number, request), differing in groupby(drifts, key=lambda drift: (drift.number, drift.request)):
                yield f"  {number}. {request}"
                for drift in differing:
                    yield f"     {drift.where}: recorded {drift.recorded}, now {drift.found}"
        if self.unrecorded:
            yield ""
            yield f"{len(self.unrecorded)} tests have no recording"

    def gaps(self, operations: Iterable[str]) -> Iterator[str]:
        """What a run of the whole suite should have met: errata that no answer needed, operations never asked for."""
        for entry in ERRATA:
            if entry not in self._explained:
                yield f"no longer needed: {' · '.join(entry)}"
        for operation in operations:
            if operation not in self.answered | self.unimplemented:
                yield f"never answered: {operation}"

    def leftovers(self) -> Iterator[str]:
        """What could not be removed, and by which call."""
        for test_id, lines in sorted(self.left.items()):
            yield test_id
            for line in lines:
                yield f"  {line}"
