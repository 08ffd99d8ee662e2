"""What a regular expression from a user may cost.

Python's engine backtracks and keeps every other thread waiting while it does, so that a pattern such as `(a+)+b` can
stop a server for longer than the age of the universe. The repetitions of a pattern are looked at before it is used:
one whose characters can also be taken by what follows multiplies the ways to match.
"""

from __future__ import annotations

import functools
import importlib
import re
import warnings
from dataclasses import dataclass
from typing import Any

# Characters are told apart within ASCII; one more member stands for all others.
_OTHER = 128
_ALL = frozenset(range(_OTHER + 1))
# Up to so often a part with a choice may be repeated: the ways to match multiply each time.
_FEW_TIMES = 4
# From so many ways on a choice counts as one between all places of the text.
_MANY_WAYS = 50

_MAX_DEGREE = 3
_MAX_FIXED = 100_000


class PatternError(ValueError):
    """The pattern is no regular expression, or could take too long; the message says which."""


@dataclass(frozen=True, slots=True)
class PatternCost:
    """How many ways there are to match a text: `fixed` times the ways to place `degree` boundaries in it."""

    fixed: int
    degree: int


def cost_of(pattern: str, flags: int = 0) -> PatternCost:
    """The cost of a pattern in Python's spelling.

    Raises PatternError when it is no regular expression, and when the ways to match multiply with each repetition.
    """
    try:
        with warnings.catch_warnings():
            # A bracket within brackets may mean something else in a later Python.
            warnings.simplefilter("ignore", FutureWarning)
            re.compile(pattern, flags)
            # The parser of `re` has no public name; it is what tells where the repetitions are.
            parsed: Any = importlib.import_module("re._parser").parse(pattern, flags)
    except (re.error, ValueError, OverflowError, RecursionError) as error:
        raise PatternError(f"'{pattern[:80]}' is not a regular expression: {error}") from None
    cost = _Cost(pattern, _Characters(pattern))
    cost.sequence(list(parsed), frozenset(), times=1)
    return PatternCost(cost.fixed, cost.degree + cost.scans)


@functools.lru_cache(maxsize=1024)
def check_pattern(pattern: str) -> None:
    """For patterns that meet texts of any length, in schemas and filters. Raises PatternError."""
    cost = cost_of(pattern)
    if cost.degree > _MAX_DEGREE or cost.fixed > _MAX_FIXED:
        raise PatternError(
            f"the regular expression '{pattern[:80]}' repeats too many things that can take each other's characters; "
            "that could take too long"
        )


class _Cost:
    """Walks over a parsed pattern and multiplies the choices it finds."""

    def __init__(self, pattern: str, characters: _Characters) -> None:
        self._pattern = pattern
        self._first = characters.first
        self.fixed = 1
        self.degree = 0
        self.scans = False

    def sequence(self, items: list[Any], follow: frozenset[int], *, times: int) -> None:
        """Look at a sequence that occurs up to so many times; `follow` are the characters that can come after it."""
        for position, item in enumerate(items):
            self._item(item, self._first(items[position + 1 :], follow), times)

    def _item(self, item: Any, follow: frozenset[int], times: int) -> None:
        name, argument = str(item[0]), item[1]
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            low, high, body = int(argument[0]), int(argument[1]), list(argument[2])
            again = self._first(body, frozenset())
            if high > _MANY_WAYS and not again & follow:
                self.scans = True
            if low != high and name != "POSSESSIVE_REPEAT" and again & follow:
                self._choice(2 if high == 1 else high + 1, times)
            if low != high and high > 1 and name != "POSSESSIVE_REPEAT" and len(body) > 1 and _nullable(body):
                self._choice(high + 1, times)
            self.sequence(body, follow | again if high > 1 else follow, times=times * max(high, 1))
        elif name == "SUBPATTERN":
            self.sequence(list(argument[3]), follow, times=times)
        elif name == "ATOMIC_GROUP":
            self.sequence(list(argument), follow, times=times)
        elif name == "BRANCH":
            branches = [list(branch) for branch in argument[1]]
            firsts = [self._first(branch, follow) for branch in branches]
            if any(a & b for index, a in enumerate(firsts) for b in firsts[index + 1 :]):
                self._choice(len(branches), times)
            for branch in branches:
                self.sequence(branch, follow, times=times)
        elif name in ("ASSERT", "ASSERT_NOT"):
            self.sequence(list(argument[1]), _ALL, times=times)
        elif name == "GROUPREF_EXISTS":
            self._choice(_OTHER, times)

    def _choice(self, ways: int, times: int) -> None:
        if times > _FEW_TIMES:
            raise PatternError(
                f"the regular expression '{self._pattern[:80]}' repeats something that can match in several ways; "
                "that could take too long"
            )
        if ways > _MANY_WAYS:
            self.degree += times
        else:
            self.fixed *= ways**times


class _Characters:
    """Which characters the parts of a pattern can begin with.

    A flag anywhere in the pattern, (?i) or (?s), is taken to hold everywhere: that finds more choices, never fewer.
    """

    def __init__(self, pattern: str) -> None:
        flags = "".join(re.findall(r"\(\?([a-zA-Z]+)", pattern))
        self._any_case = "i" in flags
        self._any = _ALL if "s" in flags else _ALL - {10}

    def first(self, items: list[Any], follow: frozenset[int]) -> frozenset[int]:
        """The characters a match of the sequence, and then of `follow`, can begin with."""
        found: frozenset[int] = frozenset()
        for item in items:
            found |= self._of(item)
            if not _nullable([item]):
                return found
        return found | follow

    def _of(self, item: Any) -> frozenset[int]:
        name, argument = str(item[0]), item[1]
        if name == "LITERAL":
            return self._cased({min(int(argument), _OTHER)})
        if name == "NOT_LITERAL":
            return _ALL - {int(argument)} if int(argument) < _OTHER and not self._any_case else _ALL
        if name == "ANY":
            return self._any
        if name == "IN":
            return self._members(argument)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            return self.first(list(argument[2]), frozenset())
        if name == "SUBPATTERN":
            return self.first(list(argument[3]), frozenset())
        if name == "ATOMIC_GROUP":
            return self.first(list(argument), frozenset())
        if name == "BRANCH":
            return frozenset().union(*(self.first(list(branch), frozenset()) for branch in argument[1]))
        if name in ("AT", "ASSERT", "ASSERT_NOT"):
            return frozenset()
        return _ALL

    def _members(self, members: Any) -> frozenset[int]:
        found: set[int] = set()
        negated = False
        for member in members:
            name, argument = str(member[0]), member[1]
            if name == "NEGATE":
                negated = True
            elif name == "LITERAL":
                found.add(min(int(argument), _OTHER))
            elif name == "RANGE":
                found.update(range(min(int(argument[0]), _OTHER), min(int(argument[1]), _OTHER) + 1))
            else:
                found |= _category(str(argument))
        if negated:
            return _ALL if self._any_case else (_ALL - found) | {_OTHER}
        return self._cased(found)

    def _cased(self, codes: set[int]) -> frozenset[int]:
        if not self._any_case:
            return frozenset(codes)
        cases = {ord(case) for code in codes if code < _OTHER for case in (chr(code).lower(), chr(code).upper())}
        # Some letters beyond ASCII are another case of one within: the long s, the Kelvin sign.
        return frozenset({*codes, *cases, _OTHER})


@functools.cache
def _category(name: str) -> frozenset[int]:
    letter = {"DIGIT": "d", "SPACE": "s", "WORD": "w"}[name.rpartition("_")[2]]
    inside = re.compile("\\" + (letter.upper() if "_NOT_" in name else letter))
    return frozenset(code for code in range(_OTHER) if inside.match(chr(code))) | {_OTHER}


def _nullable(items: list[Any]) -> bool:
    for item in items:
        name, argument = str(item[0]), item[1]
        if name in ("AT", "ASSERT", "ASSERT_NOT", "GROUPREF", "GROUPREF_EXISTS"):
            continue
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            if int(argument[0]) == 0 or _nullable(list(argument[2])):
                continue
        elif name == "SUBPATTERN":
            if _nullable(list(argument[3])):
                continue
        elif name == "ATOMIC_GROUP":
            if _nullable(list(argument)):
                continue
        elif name == "BRANCH" and any(_nullable(list(branch)) for branch in argument[1]):
            continue
        return False
    return True
