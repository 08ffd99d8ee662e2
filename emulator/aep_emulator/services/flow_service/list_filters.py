"""The `property` query parameter as Flow Service takes it.

Documented: help/dataflows/api/sort-and-filter.md for what is taken, help/sources/errors/flow-service-errors.md for
what is refused: an operator that is none (1450-400), one that its field does not support (1448-400), several values for
an order (1443-400), no value (1453-400) and a createdAt or updatedAt that is no time (1452-400).
Assumed: ids are the fields without order; a time is a number of milliseconds or a date and time in ISO 8601, and only
one at once; a value in quotes may be empty.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from aep_emulator import property_filter
from aep_emulator.property_filter import Condition
from aep_emulator.services.flow_service import errors

# The page filters with `metrics.statusSummary.status==Failed` what answers show as `failed`.
_ANY_CASE = ("state", "status")
# One example of the page has a single equals sign: `attributes.sampleAttribute="abc"`.
_SINGLE_EQUALS = re.compile(r"^([^=!<>~]+)=(?!=)")
_PATH_AND_SIGNS = re.compile(r"^[^=!<>~]+([=!<>~]+)")
# Longest first. A value may itself begin with a sign, but only behind an operator of two.
_OPERATORS = ("==", "!=", "<=", ">=")
_SHORT_OPERATORS = ("=", "<", ">", "~")
_NO_VALUE = re.compile(r"^[^=!<>~]+(==?|!=|<=|>=|<|>|~)$")
_NUMBER = re.compile(r"-?[0-9]{1,17}(\.[0-9]{1,17})?")
_TIMES = ("createdAt", "updatedAt")
_ID = re.compile(r"(^|\.)id$|Ids?$")
_SHOWN_CHARACTERS = 200


def conditions(expressions: Sequence[str]) -> list[Condition]:
    """The conditions of all `property` parameters of a request. Raises FlowServiceError 400."""
    plain = [_plain(expression.strip()) for expression in expressions]
    try:
        parsed = property_filter.parse(plain, comma_means_any=True)
    except property_filter.PropertyFilterError as error:
        raise errors.invalid(f"The query parameter 'property' is invalid: {error}", code="1449-400") from None
    return [_checked(condition) for condition in parsed]


def _plain(expression: str) -> str:
    """The expression with one equals sign doubled, which is what the shared filters read."""
    signs = _PATH_AND_SIGNS.match(expression)
    if signs is not None and not _is_operator(signs[1]):
        raise errors.invalid(f"Invalid operator {signs[1][:_SHOWN_CHARACTERS]} in filter params.", code="1450-400")
    if _NO_VALUE.match(expression):
        shown = expression[:_SHOWN_CHARACTERS]
        raise errors.invalid(f"Invalid query value {shown} provided in query param.", code="1453-400")
    return _SINGLE_EQUALS.sub(r"\1==", expression)


def _is_operator(signs: str) -> bool:
    return signs in _SHORT_OPERATORS or signs[0] == "~" or signs.startswith(_OPERATORS)


def _checked(condition: Condition) -> Condition:
    if condition.operator == "~":
        raise errors.invalid("Operator '~' not implemented.", code="1440-400")
    orders = condition.operator in ("<", "<=", ">", ">=")
    if orders and _ID.search(condition.path):
        raise errors.invalid(
            f"Operator {condition.operator} not supported for field {condition.path[:_SHOWN_CHARACTERS]}.",
            code="1448-400",
        )
    if orders and condition.alternatives:
        raise errors.invalid(f"Operator '{condition.operator}' is not allowed for multiple values.", code="1443-400")
    if condition.path in _TIMES and condition.operator not in ("exists", "absent"):
        condition = replace(condition, value=_time(condition))
    return replace(condition, any_case=condition.path.rpartition(".")[2] in _ANY_CASE)


def _time(condition: Condition) -> str:
    """The value of a condition on a time, as a number. Raises FlowServiceError 400."""
    if not condition.alternatives:
        if _NUMBER.fullmatch(condition.value):
            return condition.value
        try:
            moment = datetime.fromisoformat(condition.value)
            return str(round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000))
        except (ValueError, OverflowError):
            pass
    shown = ",".join((condition.value, *condition.alternatives))[:_SHOWN_CHARACTERS]
    raise errors.invalid(f"Invalid value {shown} for field {condition.path}.", code="1452-400")
