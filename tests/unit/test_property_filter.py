"""The property query parameter: parsing, operators, nesting."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aep_emulator.property_filter import PropertyFilterError, matches, parse

FLOW = {
    "name": "CRMToAEP",
    "state": "enabled",
    "count": 12,
    "flag": True,
    "lastRunDetails": {"startedAtUTC": 1_670_880_253_121},
    "sourceConnectionIds": ["a", "b"],
    "inheritedAttributes": {"targetConnections": [{"connectionSpec": {"id": "t1"}}, {"connectionSpec": {"id": "t2"}}]},
    "meta:class": "https://ns.adobe.com/xdm/context/profile",
    "dotted.name": 1,
    "nothing": None,
}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('name=="CRMToAEP"', True),
        ("name==CRMToAEP", True),
        ("name=='CRMToAEP'", True),
        ("name==crmtoaep", False),
        ("name!=x", True),
        ("state!=enabled", False),
        ("count==12", True),
        ("count==12.0", True),
        ("count>11", True),
        ("count>=12", True),
        ("count<12", False),
        ("count<=12", True),
        ("count<abc", False),
        ("flag==true", True),
        ("flag==True", True),
        ("flag==1", False),
        ("nothing==null", True),
        ("lastRunDetails.startedAtUTC>=1670880253121", True),
        ("lastRunDetails.startedAtUTC>1670880253121", False),
        ("sourceConnectionIds==b", True),
        ("sourceConnectionIds!=b", False),
        ("sourceConnectionIds==c", False),
        ("inheritedAttributes.targetConnections.connectionSpec.id==t2", True),
        ("inheritedAttributes.targetConnections.0.connectionSpec.id==t2", False),
        ("meta:class==https://ns.adobe.com/xdm/context/profile", True),
        ("dotted.name==1", True),
        ("missing==x", False),
        ("missing!=x", True),
        ("state", True),
        ("missing", False),
        ("!missing", True),
        ("!state", False),
        ("name~^CRM", True),
        ("name~^AEP", False),
        ("state==enabled,count>3", True),
        ("state==enabled,count>30", False),
        ('name=="a,b"', False),
    ],
)
def test_condition(expression: str, expected: bool) -> None:
    assert matches(parse([expression]), FLOW) is expected


def test_several_parameters_are_all_required() -> None:
    assert matches(parse(["state==enabled", "count==12"]), FLOW)
    assert not matches(parse(["state==enabled", "count==13"]), FLOW)


@pytest.mark.parametrize("expression", ["", "==x", "a=b", "!", "name~[", "name~(a+)+$", "name~" + "a" * 300])
def test_unreadable_expression_is_refused(expression: str) -> None:
    with pytest.raises(PropertyFilterError):
        parse([expression])


def test_comma_inside_an_unquoted_value_belongs_to_it() -> None:
    (condition,) = parse(["name==a,b"])
    assert condition.value == "a,b"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("id==x,r1", True),
        ("id==x,y", False),
        ("id!=x,y", True),
        ("id!=x,r1", False),
        ('id=="x,r1"', False),
        ("id==x,kind==run", False),
        ("id==r1,kind==run", True),
        ("list[].id==b", True),
        ("list[].inner[].id==d", True),
        ("list[].id==z", False),
        ("version>5", True),
        ("version<5", False),
    ],
)
def test_lists_of_values_brackets_and_numbers_kept_as_text(expression: str, expected: bool) -> None:
    run = {"id": "r1", "kind": "run", "version": "10.0", "list": [{"id": "a"}, {"id": "b", "inner": [{"id": "d"}]}]}
    assert matches(parse([expression], comma_means_any=True), run) is expected


def test_case_is_ignored_only_when_asked() -> None:
    (condition,) = parse(["status==FAILED"])
    assert not condition.holds({"status": "failed"})
    assert replace(condition, any_case=True).holds({"status": "failed"})


def test_a_path_has_a_length() -> None:
    assert parse(["a" * 500 + "==1"])[0].path == "a" * 500
    # In time that grows with the length only, blanks included: what reads them must not try each of them twice.
    for expression in ("a" * 501 + "==1", "a" + " " * 500_000 + "b", "a.b" * 200):
        with pytest.raises(PropertyFilterError, match="longer than 500"):
            parse([expression])


def test_there_are_only_so_many_conditions() -> None:
    assert len(parse([",".join(["a!=b"] * 60), *["c"] * 40])) == 100
    with pytest.raises(PropertyFilterError, match="more than 100 conditions"):
        parse([",".join(["a!=b"] * 60), *["c"] * 41])
