"""The operators: what they are called, what they do, and how `GET /languages/el/operators` describes them.

The entries for +, /, ~, - and ! are documented in help/data-prep/api/functions.md; the others follow Apache JEXL.
Assumed: arithmetic and bit operations with a null operand give null, so that the attribute is left out.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from aep_emulator.services.data_prep.language import regexes
from aep_emulator.services.data_prep.language.errors import TransformError
from aep_emulator.services.data_prep.language.values import (
    MAX_TEXT,
    bounded,
    bounded_number,
    integer,
    kind,
    number,
    parse_number,
    text,
    truth,
    weight,
)
from aep_emulator.services.data_prep.language.work import spend


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator. `token` is its name in the grammar, `word` its other spelling."""

    token: str
    symbol: str
    method_name: str
    operands: int
    description: str
    example: str
    word: str | None = None


_PLAIN_NUMBERS = frozenset((int, float))


def _is_number(value: Any) -> bool:
    return type(value) in _PLAIN_NUMBERS or isinstance(value, Decimal)


def _add(left: Any, right: Any) -> Any:
    if isinstance(left, str) and isinstance(right, str):
        return bounded(left + right)
    if isinstance(left, str) or isinstance(right, str):
        numbers = [parse_number(side) if isinstance(side, str) else side for side in (left, right)]
        if all(_is_number(side) for side in numbers):
            return bounded_number(number(numbers[0]) + number(numbers[1]))
        return bounded(text(left) + text(right))
    if left is None or right is None:
        return None
    return bounded_number(number(left) + number(right))


def _arithmetic(combine: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def apply(left: Any, right: Any) -> Any:
        if left is None or right is None:
            return None
        return bounded_number(combine(number(left), number(right)))

    return apply


def _bits(combine: Callable[[int, int], int]) -> Callable[[Any, Any], Any]:
    def apply(left: Any, right: Any) -> Any:
        if left is None or right is None:
            return None
        return _long(combine(integer(left), integer(right)))

    return apply


def _long(value: int) -> int:
    """The value as Java's 64-bit long keeps it."""
    value &= 0xFFFFFFFFFFFFFFFF
    return value - (1 << 64) if value >> 63 else value


def _divide(left: int | float, right: int | float) -> int | float:
    if right == 0:
        raise TransformError("division by zero")
    if isinstance(left, int) and isinstance(right, int):
        quotient = abs(left) // abs(right)
        return quotient if (left < 0) == (right < 0) else -quotient
    return left / right


def _remainder(left: int | float, right: int | float) -> int | float:
    if right == 0:
        raise TransformError("division by zero")
    if isinstance(left, int) and isinstance(right, int):
        return left - right * int(_divide(left, right))
    return math.fmod(left, right)


def equal(left: Any, right: Any) -> bool:
    """`==`: numbers by value also when one of them is written as a string, everything else by what it reads."""
    if left is None or right is None:
        return left is right
    if isinstance(left, bool) or isinstance(right, bool):
        return text(left) == text(right)
    if _is_number(left) and _is_number(right):
        return bool(left == right)
    if _is_number(left) or _is_number(right):
        numbers = [parse_number(side) if isinstance(side, str) else side for side in (left, right)]
        return all(_is_number(side) for side in numbers) and numbers[0] == numbers[1]
    if isinstance(left, datetime) and isinstance(right, datetime):
        return left == right
    if isinstance(left, list | dict) or isinstance(right, list | dict):
        spend(weight(left, MAX_TEXT) if type(left) is type(right) else 1)
        return bool(left == right)
    return text(left) == text(right)


def order(left: Any, right: Any) -> int:
    """Negative, 0 or positive as `left` comes before, with or after `right`. Raises TransformError."""
    if _is_number(left) or _is_number(right):
        pair: tuple[Any, Any] = number(left), number(right)
    elif isinstance(left, datetime) and isinstance(right, datetime):
        pair = left, right
    elif all(isinstance(side, str | bool | datetime | date) for side in (left, right)):
        pair = text(left), text(right)
    else:
        raise TransformError(f"{kind(left)} and {kind(right)} have no order")
    return int(pair[0] > pair[1]) - int(pair[0] < pair[1])


def _ordered(holds: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Any]:
    def apply(left: Any, right: Any) -> bool:
        # The common case, without asking what the values are twice.
        if type(left) in _PLAIN_NUMBERS and type(right) in _PLAIN_NUMBERS:
            return holds(left, right)
        return left is not None and right is not None and holds(order(left, right), 0)

    return apply


def _matches(left: Any, right: Any) -> bool:
    if isinstance(right, list):
        spend(2 * len(right))
        return any(equal(left, item) for item in right)
    if isinstance(right, dict):
        return text(left) in right
    return left is not None and right is not None and regexes.full_match(text(right), text(left)) is not None


def _negated(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda left, right: not test(left, right)


def _starts(left: Any, right: Any) -> bool:
    return left is not None and right is not None and text(left).startswith(text(right))


def _ends(left: Any, right: Any) -> bool:
    return left is not None and right is not None and text(left).endswith(text(right))


_B = 2
OPERATORS: tuple[Operator, ...] = (
    Operator("PLUS", "+", "add", _B, "Adds two numbers; joins them when one is no number.", "1 + 2"),
    Operator("MINUS", "-", "subtract", _B, "Subtracts the second number from the first.", "3 - 2"),
    Operator("STAR", "*", "multiply", _B, "Multiplies two numbers.", "2 * 3"),
    Operator("DIV", "/", "divide", _B, "Divides; two whole numbers give a whole number.", "1 / 2", "div"),
    Operator("MOD", "%", "mod", _B, "The remainder, with the sign of the first number.", "5 % 3", "mod"),
    Operator("AND", "&&", "and", _B, "True when both are; the second is looked at only then.", "cond1 && cond2", "and"),
    Operator("OR", "||", "or", _B, "True when one is; the second is looked at only if needed.", "cond1 || cond2", "or"),
    Operator("EQ", "==", "equals", _B, "Whether both are equal; null equals only null.", "val1 == val2", "eq"),
    Operator("NE", "!=", "notEquals", _B, "Whether both differ.", "val1 != val2", "ne"),
    Operator("LT", "<", "lessThan", _B, "Whether the first comes before the second.", "val1 < val2", "lt"),
    Operator(
        "LE", "<=", "lessThanOrEqual", _B, "Whether the first does not come after the second.", "val1 <= val2", "le"
    ),
    Operator("GT", ">", "greaterThan", _B, "Whether the first comes after the second.", "val1 > val2", "gt"),
    Operator("GE", ">=", "greaterThanOrEqual", _B, "Whether the first does not come before.", "val1 >= val2", "ge"),
    Operator("MATCHES", "=~", "contains", _B, "In an array or map, or matching a pattern.", '"a" =~ ["a", "b"]'),
    Operator("NOT_MATCHES", "!~", "notContains", _B, "Not in an array or map, not matching.", '"c" !~ ["a", "b"]'),
    Operator("STARTS", "=^", "startsWith", _B, "Whether a string begins with another.", '"abc" =^ "a"'),
    Operator("NOT_STARTS", "!^", "notStartsWith", _B, "Whether it does not begin with it.", '"abc" !^ "b"'),
    Operator("ENDS", "=$", "endsWith", _B, "Whether a string ends with another.", '"abc" =$ "c"'),
    Operator("NOT_ENDS", "!$", "notEndsWith", _B, "Whether it does not end with it.", '"abc" !$ "b"'),
    Operator("BIT_AND", "&", "bitwiseAnd", _B, "The bits set in both numbers.", "33 & 4"),
    Operator("BIT_OR", "|", "bitwiseOr", _B, "The bits set in either number.", "33 | 4"),
    Operator("BIT_XOR", "^", "bitwiseXor", _B, "The bits set in one number only.", "33 ^ 4"),
    Operator("SHIFT_LEFT", "<<", "shiftLeft", _B, "Shifts the bits to the left.", "1 << 4"),
    Operator("SHIFT_RIGHT", ">>", "shiftRight", _B, "Shifts the bits to the right, keeping the sign.", "16 >> 2"),
    Operator("SHIFT_RIGHT_UNSIGNED", ">>>", "shiftRightUnsigned", _B, "Shifts right, filling with zeros.", "16 >>> 2"),
    Operator("TILDE", "~", "complement", 1, "Turns every bit of a number over.", "~44"),
    Operator("MINUS", "-", "negate", 1, "The number with the other sign.", "-12"),
    Operator("PLUS", "+", "positivize", 1, "The value as a number.", "+12"),
    Operator("NOT", "!", "not", 1, "True when the condition is not.", "!cond1", "not"),
)

BINARY_BY_TOKEN = {entry.token: entry.method_name for entry in OPERATORS if entry.operands == _B}
UNARY_BY_TOKEN = {entry.token: entry.method_name for entry in OPERATORS if entry.operands == 1}

# `and` and `or` are missing: the compiler makes them, because they must not look at their second operand too early.
BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "add": _add,
    "subtract": _arithmetic(operator.sub),
    "multiply": _arithmetic(operator.mul),
    "divide": _arithmetic(_divide),
    "mod": _arithmetic(_remainder),
    "equals": equal,
    "notEquals": _negated(equal),
    "lessThan": _ordered(operator.lt),
    "lessThanOrEqual": _ordered(operator.le),
    "greaterThan": _ordered(operator.gt),
    "greaterThanOrEqual": _ordered(operator.ge),
    "contains": _matches,
    "notContains": _negated(_matches),
    "startsWith": _starts,
    "notStartsWith": _negated(_starts),
    "endsWith": _ends,
    "notEndsWith": _negated(_ends),
    "bitwiseAnd": _bits(operator.and_),
    "bitwiseOr": _bits(operator.or_),
    "bitwiseXor": _bits(operator.xor),
    "shiftLeft": _bits(lambda left, right: left << (right & 63)),
    "shiftRight": _bits(lambda left, right: left >> (right & 63)),
    "shiftRightUnsigned": _bits(lambda left, right: (left & 0xFFFFFFFFFFFFFFFF) >> (right & 63)),
}


def _unless_null(apply: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else apply(value)


UNARY: dict[str, Callable[[Any], Any]] = {
    "complement": _unless_null(lambda value: _long(~integer(value))),
    "negate": _unless_null(lambda value: -number(value)),
    "positivize": _unless_null(number),
    "not": lambda value: not truth(value),
}
