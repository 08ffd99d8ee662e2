"""Demo tables: who has which, what is in them, and that nothing but the seed decides it."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest

import aep_fixtures
from aep_emulator.sources import Sources
from aep_emulator.sources.demo_sets import DemoSets, descriptions

SETS = aep_fixtures.folders("tables")
TABLES = [(set_name, table) for set_name in SETS for table in descriptions(set_name)]
# Files and REST sources have no delta column; these have their times as numbers or text, as their pages show them.
WITHOUT_TIMES = {"storage", "stripe", "pinterest", "linkedin", "mixpanel", "netsuite", "capillary"}
PYTHON_TYPES = {
    "string": str,
    "integer": int,
    "long": int,
    "number": float,
    "boolean": bool,
    "date": date,
    "date-time": datetime,
    "object": dict,
}


@pytest.fixture(scope="module")
def sets() -> DemoSets:
    return DemoSets(seed=1, rows=60)


@pytest.mark.parametrize(("set_name", "table"), TABLES)
def test_every_table_has_the_rows_columns_and_types_of_its_description(
    sets: DemoSets, set_name: str, table: str
) -> None:
    made = sets.table(set_name, table).whole()
    assert made.num_rows == 60
    columns = descriptions(set_name)[table]["columns"]
    assert made.column_names == [column["name"] for column in columns]
    for column in columns:
        values = made.column(column["name"]).to_pylist()
        single = [item for value in values for item in (value if "several" in column else [value])]
        assert {type(value) for value in single if value is not None} <= {PYTHON_TYPES[column["type"]]}
        if not {"nulls", "broken", "of"} & column.keys() and column.get("choice") != [None]:
            assert None not in values


@pytest.mark.parametrize(("set_name", "table"), [pair for pair in TABLES if pair[0] not in WITHOUT_TIMES])
def test_every_table_has_a_time_that_can_be_a_delta_column(sets: DemoSets, set_name: str, table: str) -> None:
    made = sets.table(set_name, table).whole()
    times = [field.name for field in made.schema if str(field.type).startswith("timestamp")]
    assert any(made.column(name).null_count == 0 for name in times)


def test_the_same_seed_gives_the_same_rows() -> None:
    one, other = (Sources(seed=5, rows=30, data=None).table("shopify", "Shopify.Orders") for _ in range(2))
    assert one is not None
    assert other is not None
    assert one.arrow.equals(other.arrow)


def test_another_seed_gives_other_rows() -> None:
    one, other = (Sources(seed=seed, rows=30, data=None).table("shopify", "Shopify.Orders") for seed in (1, 2))
    assert one is not None
    assert other is not None
    assert not one.arrow.equals(other.arrow)


@pytest.mark.parametrize("set_name", SETS)
def test_rows_do_not_depend_on_which_tables_were_looked_at_before(set_name: str) -> None:
    names = list(descriptions(set_name))
    forwards, backwards = DemoSets(seed=3, rows=10), DemoSets(seed=3, rows=10)
    looked_at = {name: forwards.table(set_name, name).whole() for name in names}
    for name in reversed(names):
        assert backwards.table(set_name, name).whole().equals(looked_at[name])


def test_rows_of_one_table_refer_to_rows_of_another(sources: Sources) -> None:
    customers, orders = sources.table("shopify", "Customers"), sources.table("shopify", "Orders")
    assert customers is not None
    assert orders is not None
    known = {row["Email"]: row["Id"] for row in customers.arrow.to_pylist()}
    assert all(known[row["Email"]] == row["Customer_Id"] for row in orders.arrow.to_pylist())


def test_the_table_with_errors_says_so_and_has_bad_values_of_every_kind(sources: Sources) -> None:
    table = sources.table("snowflake", "Customers_With_Errors")
    assert table is not None
    rows = table.arrow.to_pylist()
    emails = [row["Email"] for row in rows]
    assert None in emails
    assert any(email is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+", email) for email in emails)
    assert any(not re.fullmatch(r"\d+", row["LoyaltyPoints"]) for row in rows)
    assert any(not _is_date(row["BirthDate"]) for row in rows)
    assert any(row["FirstName"] is None for row in rows)
    assert any(_is_date(row["BirthDate"]) and row["FirstName"] and row["LoyaltyPoints"].isdigit() for row in rows)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@pytest.mark.documented("help/sources/tutorials/api/explore/")
@pytest.mark.parametrize(
    ("connector", "names", "columns"),
    [
        ("shopify", ["Shopify.Abandoned_Checkout_Line_Items", "Shopify.Blogs", "Shopify.Orders"], {}),
        ("shopify", [], {"Shopify.Blogs": ["Blog_Id", "Handle", "Title", "Commentable", "Created_At", "Updated_At"]}),
        ("salesforce", ["Accounts"], {"Accounts": ["first_name", "last_name", "email"]}),
        ("dynamics-online", ["msdyn_solutioncomponentsummary", "customeropportunityrole"], {}),
        ("google-adwords", ["v201809.ACCOUNT_PERFORMANCE_REPORT", "v201809.AD_CUSTOMIZERS_FEED_ITEM_REPORT"], {}),
        (
            "google-adwords",
            ["v201809.ADGROUP_PERFORMANCE_REPORT"],
            {"v201809.AD_PERFORMANCE_REPORT": ["CallOnlyPhoneNumber", "AdGroupId", "AdGroupName", "Date"]},
        ),
        ("salesforce-service-cloud", ["AcceptedEventRelation", "AccountChangeEvent"], {"Account": ["Id", "Name"]}),
        (
            "google-big-query",
            ["test1.Mytable", "test1.austin_demo"],
            {"test1.Mytable": ["TestID", "Name", "Datefield"]},
        ),
        (
            "hubspot",
            ["Hubspot.All_Deals", "Hubspot.Blog_Authors", "Hubspot.Blog_Comments"],
            {"Hubspot.Contacts": ["Vid", "Properties_Firstname_Value", "Added_At", "Portal_Id"]},
        ),
        (
            "paypal",
            ["PayPal.Billing_Plans", "PayPal.Catalog_Products"],
            {"test1.Mytable": ["Product_Id", "Product_Name", "Description", "Type", "Create_Time"]},
        ),
        (
            "generic-odata",
            ["Categories", "CustomerDemographics", "Customers"],
            {"Orders": ["OrderID", "CustomerID", "EmployeeID", "OrderDate", "ShippedDate"]},
        ),
    ],
)
def test_the_tables_of_the_tutorials_are_there(connector: str, names: list[str], columns: dict[str, list[str]]) -> None:
    categories = {"salesforce-service-cloud": "Customer Success", "google-big-query": "Databases", "salesforce": "CRM"}
    sources = Sources(seed=1, rows=2, data=None, category_of=categories.get)
    assert set(names) <= set(sources.tables(connector))
    for name, expected in columns.items():
        table = sources.table(connector, name)
        assert table is not None
        assert set(expected) <= {column.name for column in table.columns}


@pytest.mark.documented("help/sources/tutorials/api/explore/protocols.md and advertising.md")
@pytest.mark.parametrize(
    ("connector", "table", "column", "kind"),
    [
        ("generic-odata", "Orders", "OrderID", "integer"),
        ("generic-odata", "Orders", "EmployeeID", "integer"),
        ("google-adwords", "v201809.AD_PERFORMANCE_REPORT", "AdGroupId", "long"),
    ],
)
def test_integers_have_the_widths_of_the_tutorials(
    sources: Sources, connector: str, table: str, column: str, kind: str
) -> None:
    found = sources.table(connector, table)
    assert found is not None
    assert {known.name: known.type for known in found.columns}[column] == kind


@pytest.mark.documented("help/sources/tutorials/api/explore/crm.md")
def test_a_table_may_be_called_differently_by_people(sources: Sources) -> None:
    table = sources.table("dynamics-online", "customeropportunityrole")
    assert table is not None
    assert table.title == "Opportunity Relationship"


@pytest.mark.parametrize("category", ["Database", "databases", "DATABASES"])
def test_an_unknown_connector_has_the_tables_of_its_category(category: str) -> None:
    sources = Sources(seed=1, rows=2, data=None, category_of=lambda _connector: category)
    assert "demo.Customers" in sources.tables("brand-new-database")


@pytest.mark.parametrize("category", [None, "Poetry"])
def test_a_connector_of_no_known_category_has_tables_all_the_same(category: str | None) -> None:
    sources = Sources(seed=1, rows=2, data=None, category_of=lambda _connector: category)
    assert sources.tables("whatever")


@pytest.mark.parametrize("connector", ["Google-AdWords", "google_adwords", "googleAdwords"])
def test_connectors_are_known_however_their_name_is_written(sources: Sources, connector: str) -> None:
    assert "v201809.AD_PERFORMANCE_REPORT" in sources.tables(connector)


@pytest.mark.parametrize("name", ["Shopify.Orders", "shopify.orders", "Orders", "ORDERS"])
def test_a_table_is_found_without_its_prefix_and_whatever_its_case(sources: Sources, name: str) -> None:
    table = sources.table("shopify", name)
    assert table is not None
    assert table.name == "Shopify.Orders"


def test_an_alias_answers_and_is_not_listed(sources: Sources) -> None:
    assert sources.table("paypal", "test1.Mytable") is not None
    assert "test1.Mytable" not in sources.tables("paypal")


def test_every_connection_spec_of_tables_has_tables(sources: Sources) -> None:
    specs = [aep_fixtures.read_json(f"connection_specs/{name}.json") for name in aep_fixtures.names("connection_specs")]
    connectors = [spec["name"] for spec in specs if spec.get("kind") == "table"]
    assert connectors
    assert all(sources.tables(connector) for connector in connectors)


@pytest.mark.parametrize("rows", [0, 1])
def test_tables_may_be_as_small_as_wanted(rows: int) -> None:
    table = Sources(seed=1, rows=rows, data=None).table("shopify", "Orders")
    assert table is not None
    assert table.row_count == rows
