"""What someone does with aepp as it comes from PyPI: `python use_aepp.py BASE_URL`; prints one JSON object.

In a process of its own, because aepp keeps its configuration in its modules.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def main(base_url: str) -> dict[str, Any]:
    """Create a schema and a dataset, and read them back."""
    import aepp
    from aepp import catalog, schema

    aepp.configure(org_id="AEPP@AdobeOrg", client_id="key", secret="secret", scopes="openid", sandbox="prod", retry=0)
    aepp.config.endpoints["global"] = base_url
    aepp.config.config_object["imsEndpoint"] = base_url
    aepp.config.config_object["oauthTokenEndpointV2"] = f"{base_url}/ims/token/v3"

    schemas = schema.Schema()
    profile = "https://ns.adobe.com/xdm/context/profile"
    created = schemas.createSchema(
        {
            "title": "Made with aepp",
            "type": "object",
            "allOf": [{"$ref": profile}, {"$ref": f"{profile}-person-details"}],
            "meta:class": profile,
        }
    )
    datasets = catalog.Catalog()
    content_type = "application/vnd.adobe.xed-full+json;version=1"
    (reference,) = datasets.createDataSet(
        data={"name": "Made with aepp", "schemaRef": {"id": created["$id"], "contentType": content_type}}
    )
    return {
        "tenant": schemas.getTenantId(),
        "schema": created["$id"],
        "schemas": [item["$id"] for item in schemas.getSchemas()],
        "title": schemas.getSchema(created["$id"], full=False)["title"],
        "paths": sorted(schemas.getSchema(created["$id"], full=True)["properties"]),
        "dataset": datasets.getDataSet(reference.rpartition("/")[2]),
        "datasets": list(datasets.getDataSets()),
        "reference": reference,
        "missing": schemas.getSchema("https://ns.adobe.com/emulator/schemas/0"),
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))  # noqa: T201  (the test reads it)
