"""Regular expressions from users, in Java's spelling and in bounded time.

Patterns whose ways to match multiply with each repetition are refused (see aep_emulator.pattern_cost), the others are
given texts only as long as keeps the number of ways below a limit.
"""

from __future__ import annotations

import functools
import math
import re
import warnings
from dataclasses import dataclass

from aep_emulator.pattern_cost import PatternError, cost_of
from aep_emulator.services.data_prep.language.errors import TransformError
from aep_emulator.services.data_prep.language.work import spend

_MAX_PATTERN = 1000
_MAX_WAYS = 50_000_000
_WAYS_IN_A_STEP = 64
_COMPILING = 20
_NAMED_GROUP = re.compile(r"\(\?<([A-Za-z][A-Za-z0-9]*)>")


@dataclass(frozen=True, slots=True)
class SafePattern:
    """A compiled pattern and how many ways there are to match a text of some length.

    The ways are `fixed` times the ways to place `degree` boundaries in the text.
    """

    pattern: re.Pattern[str]
    fixed: int
    degree: int

    def check(self, subject: str, *, anywhere: bool) -> None:
        """Raises TransformError when matching this text, whole or anywhere in it, could take too long."""
        boundaries = self.degree + anywhere
        ways = self.fixed * math.comb(len(subject) + boundaries, boundaries)
        if ways > _MAX_WAYS:
            raise TransformError(
                f"the regular expression '{self.pattern.pattern[:80]}' could take too long on a text of "
                f"{len(subject)} characters"
            )
        spend(ways // _WAYS_IN_A_STEP)


def full_match(pattern: str, subject: str) -> re.Match[str] | None:
    """The match of the whole text, or None. Raises TransformError."""
    safe = compile_pattern(pattern)
    safe.check(subject, anywhere=False)
    return safe.pattern.fullmatch(subject)


def search(pattern: str, subject: str) -> re.Match[str] | None:
    """The first match anywhere in the text, or None. Raises TransformError."""
    safe = compile_pattern(pattern)
    safe.check(subject, anywhere=True)
    return safe.pattern.search(subject)


def split(pattern: str, subject: str) -> list[str]:
    """The parts between matches, as Java's String.split: no empty parts at the end. Raises TransformError."""
    safe = compile_pattern(pattern)
    safe.check(subject, anywhere=True)
    parts: list[str] = []
    start = 0
    for match in safe.pattern.finditer(subject):
        if match.end() == match.start() and match.start() in (0, len(subject)):
            continue
        parts.append(subject[start : match.start()])
        start = match.end()
    parts.append(subject[start:])
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return parts


@functools.lru_cache(maxsize=512)
def compile_pattern(pattern: str) -> SafePattern:
    """The pattern, checked. Raises TransformError when it is no regular expression or could run away."""
    if len(pattern) > _MAX_PATTERN:
        raise TransformError(f"the regular expression is longer than {_MAX_PATTERN} characters")
    # Those that are known already cost nothing: one pattern is used for many elements far more often than many are.
    spend(_COMPILING * (len(pattern) + 1) + len(pattern) ** 2 // 8)
    python_pattern = _NAMED_GROUP.sub(r"(?P<\1>", pattern)
    try:
        # In Java \d, \w, \s and (?i) know ASCII only, unless told otherwise.
        cost = cost_of(python_pattern, re.ASCII)
    except PatternError as error:
        raise TransformError(str(error)) from None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        return SafePattern(re.compile(python_pattern, re.ASCII), cost.fixed, cost.degree)
