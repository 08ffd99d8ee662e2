"""Tutorials of REST and table sources that have a page to themselves, below help/sources/tutorials/api/create.

The pages map to field groups of their authors; here the same source fields go to standard ones.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from tests.contract.source_tutorials.tutorials import REST_STORAGE_TO_AEP, Tutorial, simple

REFRESH = "OAuth2 Refresh Code"
NAME = "person.name.fullName"


def rest(page: str, spec: str, auth: dict[str, Any], params: dict[str, Any], *mappings: tuple[str, str]) -> Tutorial:
    """A source of the Batch SDK: explored with its params in Base64, collected as JSON."""
    encoded = base64.b64encode(json.dumps(params).encode()).decode()
    return Tutorial(
        page=f"create/{page}",
        connection_spec=spec,
        auth=auth,
        explore=f"objectType=rest&object=json&fileType=json&preview=true&sourceParams={encoded}",
        data={"format": "json"},
        params=params,
        mappings=mappings,
        expected=tuple(destination for destination, _ in mappings),
        target_data={"format": "parquet_xdm"},
        flow_spec=REST_STORAGE_TO_AEP,
        mapping_version=0,
        schedule={"startTime": "1632809759", "frequency": "minute", "interval": 15},
    )


def table(page: str, spec: str, auth: dict[str, Any], name: str, *mappings: tuple[str, str]) -> Tutorial:
    """A source with tables."""
    return Tutorial(
        page=f"create/{page}",
        connection_spec=spec,
        auth=auth,
        explore=f"objectType=table&object={name}",
        params={"tableName": name},
        mappings=mappings,
        expected=tuple(destination for destination, _ in mappings),
    )


STRIPE = "cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3"
PINTEREST = "f82aae23-91e7-4884-b25f-2d2159d841fd"
SUGARCRM = "63d2b27b-69a5-45c9-a7fe-78148a25de3c"
NETSUITE = "fdf850b4-5a8d-4a5a-9ce8-4caef9abb2a8"
NETSUITE_AUTH = simple("clientId", "clientSecret", "accessTokenUrl", "accessToken", name="OAuth2 Client Credential")
SUGARCRM_AUTH = simple("host", "username", "password", name=REFRESH)

PARTNER_TUTORIALS = (
    *(
        rest(
            "payments/stripe.md",
            STRIPE,
            simple("accessToken", name=REFRESH),
            {"resourcePath": resource},
            ("_id", "data.id"),
        )
        for resource in ("charges", "subscriptions", "refunds", "balance_transactions", "customers", "prices")
    ),
    *(
        rest(
            "advertising/pinterest-ads.md",
            PINTEREST,
            simple("accessToken", name=REFRESH),
            {"ad_account_id": "123456789000", "object_type": objects, "object_ids": "000123456789"},
            ("_id", key),
            (NAME, "CAMPAIGN_NAME"),
        )
        for objects, key in (("campaigns", "CAMPAIGN_ID"), ("ad_groups", "AD_GROUP_ID"), ("ads", "AD_ID"))
    ),
    rest(
        "advertising/linkedin-ads.md",
        "59a4b493-a615-40f9-bd38-f823d0909a2b",
        simple("host", "accessToken", name=REFRESH),
        {"accountIds": "508670032", "campaignGroupIds": "611138362", "campaignIds": "1", "pivot": "CAMPAIGN"},
        ("_id", "element.pivotValue"),
    ),
    rest(
        "analytics/mixpanel.md",
        "fd2c8ff3-1de0-4f6b-8fa8-4264784870eb",
        simple("host", "username", "password"),
        {"projectId": "2671127", "timezone": "Pacific Standard Time"},
        ("_id", "properties.distinct_id"),
        (NAME, "event"),
    ),
    rest(
        "customer-success/zendesk.md",
        "0a27232b-2c6e-4396-b8c6-c9fc24e37ba4",
        simple("subdomain", "accessToken", name=REFRESH),
        {},
        (NAME, "result.name"),
        ("personalEmail.address", "result.email"),
        ("_repo.createDate", "result.created_at"),
    ),
    rest(
        "crm/sugarcrm-accounts-contacts.md, accounts",
        SUGARCRM,
        SUGARCRM_AUTH,
        {"object_type": "accounts", "path": "accounts"},
        ("_id", "results.account"),
        (NAME, "results.account_name"),
    ),
    rest(
        "crm/sugarcrm-accounts-contacts.md, contacts",
        SUGARCRM,
        SUGARCRM_AUTH,
        {"object_type": "contacts", "path": "contacts"},
        ("_id", "results.contact"),
        ("person.name.lastName", "results.last_name"),
    ),
    rest(
        "loyalty/capillary.md",
        "6360f136-5980-4111-8bdf-15d29eab3b5a",
        simple("clientId", "clientSecret", "accessToken", name="OAuth generic-rest-connector"),
        {},
        ("personalEmail.address", "email"),
        (NAME, "loyalty.tier"),
    ),
    rest(
        "marketing-automation/mailchimp-campaign.md",
        "c8ce8c8c-37fb-4162-9fbf-c2f181e04a7a",
        simple("authorizationTestUrl", "username", "password"),
        {"campaignId": "f6d9a1"},
        ("_id", "id"),
    ),
    rest(
        "marketing-automation/oracle-netsuite-activities.md",
        NETSUITE,
        NETSUITE_AUTH,
        {},
        ("_id", "items.id"),
        (NAME, "items.title"),
    ),
    *(
        rest(
            "marketing-automation/oracle-netsuite-entities.md",
            NETSUITE,
            NETSUITE_AUTH,
            {"object_type": objects},
            ("_id", "items.id"),
            (NAME, "items.entitytitle"),
            ("_repo.createDate", "items.datecreated"),
        )
        for objects in ("customer", "contact")
    ),
    table(
        "databases/cassandra.md",
        "a8f4d393-1a6b-43f3-931f-91a16ed857f4",
        {"specName": "Basic Authentication", "params": {"host": "h", "port": "9042", "username": "u", "password": "p"}},
        "demo.Customers",
        ("personalEmail.address", "Email"),
    ),
    table(
        "customer-success/oracle-service-cloud.md",
        "ba5126ec-c9ac-11eb-b8bc-0242ac130003",
        simple("host", "username", "password"),
        "Account",
        (NAME, "Name"),
    ),
    table(
        "marketing-automation/oracle-responsys.md",
        "ff4274f2-c9a9-11eb-b8bc-0242ac130003",
        simple("endpoint", "clientId", "clientSecret"),
        "Responsys.Contacts",
        ("person.name.lastName", "LastName"),
    ),
)
