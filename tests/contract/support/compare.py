"""What another target answers differently to the same requests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.contract.support.scrub import PLACEHOLDER
from tests.contract.support.shapes import differences, shape, type_of, unnumbered
from tests.contract.support.transcript import Exchange

_ETAGS = ("ETag", "E-Tag")
# What a run in the background adds to an answer sooner or later.
_COMES_WITH_TIME = ("lastRunDetails",)


class Drift(NamedTuple):
    """One difference: the number and the line of the request, where in the answer, what was recorded, what is now."""

    number: int
    request: str
    where: str
    recorded: str
    found: str


def compare(recorded: list[Exchange], found: list[Exchange]) -> list[Drift]:
    """All differences between two transcripts of a test.

    Compared are statuses, headers that matter and shapes; and that what was equal in one is equal in the other. Where
    the test itself went on differently, which it does because of an answer, the rest cannot be compared.
    """
    drifts: list[Drift] = []
    same = _Same()
    for number, (before, now) in enumerate(zip(recorded, found, strict=False), start=1):
        line = f"{before['request']['method']} {before['request']['path']}"
        asked = f"{now['request']['method']} {now['request']['path']}"
        if unnumbered(line) != unnumbered(asked) or not same.holds(line, asked):
            return [*drifts, Drift(number, line, "request", line, asked)]
        same.hold(before["request"]["body"], now["request"]["body"])
        differing = _answer(before["response"], now["response"], same)
        drifts += [Drift(number, line, *difference) for difference in differing]
    if len(recorded) != len(found):
        drifts.append(Drift(len(found), "all", "requests", str(len(recorded)), str(len(found))))
    return drifts


class _Same:
    """Which placeholder of one transcript is which of the other."""

    def __init__(self) -> None:
        self._there: dict[str, str] = {}
        self._back: dict[str, str] = {}

    def holds(self, recorded: str, found: str) -> bool:
        """Whether the placeholders in two texts are the same, those seen for the first time included."""
        pairs = list(zip(_numbered(recorded), _numbered(found), strict=True))
        good = [self._there.setdefault(a, b) == b and self._back.setdefault(b, a) == a for a, b in pairs]
        return all(good)

    def hold(self, recorded: Any, found: Any) -> None:
        """Take the placeholders of two request bodies for the same."""
        for _, before, now in _texts(recorded, found, ""):
            if unnumbered(before) == unnumbered(now):
                self.holds(before, now)


def _numbered(text: str) -> list[str]:
    return [match[0] for match in PLACEHOLDER.finditer(text) if match[2]]


def _answer(recorded: dict[str, Any], found: dict[str, Any], same: _Same) -> Iterator[tuple[str, str, str]]:
    """`(where, recorded, found)` for each difference of two answers."""
    if recorded["status"] != found["status"]:
        yield "status", str(recorded["status"]), str(found["status"])
    yield from _headers(recorded["headers"], found["headers"])
    was, is_now = _lasting(recorded["body"]), _lasting(found["body"])
    yield from sorted(differences(shape([was]), shape([is_now]), "body"))
    for path, before, now in _texts(was, is_now, "body"):
        alike = unnumbered(before) == unnumbered(now)
        # A text that is one placeholder is an identifier or the like; others are people's words.
        if alike and not same.holds(before, now):
            yield path, f"{before}, as before", f"{now}, another"
        elif not alike and PLACEHOLDER.fullmatch(before) and type_of(before) == type_of(now):
            yield path, unnumbered(before), "another kind of text"


def _lasting(body: Any) -> Any:
    """The body without what comes with time."""
    if isinstance(body, dict):
        return {name: _lasting(item) for name, item in body.items() if name not in _COMES_WITH_TIME}
    return [_lasting(item) for item in body] if isinstance(body, list) else body


def _headers(recorded: dict[str, str], found: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    names = ("Content-Type", "Location")
    for name, of in zip(names, (_media_type, unnumbered), strict=True):
        before, now = (of(headers.get(name, "")) for headers in (recorded, found))
        if before != now:
            yield f"headers.{name}", before or "missing", now or "missing"
    for name in _ETAGS:
        if (name in recorded) != (name in found):
            before, now = ("present" if name in headers else "missing" for headers in (recorded, found))
            yield f"headers.{name}", before, now


def _media_type(content_type: str) -> str:
    """Without the character set, which is UTF-8 in any case."""
    parts = [part.strip().lower() for part in content_type.split(";")]
    return "; ".join(part for part in parts if not part.startswith("charset="))


def _texts(recorded: Any, found: Any, path: str) -> Iterator[tuple[str, str, str]]:
    """The texts that stand at the same place of both, `(path, recorded, found)`.

    The elements of lists are taken for the same only where there is one: order and number may differ.
    """
    if isinstance(recorded, str) and isinstance(found, str):
        yield path, recorded, found
    elif isinstance(recorded, list) and isinstance(found, list):
        if len(recorded) == len(found) == 1:
            yield from _texts(recorded[0], found[0], f"{path}[]")
    elif isinstance(recorded, dict) and isinstance(found, dict):
        for name in recorded.keys() & found.keys():
            if not PLACEHOLDER.search(name):
                yield from _texts(recorded[name], found[name], f"{path}.{name}")
        named_by_id = [[name for name in value if PLACEHOLDER.fullmatch(name)] for value in (recorded, found)]
        if all(len(names) == 1 for names in named_by_id):
            (before,), (now,) = named_by_id
            yield path, before, now
            yield from _texts(recorded[before], found[now], f"{path}.{unnumbered(before)}")
