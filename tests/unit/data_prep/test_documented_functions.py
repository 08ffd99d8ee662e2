"""Every function of help/data-prep/functions.md gives what the page prints for its example."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aep_emulator.app import create_app
from aep_emulator.services.data_prep.language.errors import TransformError
from aep_emulator.services.data_prep.language.functions.registry import functions, methods
from aep_emulator.services.data_prep.language.values import plain, text

REFERENCE = Path(__file__).parents[4] / "shared" / "reference" / "dataprep_functions.tsv"

ADDRESSES = [{"type": kind, "city": "San Jose"} for kind in ("home", "work", "office")]
COLUMNS = {
    "stateCode": "pa",
    "evars": {"evar": {"field1": 1}},
    "address": {"line1": "345 park ave", "line2": "bldg 2", "City": "san jose", "State": "CA", "type": "office"},
    "addresses": ADDRESSES,
    "book_details": {"author": "George R. R. Martin", "price": 17.99, "ISBN": "ISBN-978-0553801477"},
    "book_details2": {"author": "Someone else", "publisher": "William Morrow"},
    "cond1": False,
}
BY_TYPE = {address["type"]: address for address in ADDRESSES}

CONTRADICTORY: dict[str, tuple[str, Any, str]] = {
    'explode("Hi, there!", " ")': (
        'explode("Hi, there!", " ")',
        ["Hi,", "there!"],
        "the page's output loses the exclamation mark",
    ),
    "now()": ("now()", "2020-09-25T22:17:31Z", "another moment"),
    "timestamp()": ("timestamp()", 1_601_072_251_000, "another moment"),
    'format(2019-10-23T11:24:00+00:00, "yyyy-MM-dd HH:mm:ss")': (
        'format(date("2019-10-23T11:24:35+00:00"), "yyyy-MM-dd HH:mm:ss")',
        "2019-10-23 11:24:35",
        "the page's date is no literal of the language, and 00 seconds become 35",
    ),
    'make_date_time(2019, 10, 17, 11, 55, 12, 999, "America/Los_Angeles")': (
        'make_date_time(2019, 10, 17, 11, 55, 12, 999, "America/Los_Angeles")',
        "2019-10-17T11:55:12-07:00",
        "the page prints the local time with Z, which is another moment",
    ),
    "zone_date_to_utc(2019-10-17T11:55:12 PST)": (
        'zone_date_to_utc("2019-10-17T11:55:12 PST")',
        "2019-10-17T19:55:12Z",
        "the page's date is no literal of the language",
    ),
    'zone_date_to_zone(now(), "Europe/Paris")': (
        'zone_date_to_zone("2021-10-26T13:43:59Z", "Europe/Paris")',
        "2021-10-26T15:43:59+02:00",
        "another moment, and the page prints the local time with Z",
    ),
    'decode(stateCode, "ca", "California", "pa", "Pennsylvania", "N/A")': (
        'decode(stateCode, "ca", "California", "pa", "Pennsylvania", "N/A")',
        "Pennsylvania",
        "the page lists the result for every input",
    ),
    'to_float("12.3456")': ('to_float("12.3456")', 12.3456, "no rounding to single precision gives 12.34566"),
    'json_to_object({"info":{"firstName":"John","lastName":"Doe"}})': (
        'json_to_object("{\\"info\\":{\\"firstName\\":\\"John\\",\\"lastName\\":\\"Doe\\"}}")',
        {"info": {"firstName": "John", "lastName": "Doe"}},
        "the page leaves the quotes out and describes the result in words",
    ),
    "object_to_map(addresses, type)": ("object_to_map(addresses, type)", BY_TYPE, "the page's result is shortened"),
    'array_to_map(addresses, "type")': ('array_to_map(addresses, "type")', BY_TYPE, "the page's result is shortened"),
    "object_to_map(address)": ("object_to_map(address)", COLUMNS["address"], "listed twice, once shortened"),
    "uuid()": ("uuid()", "7c0267d2-bb74-4e1a-9275-3bf4fccda5f4", "random"),
    "1 / 2": ("1 / 2", 0, "the page prints no result; whole numbers divide as in Java"),
    "!cond1": ("!cond1", True, "the page prints no result"),
}
"""Documented expression → the expression to run, its result here, and what is wrong with the page's."""

NOT_COMPUTABLE = {"fpid_to_ecid": "Adobe has not published the algorithm"}

EXAMPLES = [
    (entry.name, entry.example, json.loads(entry.result))
    for entry in (*functions().values(), *methods().values())
    if entry.result
]


def documented() -> list[Any]:
    if not REFERENCE.exists():
        return [pytest.param("", "", "", marks=pytest.mark.skip("the reference tables are not here"))]
    with REFERENCE.open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        pytest.param(
            row["function"], row["example_expression"], row["expected_result"], id=f"{number}-{row['function']}"
        )
        for number, row in enumerate(rows)
    ]


def printed(value: str) -> Any:
    """A result as the page prints it: JSON, often with single quotes, or bare text."""
    for spelling in (value, value.replace("'", '"')):
        try:
            return json.loads(spelling)
        except ValueError:
            continue
    return value


@pytest.mark.documented("help/data-prep/functions.md")
@pytest.mark.parametrize(("name", "expression", "expected"), documented())
def test_documented_example(evaluate: Callable[..., Any], name: str, expression: str, expected: str) -> None:
    if name in NOT_COMPUTABLE:
        with pytest.raises(TransformError, match="has not published"):
            evaluate(expression)
    elif expression in CONTRADICTORY:
        corrected, result, _ = CONTRADICTORY[expression]
        assert plain(evaluate(corrected, **COLUMNS)) == result
    else:
        value = evaluate(expression, **COLUMNS)
        assert plain(value) == printed(expected) or text(value) == expected


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference tables are not here")
def test_every_documented_name_exists() -> None:
    with REFERENCE.open(newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        names = {name for row in rows if row["category"] != "Operators" for name in re.split(r" / ", row["function"])}
    assert len(names) > 100
    assert names <= {*functions(), *methods()}


@pytest.mark.parametrize(("name", "expression", "expected"), EXAMPLES, ids=[name for name, _, _ in EXAMPLES])
def test_the_function_list_tells_the_truth(
    evaluate: Callable[..., Any], name: str, expression: str, expected: Any
) -> None:
    assert re.search(rf"\b{name}\(", expression) or name not in methods()
    assert plain(evaluate(expression)) == expected


def test_every_example_gives_the_same_through_a_preview_over_http() -> None:
    asked: list[tuple[str, tuple[Any, ...]]] = [(example, (result,)) for _, example, result in EXAMPLES]
    for parameter in documented():
        name, example, result = parameter.values
        if name and name not in NOT_COMPUTABLE and example not in CONTRADICTORY:
            asked.append((example, (printed(result), result)))
    mappings = [
        {"sourceType": "EXPRESSION", "source": example, "destination": f"e{number}"}
        for number, (example, _) in enumerate(asked)
    ]
    api = create_app().test_client()
    answer = api.post(
        "/data/foundation/conversion/mappingSets/preview",
        json={"data": COLUMNS, "mappingSet": {"mappings": mappings}},
        headers={
            "Authorization": "Bearer any",
            "x-api-key": "key",
            "x-gw-ims-org-id": "ORG@AdobeOrg",
            "x-sandbox-name": "prod",
        },
    ).get_json()
    assert answer["errors"] is None
    found = [(example, answer["data"].get(f"e{number}")) for number, (example, _) in enumerate(asked)]
    # The page prints numbers and texts alike.
    differing = [
        (example, got, results)
        for (example, got), (_, results) in zip(found, asked, strict=True)
        if got not in results and text(got) not in results
    ]
    assert not differing


def test_every_function_without_an_example_cannot_have_one() -> None:
    without = {entry.name for entry in (*functions().values(), *methods().values()) if not entry.result}
    assert without == {"now", "timestamp", "uuid", "guid", "contains_key", "is_set", "fpid_to_ecid"}


@pytest.mark.documented("help/data-prep/troubleshooting-guide.md")
def test_one_value_of_a_map_can_be_lowercased(evaluate: Callable[..., Any]) -> None:
    assert evaluate("lower(map_get_values(mapObject, 'keyName'))", mapObject={"keyName": "VALUE"}) == "value"


@pytest.mark.documented("help/data-prep/troubleshooting-guide.md")
@pytest.mark.parametrize(
    ("expression", "columns", "expected"),
    [
        ('iif(marketing_type.equals("phyMail"), nullify(), marketing_type)', {"marketing_type": "phyMail"}, None),
        ('iif(marketing_type.equals("phyMail"), nullify(), marketing_type)', {"marketing_type": "sms"}, "sms"),
        (
            'iif(total_consents > 5000, iif(marketing_type.equals("phone"), nullify(), marketing_type), "few")',
            {"total_consents": "4100", "marketing_type": "push"},
            "few",
        ),
        (
            'iif(date.equals("3/21/24"), iif(marketing_type.equals("push"), nullify(), marketing_type), "not-March")',
            {"date": "4/21/24", "marketing_type": "push"},
            "not-March",
        ),
        ('iif(total_consents >= 5500, "high", marketing_type)', {"total_consents": 5500}, "high"),
    ],
)
def test_functions_nest(evaluate: Callable[..., Any], expression: str, columns: dict[str, Any], expected: Any) -> None:
    assert evaluate(expression, **columns) == expected


@pytest.mark.documented("help/data-prep/mapping-set.md")
def test_now_reads_like_a_java_date_in_a_string(evaluate: Callable[..., Any]) -> None:
    joined = evaluate("concat(upper(lastName), upper(firstName), now())", firstName="John", lastName="Smith")
    assert joined == "SMITHJOHNFri Sep 25 22:17:31 UTC 2020"


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        ("retain", {"name": "ferret#nose"}),
        ("remove", {"name": "ferret"}),
        ("append", {"name": "ferret", "_anchor_": "nose"}),
    ],
)
def test_the_anchor_of_a_url(evaluate: Callable[..., Any], anchor: str, expected: dict[str, str]) -> None:
    url = "foo://example.com:8042/over/there?name=ferret#nose"
    assert evaluate("get_url_query_str(url, anchor)", url=url, anchor=anchor) == expected


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("ua_os_name", "Windows NT"),
        ("ua_os_name_version", "Windows >=10"),
        ("ua_agent_version_major", "Edge 120"),
        ("ua_device_class", "Desktop"),
    ],
)
def test_a_browser_that_names_others_too(evaluate: Callable[..., Any], function: str, expected: str) -> None:
    agent = (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/120.0.0.0 Safari/537.36 Edg/120.0.2210.91"
    )
    assert evaluate(f"{function}(agent)", agent=agent) == expected


@pytest.mark.parametrize(
    ("function", "expected"),
    [("ua_os_name", "Unknown"), ("ua_agent_version", "??"), ("ua_device_class", "Unknown")],
)
def test_an_unknown_user_agent(evaluate: Callable[..., Any], function: str, expected: str) -> None:
    assert evaluate(f"{function}(agent)", agent="something else") == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('aa_get_event_value("event101=5:123456,scOpen", "scOpen")', "1"),
        ('aa_get_event_value("scOpen", "event1")', None),
        ('aa_get_event_id("event101=5", "event101")', None),
        ('aa_get_product_event_values(";a;1;1;event1,;b", "event1")', ["1", None]),
        ('aa_get_product_evars(";a;1;1;;eVar1=x|eVar2=y,;b;1;1;;eVar2=z", "eVar2")', ["y", "z"]),
    ],
)
def test_what_is_missing_in_an_analytics_string(evaluate: Callable[..., Any], expression: str, expected: Any) -> None:
    assert evaluate(expression) == expected
