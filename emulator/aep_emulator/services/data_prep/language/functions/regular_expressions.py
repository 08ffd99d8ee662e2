"""Regular expression functions. Documented: help/data-prep/functions.md "Regular expression functions"."""

from __future__ import annotations

from typing import Any

from aep_emulator.services.data_prep.language import regexes
from aep_emulator.services.data_prep.language.functions.registry import function

_CATEGORY = "Regular expression"


@function(
    "extract_regex",
    category=_CATEGORY,
    description="Takes the groups of the first match. Assumed: the match may stand anywhere in the string.",
    returns="The whole match and then each group; null when there is no match.",
    example='extract_regex("E259,E259B_009,1_1", "([^,]+),[^,]*,([^,]+)")',
    result=["E259,E259B_009,1_1", "E259", "1_1"],
)
def extract_regex(string: str, regex: str) -> list[Any] | None:
    match = regexes.search(regex, string)
    return None if match is None else [match.group(), *match.groups()]


@function(
    "matches_regex",
    category=_CATEGORY,
    description="Tells whether the whole string matches.",
    returns="True or false.",
    example='matches_regex("E259,E259B_009,1_1", "([^,]+),[^,]*,([^,]+)")',
    result=True,
)
def matches_regex(string: str, regex: str) -> bool:
    return regexes.full_match(regex, string) is not None
