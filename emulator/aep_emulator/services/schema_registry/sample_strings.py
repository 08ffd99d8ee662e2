"""Texts for sample records: by format, by length, and by regular expression.

Documented: the values in the example of help/xdm/api/sample-data.md ("string", "/uri-reference", an e-mail address).
"""

from __future__ import annotations

import importlib
import random
import re
from collections.abc import Iterator
from typing import Any

# The parser of `re` has no public name; it is what tells what a pattern is made of.
codes: Any = importlib.import_module("re._constants")
parser: Any = importlib.import_module("re._parser")

MAX_LENGTH = 1_000
"""Longer texts are not made up."""

_PLAIN = "string"
_ATTEMPTS = 20
# Matching a text with an expression that looks ahead or back can take time exponential in its length.
_MATCHED_LENGTH = 24
_MOST_REPEATED = 3
_ANY = "abcdefghijklmnopqrstuvwxyz0123456789"
_CLASSES = {
    codes.CATEGORY_DIGIT: "0123456789",
    codes.CATEGORY_NOT_DIGIT: "abcdefghijklmnopqrstuvwxyz",
    codes.CATEGORY_SPACE: " ",
    codes.CATEGORY_NOT_SPACE: _ANY,
    codes.CATEGORY_WORD: _ANY,
    codes.CATEGORY_NOT_WORD: "-",
}


def texts(node: dict[str, Any], rng: random.Random) -> Iterator[str]:
    """Candidates for a field of type string, the best first; not every one need satisfy all of its rules."""
    if "pattern" in node:
        yield from _matching(node["pattern"], rng)
        return
    known = _formatted(str(node.get("format")), rng)
    if known is not None:
        yield known
    shortest = min(node.get("minLength", 0), MAX_LENGTH)
    longest = node.get("maxLength", MAX_LENGTH)
    yield (_PLAIN * (shortest // len(_PLAIN) + 1))[: max(shortest, min(longest, len(_PLAIN)))]


def _formatted(name: str, rng: random.Random) -> str | None:
    date = f"{rng.randint(2000, 2024)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    time = f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}+00:00"
    host = f"host{rng.randint(1, 99)}.example.com"
    formats = {
        "date-time": f"{date}T{time}",
        "date": date,
        "time": time,
        "email": "john.smith@example.com",
        "idn-email": "john.smith@example.com",
        "hostname": host,
        "idn-hostname": host,
        "ipv4": f"192.0.2.{rng.randint(1, 254)}",
        "ipv6": f"2001:db8::{rng.randint(1, 9999)}",
        "uri": f"https://{host}/uri",
        "iri": f"https://{host}/uri",
        "uri-reference": "/uri-reference",
        "iri-reference": "/uri-reference",
        "uri-template": "/uri/{template}",
        "json-pointer": "/pointer",
        "relative-json-pointer": "0/pointer",
        "regex": "string",
        "uuid": f"{rng.getrandbits(32):08x}-0000-4000-8000-{rng.getrandbits(48):012x}",
        "duration": f"P{rng.randint(1, 30)}D",
    }
    return formats.get(name)


def _matching(pattern: str, rng: random.Random) -> Iterator[str]:
    """Texts in which the expression is found; none when it takes more than bounded effort to make one."""
    try:
        tree = parser.parse(pattern)
        compiled = re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return
    longest = _MATCHED_LENGTH if any(sign in pattern for sign in ("(?", "\\1", "\\2")) else MAX_LENGTH
    for _ in range(_ATTEMPTS):
        writer = _Writer(rng)
        try:
            writer.write(tree)
        except (_TooLongError, RecursionError):
            continue
        text = writer.text()
        if len(text) <= longest and compiled.search(text):
            yield text
    if compiled.search(_PLAIN):
        yield _PLAIN


class _TooLongError(Exception):
    pass


class _Writer:
    """Writes a text along the tree of a regular expression; what it only looks at is passed over."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._parts: list[str] = []
        self._groups: dict[int, str] = {}
        self._steps = 0

    def text(self) -> str:
        """What was written."""
        return "".join(self._parts)

    def write(self, tree: Any) -> None:
        """Write what each node of the tree stands for."""
        for code, value in tree:
            self._steps += 1
            if self._steps > MAX_LENGTH:
                raise _TooLongError
            self._write_node(code, value)

    def _write_node(self, code: Any, value: Any) -> None:
        if code is codes.LITERAL:
            self._parts.append(chr(value))
        elif code is codes.NOT_LITERAL:
            self._parts.append("a" if value != ord("a") else "b")
        elif code is codes.ANY:
            self._parts.append(self._rng.choice(_ANY))
        elif code is codes.IN:
            self._parts.append(self._one_of(value))
        elif code is codes.BRANCH:
            self.write(self._rng.choice(value[1]))
        elif code is codes.SUBPATTERN:
            start = len(self._parts)
            self.write(value[-1])
            self._groups[value[0]] = "".join(self._parts[start:])
        elif code is codes.ATOMIC_GROUP:
            self.write(value)
        elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            self._repeat(*value)
        elif code is codes.GROUPREF:
            self._parts.append(self._groups.get(value, ""))

    def _repeat(self, least: int, most: int, tree: Any) -> None:
        if least > MAX_LENGTH:
            raise _TooLongError
        for _ in range(self._rng.randint(least, min(most, max(least, 1) + _MOST_REPEATED))):
            self.write(tree)

    def _one_of(self, members: Any) -> str:
        if members[0][0] is codes.NEGATE:
            allowed = [char for char in _ANY + " -_.:/,;" if not any(_holds(member, char) for member in members[1:])]
            return self._rng.choice(allowed) if allowed else "\u00e4"
        code, value = self._rng.choice(members)
        if code is codes.RANGE:
            return chr(self._rng.randint(value[0], value[1]))
        if code is codes.CATEGORY:
            return self._rng.choice(_CLASSES[value])
        return chr(value)


def _holds(member: Any, char: str) -> bool:
    code, value = member
    if code is codes.RANGE:
        return bool(value[0] <= ord(char) <= value[1])
    if code is codes.CATEGORY:
        return char in _CLASSES[value]
    return bool(ord(char) == value)
