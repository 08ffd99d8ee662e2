"""What someone builds with aepp's managers as they come from PyPI: `python use_aepp_managers.py BASE_URL`.

Prints one JSON object. In a process of its own, because aepp keeps its configuration in its modules.
"""

from __future__ import annotations

import json
import sys
from typing import Any

PROFILE = "https://ns.adobe.com/xdm/context/profile"
DETAILS = f"{PROFILE}-person-details"


def main(base_url: str) -> dict[str, Any]:
    """Build a class, a data type, a field group, two related schemas; read them back; extend them."""
    import aepp
    from aepp import classmanager, datatypemanager, fieldgroupmanager, schema, schemamanager

    aepp.configure(
        org_id="MANAGERS@AdobeOrg", client_id="key", secret="secret", scopes="openid", sandbox="dev", retry=0
    )
    aepp.config.endpoints["global"] = base_url
    aepp.config.config_object["imsEndpoint"] = base_url
    aepp.config.config_object["oauthTokenEndpointV2"] = f"{base_url}/ims/token/v3"
    api = schema.Schema()
    tenant = f"_{api.getTenantId()}"

    shops = classmanager.ClassManager(title="Shop", schemaAPI=api)
    shop_class = shops.createClass()["$id"]

    hours = datatypemanager.DataTypeManager(title="Opening hours", schemaAPI=api)
    hours.addField("opens", dataType="string", title="Opens")
    hours.addField("closes", dataType="string")
    hours_id = hours.createDataType()["$id"]

    def group(title: str, *classes: str) -> Any:
        manager = fieldgroupmanager.FieldGroupManager(title=title, fg_class=list(classes), schemaAPI=api)
        manager.addField(tenant, dataType="object")
        return manager

    shop_fields = group("Shop fields", shop_class)
    shop_fields.addField(f"{tenant}.shopId", dataType="string")
    shop_fields.addField(f"{tenant}.hours", dataType="dataType", ref=hours_id)
    shop_group = shop_fields.createFieldGroup()["$id"]

    customer_fields = group("Customer fields", "profile")
    customer_fields.addField(f"{tenant}.customerId", dataType="string")
    customer_fields.addField(f"{tenant}.favouriteShop", dataType="string")
    customer_fields.addField(
        f"{tenant}.tier", dataType="string", enumValues={"gold": "Gold", "tin": "Tin"}, enumType=True
    )
    customer_group = customer_fields.createFieldGroup()["$id"]

    shop = schemamanager.SchemaManager(title="Shops", schemaClass=shop_class, schemaAPI=api)
    shop.addFieldGroup(shop_group)
    shop.createSchema()
    customer = schemamanager.SchemaManager(title="Customers", schemaAPI=api)
    customer.addFieldGroup(customer_group)
    customer.addFieldGroup(DETAILS)
    customer.createSchema()

    described = [
        manager.createDescriptor(manager.createDescriptorOperation(**operation))
        for manager, operation in (
            (
                shop,
                {
                    "descType": "xdm:descriptorIdentity",
                    "completePath": f"{tenant}.shopId",
                    "identityNSCode": "Shop",
                    "identityPrimary": True,
                },
            ),
            (
                customer,
                {
                    "descType": "xdm:descriptorIdentity",
                    "completePath": f"{tenant}.customerId",
                    "identityNSCode": "Email",
                    "identityPrimary": True,
                },
            ),
            (
                customer,
                {
                    "descType": "xdm:descriptorReferenceIdentity",
                    "completePath": f"{tenant}.favouriteShop",
                    "identityNSCode": "Shop",
                },
            ),
            (
                customer,
                {
                    "descType": "xdm:descriptorOneToOne",
                    "completePath": f"{tenant}.favouriteShop",
                    "targetSchema": shop.id,
                },
            ),
        )
    ]

    again = schemamanager.SchemaManager(customer.id, schemaAPI=api)
    before = paths(again)
    edited = again.getFieldGroupManager("Customer fields")
    edited.addField(f"{tenant}.since", dataType="date")
    edited.updateFieldGroup()
    again.addFieldGroup("https://ns.adobe.com/xdm/context/profile-personal-details")
    again.updateSchema()
    extended = schemamanager.SchemaManager(customer.id, schemaAPI=api)
    return {
        "tenant": tenant,
        "ids": {"class": shop_class, "shop": shop.id, "customer": customer.id, "data type": hours_id},
        "descriptors": described,
        "found": extended.getDescriptors(),
        "shop": paths(schemamanager.SchemaManager(shop.id, schemaAPI=api)),
        "before": before,
        "after": paths(extended),
        "groups": sorted(extended.fieldGroupsManagers),
        "flat": sorted(api.getSchemaPaths(customer.id, simplified=True)),
    }


def paths(manager: Any) -> dict[str, str]:
    """The type of each field of a schema by its path, as the manager reads them."""
    table = manager.to_dataframe()
    return dict(zip(table["path"], table["type"], strict=True))


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))  # noqa: T201  (the test reads it)
