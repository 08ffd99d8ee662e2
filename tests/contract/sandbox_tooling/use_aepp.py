"""What someone copies with aepp as it comes from PyPI: `python use_aepp.py BASE_URL ORG DATASET SCHEMA`; prints JSON.

In a process of its own, because aepp keeps its configuration in its modules. Its methods that send no body where one
is needed (approvingShareRequest) or ask another service (getTransfers) are left out.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def main(base_url: str, org: str, dataset_id: str, schema_id: str) -> dict[str, Any]:
    """What aepp is answered."""
    import aepp
    from aepp import sandboxes

    aepp.configure(org_id=org, client_id="key", secret="secret", scopes="openid", sandbox="prod", retry=0)
    aepp.config.endpoints["global"] = base_url
    aepp.config.config_object["imsEndpoint"] = base_url
    aepp.config.config_object["oauthTokenEndpointV2"] = f"{base_url}/ims/token/v3"
    tooling = sandboxes.Sandboxes()

    manager = sandboxes.PackageManager(name="by aepp", artifacts=[{"id": dataset_id, "type": "CATALOG_DATASET"}])
    draft = manager.createPackage()
    package_id = draft["id"]
    added = manager.addArtifact(schema_id, "REGISTRY_SCHEMA")
    left = manager.deleteArtifact(schema_id, "REGISTRY_SCHEMA")
    renamed = manager.updatePackageInfo(name="renamed")
    long_ago = ["status==DRAFT,PUBLISHED", "createdDate>=2023-05-11T18:29:59.999Z"]
    found = tooling.getPackages(prop=long_ago)
    manager.publishPackage()
    published = tooling.getPackage(package_id)
    conflicts = tooling.importPackageCheck(package_id, "dev")
    imported = tooling.importPackage(package_id, "dev")
    jobs = tooling.getImportExportJobs(importsOnly=True)["data"]
    children = tooling.getPackageDependencies(package_id)
    tooling.checkPermissions(package_id, "dev")
    public = tooling.publishPackagePublic(package_id)
    asked = tooling.createShareRequest(["PARTNER@AdobeOrg"], org, "Acme")
    requests = tooling.getShareRequests("OUTGOING")["data"]
    pulled = tooling.importPublicPackage(org, package_id)
    return {
        "draft": draft["status"],
        "renamed": renamed["name"],
        "artifacts": [each["type"] for each in added["artifactsList"]],
        "left": [each["type"] for each in left["artifactsList"]],
        "found": len(found),
        "published": published["status"],
        "conflicts": conflicts,
        "imported": imported["sourceSandbox"]["name"],
        "jobs": [job["jobStatus"] for job in jobs],
        "children": len(children),
        "public": public["packageVisibility"],
        "asked": list(asked["successfulRequests"]),
        "requests": len(requests),
        "pulled": pulled["status"],
        "transfer": tooling.getTransfer(pulled["id"])["status"],
        "transfers": len(tooling.getPublicPackages()),
        "deleted": tooling.deletePackage(package_id),
    }


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))  # noqa: T201  (the test reads it)
