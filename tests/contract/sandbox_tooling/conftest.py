"""An organisation with objects to package, and the calls of the pages on sandbox tooling."""

from __future__ import annotations

import time
import uuid
from typing import Any

import pytest

PROFILE = "https://ns.adobe.com/xdm/context/profile"
FULL_FORM = "application/vnd.adobe.xed-full+json;version=1"
ENDED = ("SUCCESS", "FAILED", "CANCELLED")


class Tooling:
    """Calls of one organisation, whose sandbox `prod` has a dataset of members."""

    def __init__(self, api: Any) -> None:
        self.api = api
        self.org = str(api.session.headers["x-gw-ims-org-id"])
        self.tenant = checked(api.get("/schemaregistry/stats")).json()["tenantId"]
        self.field_group_id = self.field_group()
        self.schema_id = self.schema(self.field_group_id)
        self.dataset_id = self.dataset(self.schema_id)

    def field_group(self, sandbox: str = "prod", title: str = "Loyalty") -> str:
        """The `$id` of a new field group with a member's id and points."""
        fields = {"id": {"type": "string", "title": "Id"}, "points": {"type": "integer", "title": "Points"}}
        body = {
            "title": title,
            "type": "object",
            "meta:intendedToExtend": [PROFILE],
            "definitions": {"own": {"properties": {f"_{self.tenant}": {"type": "object", "properties": fields}}}},
            "allOf": [{"$ref": "#/definitions/own"}],
        }
        return self._created("/schemaregistry/tenant/fieldgroups", body, sandbox)["$id"]

    def schema(self, field_group_id: str, sandbox: str = "prod", title: str = "Members") -> str:
        """The `$id` of a new schema."""
        body = {"title": title, "type": "object", "allOf": [{"$ref": PROFILE}, {"$ref": field_group_id}]}
        return self._created("/schemaregistry/tenant/schemas", body, sandbox)["$id"]

    def dataset(self, schema_id: str, **members: Any) -> str:
        """The id of a new dataset in `prod`."""
        body = {"name": "Members", "schemaRef": {"id": schema_id, "contentType": FULL_FORM}, **members}
        return self._created("/catalog/dataSets", body, "prod")[0].rpartition("/")[2]

    def package(self, *artifacts: tuple[str, str], **members: Any) -> dict[str, Any]:
        """A new draft with these artifacts, each its type and its id."""
        listed = [{"id": artifact_id, "type": kind} for kind, artifact_id in artifacts]
        body = {"name": f"Acme {uuid.uuid4().hex}", "packageType": "PARTIAL", "artifacts": listed, **members}
        found: dict[str, Any] = checked(self.api.post("/exim/packages", body), 201).json()
        return found

    def published(self, *artifacts: tuple[str, str], **members: Any) -> str:
        """The id of a package with these artifacts, once it is published."""
        package_id = str(self.package(*(artifacts or [("CATALOG_DATASET", self.dataset_id)]), **members)["id"])
        job = self.job(checked(self.api.get(f"/exim/packages/{package_id}/export")).json()["jobId"])
        assert job["jobStatus"] == "SUCCESS"
        return package_id

    def import_into(self, sandbox: str, package_id: str, **members: Any) -> dict[str, Any]:
        """The import job, once it has ended."""
        target = {"name": sandbox, "imsOrgId": self.org}
        body = {"id": package_id, "destinationSandbox": target, **members}
        return self.job(checked(self.api.call("PUT", "/exim/packages/import", json=body), 202).json()["jobId"])

    def job(self, job_id: str, org: str | None = None) -> dict[str, Any]:
        """A job, once it has ended."""
        return self._until(f"/exim/tools/job/{job_id}", lambda answer: answer["object"], "jobStatus", ENDED, org)

    def transfer(self, transfer_id: str, org: str | None = None) -> dict[str, Any]:
        """A transfer, once it has ended."""
        return self._until(f"/exim/transfer/{transfer_id}", dict, "status", ("COMPLETED", "FAILED"), org)

    def partner(self, *, approve: bool = True) -> str:
        """The id of another organisation, which has been asked for a partnership and has answered."""
        partner = f"{uuid.uuid4().hex[:24].upper()}@AdobeOrg"
        body = {"targetIMSOrgIds": [partner], "sourceIMSDetails": {"id": self.org, "name": "Acme"}}
        asked = checked(self.api.post("/exim/handshake/bulkCreate", body), 201).json()
        answer = {
            "linkingID": asked["successfulRequests"][partner]["linkingId"],
            "status": "APPROVED" if approve else "REJECTED",
            "reason": "Done",
            "targetIMSOrgDetails": {"id": partner, "name": "Partner", "region": "va7"},
        }
        checked(self.api.post("/exim/handshake/action", answer, headers=of(partner)), 201)
        return partner

    def rows(self, dataset_id: str, sandbox: str, rows: bytes) -> dict[str, Any]:
        """The batch into which these rows were uploaded, once it has ended."""
        headers = {"x-sandbox-name": sandbox}
        body = {"datasetId": dataset_id, "inputFormat": {"format": "json"}}
        batch_id = checked(self.api.post("/import/batches", body, headers=headers), 201).json()["id"]
        path = f"/import/batches/{batch_id}"
        octets = {**headers, "Content-Type": "application/octet-stream"}
        checked(self.api.call("PUT", f"{path}/datasets/{dataset_id}/files/rows.json", data=rows, headers=octets))
        checked(self.api.call("POST", f"{path}?action=COMPLETE", headers=headers))
        ended = ("success", "failed", "failure")
        return self._until(
            f"/catalog/batches/{batch_id}", lambda answer: answer[batch_id], "status", ended, None, sandbox
        )

    def _created(self, path: str, body: Any, sandbox: str) -> Any:
        return checked(self.api.post(path, body, headers={"x-sandbox-name": sandbox}), 201).json()

    def _until(
        self, path: str, find: Any, member: str, wanted: tuple[str, ...], org: str | None, sandbox: str = "prod"
    ) -> dict[str, Any]:
        headers = {**of(org or self.org), "x-sandbox-name": sandbox}
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            found: dict[str, Any] = find(checked(self.api.get(path, headers=headers)).json())
            if found[member] in wanted:
                return found
            time.sleep(0.02)
        raise AssertionError(f"{path} did not end within a minute")


def of(org: str) -> dict[str, str]:
    """The header of another organisation."""
    return {"x-gw-ims-org-id": org}


def checked(response: Any, status: int = 200) -> Any:
    assert response.status_code == status, response.text
    return response


@pytest.fixture
def tooling(api: Any) -> Tooling:
    return Tooling(api)
