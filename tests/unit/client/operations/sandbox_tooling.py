"""The operations of sandbox tooling."""

from __future__ import annotations

from tests.unit.client.operations.operation import BODY, DATA, EXIM, OBJECTS, PLACE, Operation, op

OPERATIONS: list[Operation] = [
    op(
        lambda aep: list(aep.sandbox_tooling.packages.list(property=["a==b", "c==d"], orderby="-name", limit=3)),
        f"GET {EXIM}/packages?property=a%3D%3Db&property=c%3D%3Dd&orderby=-name&limit=3&start=0",
        answer=DATA,
        returned=[BODY],
    ),
    op(lambda aep: aep.sandbox_tooling.packages.get("i"), f"GET {EXIM}/packages/i"),
    op(lambda aep: aep.sandbox_tooling.packages.create(BODY), f"POST {EXIM}/packages", BODY),
    op(
        lambda aep: aep.sandbox_tooling.packages.add("i", [BODY], expiry="e"),
        f"PUT {EXIM}/packages",
        {"id": "i", "action": "ADD", "artifacts": [BODY], "expiry": "e"},
    ),
    op(
        lambda aep: aep.sandbox_tooling.packages.remove("i", [BODY]),
        f"PUT {EXIM}/packages",
        {"id": "i", "action": "DELETE", "artifacts": [BODY]},
    ),
    op(
        lambda aep: aep.sandbox_tooling.packages.update("i", name="n", source_sandbox="s"),
        f"PUT {EXIM}/packages",
        {"id": "i", "action": "UPDATE", "name": "n", "sourceSandbox": PLACE},
    ),
    op(
        lambda aep: aep.sandbox_tooling.packages.make_public("i"),
        f"PUT {EXIM}/packages/update",
        {"id": "i", "action": "UPDATE", "packageVisibility": "PUBLIC"},
    ),
    op(lambda aep: aep.sandbox_tooling.packages.delete("i"), f"DELETE {EXIM}/packages/i"),
    op(lambda aep: aep.sandbox_tooling.packages.publish("i"), f"GET {EXIM}/packages/i/export"),
    op(
        lambda aep: aep.sandbox_tooling.packages.publish("i", expiry_period=7),
        f"GET {EXIM}/packages/i/export?expiryPeriod=7",
    ),
    op(
        lambda aep: aep.sandbox_tooling.packages.conflicts("i", "s"),
        f"GET {EXIM}/packages/i/import?targetSandbox=s",
        answer=[BODY],
    ),
    op(
        lambda aep: aep.sandbox_tooling.packages.import_("i", "s"),
        f"PUT {EXIM}/packages/import",
        {"id": "i", "destinationSandbox": PLACE},
    ),
    op(
        lambda aep: aep.sandbox_tooling.packages.import_("i", "s", alternatives={"a": BODY}, name="n", description=""),
        f"PUT {EXIM}/packages/import",
        {"id": "i", "destinationSandbox": PLACE, "alternatives": {"a": BODY}, "name": "n", "description": ""},
    ),
    op(
        lambda aep: aep.sandbox_tooling.packages.children("i", [BODY]),
        f"POST {EXIM}/packages/i/children",
        [BODY],
        answer=[BODY],
    ),
    op(
        lambda aep: aep.sandbox_tooling.packages.permissions("i", "s"),
        f"GET {EXIM}/packages/preflight/i/export?targetSandbox=s",
    ),
    op(lambda aep: aep.sandbox_tooling.packages.payload("i"), f"GET {EXIM}/packages/payload/i"),
    op(
        lambda aep: list(aep.sandbox_tooling.jobs.list(property="requestType==IMPORT")),
        f"GET {EXIM}/packages/jobs?property=requestType%3D%3DIMPORT&limit=50&start=0",
        answer=DATA,
        returned=[BODY],
    ),
    op(
        lambda aep: aep.sandbox_tooling.jobs.get("i"),
        f"GET {EXIM}/tools/job/i",
        answer={"object": BODY},
        returned=BODY,
    ),
    op(
        lambda aep: aep.sandbox_tooling.jobs.wait("i"),
        f"GET {EXIM}/tools/job/i",
        answer={"object": {"jobStatus": "FAILED"}},
        returned={"jobStatus": "FAILED"},
    ),
    op(
        lambda aep: list(aep.sandbox_tooling.jobs.of_snapshot("s")),
        f"GET {EXIM}/jobs/IMPORT/s?limit=50&start=0",
        answer=OBJECTS,
        returned=[BODY],
    ),
    op(
        lambda aep: list(
            aep.sandbox_tooling.jobs.of_snapshot(
                "s", "EXPORT", status="SUCCESS", order_by="MODIFIED_DATE:DESC", limit=3
            )
        ),
        f"GET {EXIM}/jobs/EXPORT/s?status=SUCCESS&orderBy=MODIFIED_DATE%3ADESC&limit=3&start=0",
        answer=OBJECTS,
        returned=[BODY],
    ),
    op(
        lambda aep: aep.sandbox_tooling.artifacts.list("FLOW"),
        f"GET {EXIM}/tools/artifacts/FLOW",
        answer=OBJECTS,
        returned=[BODY],
    ),
    op(
        lambda aep: aep.sandbox_tooling.artifacts.get("FLOW", "i"),
        f"GET {EXIM}/tools/artifacts",
        {"id": "i", "type": "FLOW"},
        answer={"object": BODY},
        returned=BODY,
    ),
    op(
        lambda aep: aep.sandbox_tooling.artifacts.dependencies([BODY]),
        f"GET {EXIM}/tools/artifacts/dependencies",
        {"artifacts": [BODY]},
        answer=OBJECTS,
        returned=[BODY],
    ),
    op(
        lambda aep: aep.sandbox_tooling.artifacts.dependencies([BODY], name="n", description=""),
        f"GET {EXIM}/tools/artifacts/dependencies",
        {"name": "n", "description": "", "artifacts": [BODY]},
        answer=OBJECTS,
        returned=[BODY],
    ),
    op(
        lambda aep: aep.sandbox_tooling.files.list("s"),
        f"GET {EXIM}/tools/abs/files/s",
        answer={"object": ["s/manifest"]},
        returned=["s/manifest"],
    ),
    op(
        lambda aep: aep.sandbox_tooling.files.get("s/importReport_o_1"),
        f"POST {EXIM}/tools/abs/file",
        {"type": "SIMPLIFIED", "filename": "s/importReport_o_1"},
    ),
    op(
        lambda aep: aep.sandbox_tooling.handshakes.request(["T@AdobeOrg"], org_name="n"),
        f"POST {EXIM}/handshake/bulkCreate",
        {"targetIMSOrgIds": ["T@AdobeOrg"], "sourceIMSDetails": {"id": "ORG@AdobeOrg", "name": "n"}},
    ),
    *(
        op(
            lambda aep, approve=approve: aep.sandbox_tooling.handshakes.answer(
                "l", org_name="n", region="va7", approve=approve, reason="r"
            ),
            f"POST {EXIM}/handshake/action",
            {
                "linkingID": "l",
                "status": status,
                "reason": "r",
                "targetIMSOrgDetails": {"id": "ORG@AdobeOrg", "name": "n", "region": "va7"},
            },
        )
        for approve, status in ((True, "APPROVED"), (False, "REJECTED"))
    ),
    op(
        lambda aep: list(aep.sandbox_tooling.handshakes.list("OUTGOING", property="a==b")),
        f"GET {EXIM}/handshake/list?requestType=OUTGOING&property=a%3D%3Db&limit=50&start=0",
        answer=DATA,
        returned=[BODY],
    ),
    op(
        lambda aep: aep.sandbox_tooling.transfers.share("i", ["T@AdobeOrg"]),
        f"POST {EXIM}/transfer",
        {"packageId": "i", "targets": [{"imsOrgId": "T@AdobeOrg"}]},
        answer=[BODY],
    ),
    op(
        lambda aep: aep.sandbox_tooling.transfers.pull("S@AdobeOrg", "i"),
        f"POST {EXIM}/transfer/pullRequest",
        {"imsOrgId": "S@AdobeOrg", "packageId": "i"},
    ),
    op(lambda aep: aep.sandbox_tooling.transfers.get("i"), f"GET {EXIM}/transfer/i"),
    op(
        lambda aep: list(aep.sandbox_tooling.transfers.list("PUBLIC")),
        f"GET {EXIM}/transfer/list?requestType=PUBLIC&limit=50&start=0",
        answer=DATA,
        returned=[BODY],
    ),
]
