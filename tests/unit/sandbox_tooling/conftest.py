"""An emulator whose clock stands still, and calls of any organisation and sandbox."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.app import create_app
from aep_emulator.clock import FixedClock
from aep_emulator.settings import Settings

BASE = "/data/foundation"
NOW = 1_700_000_000_000
ORG = "ACME@AdobeOrg"
PROFILE = "https://ns.adobe.com/xdm/context/profile"
RECORD = "https://ns.adobe.com/xdm/data/record"


class Emulator:
    """Requests to a fresh emulator."""

    def __init__(self, app: Any, clock: FixedClock) -> None:
        self.app = app
        self.clock = clock
        self.client = app.test_client()

    def call(self, method: str, path: str, body: Any = None, *, sandbox: str = "prod", org: str = ORG) -> Any:
        """The answer to a request; `path` is below /data/foundation."""
        headers = {
            "Authorization": "Bearer any",
            "x-api-key": "key",
            "x-gw-ims-org-id": org,
            "x-sandbox-name": sandbox,
            "Accept": "application/json",
        }
        if "schemaregistry" in path:
            # Looked up are resources of a version, listed are all.
            version = "; version=1" if method == "GET" and path.count("/") > 3 else ""
            headers["Accept"] = f"application/vnd.adobe.xed+json{version}"
        return self.client.open(BASE + path, method=method, json=body, headers=headers)

    def made(self, path: str, body: Any, *, sandbox: str = "prod") -> Any:
        """What a POST made."""
        answer = self.call("POST", path, body, sandbox=sandbox)
        assert answer.status_code in (200, 201), answer.text
        return answer.json

    def resource(self, collection: str, title: str, *, sandbox: str = "prod", **members: Any) -> str:
        """The `$id` of a new XDM resource."""
        body = {"title": title, "type": "object", **members}
        return str(self.made(f"/schemaregistry/tenant/{collection}", body, sandbox=sandbox)["$id"])

    def schema(self, title: str, *references: str, sandbox: str = "prod") -> str:
        """The `$id` of a new schema of these parts, the class among them."""
        parts = [{"$ref": reference} for reference in references or (PROFILE,)]
        return self.resource("schemas", title, sandbox=sandbox, allOf=parts)

    def dataset(self, schema_id: str, name: str = "Members", *, sandbox: str = "prod") -> str:
        """The id of a new dataset."""
        (reference,) = self.made("/catalog/dataSets", {"name": name, "schemaRef": {"id": schema_id}}, sandbox=sandbox)
        return str(reference.rpartition("/")[2])

    def package(self, *artifacts: tuple[str, str], **members: Any) -> str:
        """The id of a new package with artifacts `(type, id)`."""
        listed = [{"type": kind, "id": artifact_id} for kind, artifact_id in artifacts]
        body = {"name": f"package {artifacts}", "packageType": "PARTIAL", "artifacts": listed, **members}
        return str(self.made("/exim/packages", body)["id"])

    def publish(self, package_id: str, *, sandbox: str = "prod") -> dict[str, Any]:
        """The job of a publication."""
        answer = self.call("GET", f"/exim/packages/{package_id}/export", sandbox=sandbox)
        assert answer.status_code == 200, answer.text
        return self.job(answer.json["jobId"])

    def published(self, *artifacts: tuple[str, str], **members: Any) -> str:
        """The id of a package that is published."""
        package_id = self.package(*artifacts, **members)
        assert self.publish(package_id)["jobStatus"] == "SUCCESS"
        return package_id

    def submit(self, package_id: str, sandbox: str = "dev", org: str = ORG, **members: Any) -> Any:
        """The answer to an import."""
        target = {"name": sandbox, "imsOrgId": org}
        return self.call(
            "PUT", "/exim/packages/import", {"id": package_id, "destinationSandbox": target, **members}, org=org
        )

    def imported(self, package_id: str, sandbox: str = "dev", **members: Any) -> dict[str, Any]:
        """The job of an import."""
        answer = self.submit(package_id, sandbox, **members)
        assert answer.status_code == 202, answer.text
        return self.job(answer.json["jobId"])

    def job(self, job_id: str) -> dict[str, Any]:
        """A job."""
        found: dict[str, Any] = self.call("GET", f"/exim/tools/job/{job_id}").json["object"]
        return found

    def titles(self, collection: str, sandbox: str = "dev") -> list[str]:
        """The titles of the tenant's resources."""
        found = self.call("GET", f"/schemaregistry/tenant/{collection}", sandbox=sandbox).json["results"]
        return [each["title"] for each in found]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def emulator(clock: FixedClock) -> Emulator:
    return Emulator(create_app(Settings(seed=1, rows=5, sandbox_wait=0), clock=clock), clock)
