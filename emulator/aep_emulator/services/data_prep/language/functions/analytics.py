"""Analytics functions on the event and product strings of Adobe Analytics.

Documented: help/data-prep/functions.md "Analytics functions". A products string lists products after commas, each as
`category;name;quantity;price;events;evars`; events and evars are lists `name=value` after `|`, an event's value is
`number:id`.
"""

from __future__ import annotations

from typing import Any

from aep_emulator.services.data_prep.language.functions.registry import function
from aep_emulator.services.data_prep.language.values import bounded_list

_CATEGORY = "Analytics"
_PRODUCTS = ";Example product 1;1;3.50,Example category 2;Example product 2;1;5.99"
_SHORT = ";Example product 1;1;3.50,Example category 2;Example product 2"
_EVENTS = ";Example product 1;1;4.20;event1=2.3|event2=5:1,;Example product 2;1;4.20;event1=3|event2=2:2"


def _parts(products: str, index: int) -> list[str | None]:
    """The part with this index of every product; None where it is empty or missing."""
    found: list[str | None] = []
    for product in bounded_list(products.split(",")):
        parts = product.split(";")
        found.append((parts[index].strip() or None) if index < len(parts) else None)
    return found


def _assigned(pairs: str | None, separator: str, name: str) -> str | None:
    """What stands after `name=` in a list of pairs, empty for the name alone; None when the name is not there."""
    for pair in bounded_list((pairs or "").split(separator)):
        key, _, value = str(pair).partition("=")
        if key.strip() == name:
            return value.strip()
    return None


def _value(assigned: str | None) -> str | None:
    return None if assigned is None else assigned.partition(":")[0] or "1"


def _id(assigned: str | None) -> str | None:
    return None if assigned is None else assigned.partition(":")[2] or None


@function(
    "aa_get_event_id",
    category=_CATEGORY,
    description="Takes the id of an event, which follows the colon, from an event string.",
    returns="The id; null when there is none.",
    example='aa_get_event_id("event101=5:123456,scOpen", "event101")',
    result="123456",
)
def aa_get_event_id(events: str, event_name: str) -> str | None:
    return _id(_assigned(events, ",", event_name))


@function(
    "aa_get_event_value",
    category=_CATEGORY,
    description="Takes the value of an event from an event string; 1 when the event has none.",
    returns="The value; null when the event is not there.",
    example='aa_get_event_value("event101=5:123456,scOpen", "event101")',
    result="5",
)
def aa_get_event_value(events: str, event_name: str) -> str | None:
    return _value(_assigned(events, ",", event_name))


@function(
    "aa_get_product_categories",
    category=_CATEGORY,
    description="Takes the categories from a products string.",
    returns="One category per product, null where there is none.",
    example=f'aa_get_product_categories("{_PRODUCTS}")',
    result=[None, "Example category 2"],
)
def aa_get_product_categories(products: str) -> list[Any]:
    return _parts(products, 0)


@function(
    "aa_get_product_names",
    category=_CATEGORY,
    description="Takes the names from a products string.",
    returns="One name per product, null where there is none.",
    example=f'aa_get_product_names("{_PRODUCTS}")',
    result=["Example product 1", "Example product 2"],
)
def aa_get_product_names(products: str) -> list[Any]:
    return _parts(products, 1)


@function(
    "aa_get_product_quantities",
    category=_CATEGORY,
    description="Takes the quantities from a products string.",
    returns="One quantity per product, as a string, null where there is none.",
    example=f'aa_get_product_quantities("{_SHORT}")',
    result=["1", None],
)
def aa_get_product_quantities(products: str) -> list[Any]:
    return _parts(products, 2)


@function(
    "aa_get_product_prices",
    category=_CATEGORY,
    description="Takes the prices from a products string.",
    returns="One price per product, as a string, null where there is none.",
    # The page prints 3.50, as the string has it.
    example=f'aa_get_product_prices("{_SHORT}")',
    result=["3.50", None],
)
def aa_get_product_prices(products: str) -> list[Any]:
    return _parts(products, 3)


@function(
    "aa_get_product_event_values",
    category=_CATEGORY,
    description="Takes the values of an event from a products string.",
    returns="One value per product, as a string, null where the event is not there.",
    example=f'aa_get_product_event_values("{_EVENTS}", "event1")',
    result=["2.3", "3"],
)
def aa_get_product_event_values(products: str, event_name: str) -> list[Any]:
    return [_value(_assigned(events, "|", event_name)) for events in _parts(products, 4)]


@function(
    "aa_get_product_event_ids",
    category=_CATEGORY,
    description="Takes the ids of an event, which follow the colon, from a products string.",
    returns="One id per product, null where there is none.",
    example=f'aa_get_product_event_ids("{_EVENTS}", "event2")',
    result=["1", "2"],
)
def aa_get_product_event_ids(products: str, event_name: str) -> list[Any]:
    return [_id(_assigned(events, "|", event_name)) for events in _parts(products, 4)]


@function(
    "aa_get_product_events",
    category=_CATEGORY,
    description="Takes the ids and values of an event from a products string.",
    returns="One object with id and value per product, null where the event is not there.",
    example=f'aa_get_product_events("{_EVENTS}", "event2")',
    result=[{"id": "1", "value": "5"}, {"id": "2", "value": "2"}],
)
def aa_get_product_events(products: str, event_name: str) -> list[Any]:
    found = [_assigned(events, "|", event_name) for events in _parts(products, 4)]
    return [None if assigned is None else {"id": _id(assigned), "value": _value(assigned)} for assigned in found]


@function(
    "aa_get_product_evars",
    category=_CATEGORY,
    description="Takes the values of an evar from a products string.",
    returns="One value per product, null where there is none.",
    example='aa_get_product_evars(";Example product;1;6.69;;eVar1=Merchandising value", "eVar1")',
    result=["Merchandising value"],
)
def aa_get_product_evars(products: str, evar_name: str) -> list[Any]:
    return [_assigned(evars, "|", evar_name) or None for evars in _parts(products, 5)]
