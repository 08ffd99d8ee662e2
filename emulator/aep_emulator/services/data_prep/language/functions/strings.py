"""String functions. Documented: help/data-prep/functions.md "String functions"."""

from __future__ import annotations

from typing import Any

from aep_emulator.services.data_prep.language import regexes
from aep_emulator.services.data_prep.language.errors import TransformError
from aep_emulator.services.data_prep.language.functions.registry import function, method
from aep_emulator.services.data_prep.language.values import MAX_TEXT, bounded, bounded_list, text
from aep_emulator.services.data_prep.language.work import spend

_CATEGORY = "String"


@function(
    "concat",
    category=_CATEGORY,
    description="Joins strings. Assumed: a null counts as an empty string.",
    returns="The joined string.",
    example='concat("Hi, ", "there", "!")',
    result="Hi, there!",
)
def concat(*strings: str | None) -> str:
    parts = [string for string in strings if string]
    if sum(map(len, parts)) > MAX_TEXT:
        raise TransformError(f"the result of concat has more than {MAX_TEXT} characters")
    return bounded("".join(parts))


@function(
    "explode",
    category=_CATEGORY,
    description="Splits a string at a regular expression; at commas without one.",
    returns="The parts.",
    example='explode("Hi, there!", " ")',
    result=["Hi,", "there!"],
)
def explode(string: str, regex: str | None = None) -> list[Any]:
    return bounded_list(regexes.split(regex or ",", string)) if string else []


@function(
    "instr",
    category=_CATEGORY,
    description="Finds a substring, or its n-th occurrence, from a start position on.",
    returns="The index of the first character, from 0; -1 when there is none.",
    example='instr("adobe.com", "com")',
    result=6,
)
def instr(string: str, substring: str, start_position: int | None = None, occurrence: int | None = None) -> int:
    found = max(start_position or 0, 0) - 1
    for _ in range(min(1 if occurrence is None else occurrence, len(string) + 1)):
        spend(1 + len(substring) // 64)
        found = string.find(substring, found + 1)
        if found == -1:
            return -1
    return found


@function(
    "replacestr",
    category=_CATEGORY,
    description="Replaces every occurrence of a string by another.",
    returns="The string with the replacements.",
    example='replacestr("This is a string re test", "re", "replace")',
    result="This is a string replace test",
)
def replacestr(string: str, to_find: str, to_replace: str) -> str:
    if not to_find:
        return string
    if len(string) + string.count(to_find) * (len(to_replace) - len(to_find)) > MAX_TEXT:
        raise TransformError(f"the result of replacestr has more than {MAX_TEXT} characters")
    return string.replace(to_find, to_replace)


@function(
    "substr",
    category=_CATEGORY,
    description="Takes a part of a string.",
    returns="So many characters from the start index on; the first index is 0.",
    example='substr("This is a substring test", 7, 8)',
    result=" a subst",
)
def substr(string: str, start_index: int, length: int) -> str:
    start = max(start_index, 0)
    return string[start : start + max(length, 0)]


@function(
    "lower",
    "lcase",
    category=_CATEGORY,
    description="Turns a string into lower case.",
    returns="The string in lower case.",
    example='lower("HeLLo")',
    result="hello",
)
def lower(string: str) -> str:
    return string.lower()


@function(
    "upper",
    "ucase",
    category=_CATEGORY,
    description="Turns a string into upper case.",
    returns="The string in upper case.",
    example='upper("HeLLo")',
    result="HELLO",
)
def upper(string: str) -> str:
    return string.upper()


@function(
    "split",
    category=_CATEGORY,
    description="Splits a string at any of the separator's characters.",
    returns="The parts that are not empty.",
    example='split("Hello world", " ")',
    result=["Hello", "world"],
)
def split(string: str, separator: str) -> list[Any]:
    if not separator:
        return [string] if string else []
    if len(separator) > 1:
        string = string.translate(dict.fromkeys(map(ord, separator), separator[0]))
    return bounded_list([part for part in string.split(separator[0]) if part])


@function(
    "join",
    category=_CATEGORY,
    description="Joins the elements of an array with a separator between them. Assumed: nulls are left out.",
    returns="The joined string.",
    example='join(" ", to_array(true, "Hello", "world"))',
    result="Hello world",
)
def join(separator: str, objects: list[Any]) -> str:
    parts = [text(item) for item in objects if item is not None]
    if sum(map(len, parts)) + len(separator) * len(parts) > MAX_TEXT:
        raise TransformError(f"the result of join has more than {MAX_TEXT} characters")
    return separator.join(parts)


def _padding(string: str | None, count: int, padding: str | None) -> str:
    if count > MAX_TEXT:
        raise TransformError(f"the result has more than {MAX_TEXT} characters")
    filler = padding or " "
    missing = count - len(string or "")
    return (filler * (missing // len(filler) + 1))[:missing] if missing > 0 else ""


@function(
    "lpad",
    category=_CATEGORY,
    description="Fills a string up on the left; a null or empty padding is one space.",
    returns="The string with at least so many characters.",
    example='lpad("bat", 8, "yz")',
    result="yzyzybat",
)
def lpad(string: str | None, count: int, padding: str | None) -> str:
    return _padding(string, count, padding) + (string or "")


@function(
    "rpad",
    category=_CATEGORY,
    description="Fills a string up on the right; a null or empty padding is one space.",
    returns="The string with at least so many characters.",
    example='rpad("bat", 8, "yz")',
    result="batyzyzy",
)
def rpad(string: str | None, count: int, padding: str | None) -> str:
    return (string or "") + _padding(string, count, padding)


@function(
    "left",
    category=_CATEGORY,
    description="Takes the beginning of a string.",
    returns="The first so many characters.",
    example='left("abcde", 2)',
    result="ab",
)
def left(string: str, count: int) -> str:
    return string[: max(count, 0)]


@function(
    "right",
    category=_CATEGORY,
    description="Takes the end of a string.",
    returns="The last so many characters.",
    example='right("abcde", 2)',
    result="de",
)
def right(string: str, count: int) -> str:
    return string[-count:] if count > 0 else ""


@function(
    "ltrim",
    category=_CATEGORY,
    description="Removes whitespace from the beginning.",
    returns="The shortened string.",
    example='ltrim(" hello")',
    result="hello",
)
def ltrim(string: str) -> str:
    return string.lstrip()


@function(
    "rtrim",
    category=_CATEGORY,
    description="Removes whitespace from the end.",
    returns="The shortened string.",
    example='rtrim("hello ")',
    result="hello",
)
def rtrim(string: str) -> str:
    return string.rstrip()


@function(
    "trim",
    category=_CATEGORY,
    description="Removes whitespace from both ends.",
    returns="The shortened string.",
    example='trim(" hello ")',
    result="hello",
)
def trim(string: str) -> str:
    return string.strip()


@method(
    "equals",
    category=_CATEGORY,
    description="Compares two strings, case counts.",
    returns="Whether both are equal.",
    example='"string1".equals("STRING1")',
    result=False,
)
def equals(string: str, other: str | None) -> bool:
    return string == other


@method(
    "equalsIgnoreCase",
    category=_CATEGORY,
    description="Compares two strings, case does not count.",
    returns="Whether both are equal.",
    example='"string1".equalsIgnoreCase("STRING1")',
    result=True,
)
def equals_ignore_case(string: str, other: str | None) -> bool:
    return other is not None and string.casefold() == other.casefold()
