"""Public documents of connection specs and flow specs, built from the short descriptions in the fixtures.

A connector is described by its own facts (`{id, name, connectorName, category, kind, flowSpecs, auth, params, …}`);
what all connectors of a kind share is in `connection_specs/common.json`. A flow spec names the parts it is made of,
which are in `flow_specs/common.json`. `assumedName: true` marks a name, and `assumed` lists other members, that no
source states. `check`, in a kind or an auth spec, is what requests are held against in place of what is published.

Documented: help/sources/tutorials/api/draft.md (a connection spec and a flow spec in full), create/** (auth specs and
source params), collect/** (flow specs), create-dataset-base-connection.md (the data lake), filter.md (filterAtSource)
and help/sources/sources-sdk/** (REST, streaming).
Assumed: the `type` of an auth spec that no page prints, the keys of uiAttributes except those of azure-file-storage and
mailchimp-members, and sourceSpec of everything but files and targetSpec of everything but the data lake, which follow
the documented requests; all connectors of files have the sourceSpec and exploreSpec of azure-file-storage.
Assumed: some pages name the id of another source in one of their requests. SugarCRM Accounts & Contacts is taken to
have the id of its source connections, LinkedIn Ads that of its base connection, and both NetSuite pages to be about
one source, which gives activities when no `object_type` is named.
Assumed: SugarCRM Events, SAP Hybris and PathFactory are no connectors of their own, because their pages give the ids of
SugarCRM Accounts & Contacts, SAP Commerce and Salesforce Marketing Cloud.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Any

import aep_fixtures
from aep_emulator.types import Document

CONNECTION_SPECS = "connection_specs"
FLOW_SPECS = "flow_specs"

_COMMON = "common"
_DRAFT_7 = "http://json-schema.org/draft-07/schema#"


def descriptions(folder: str) -> list[dict[str, Any]]:
    """The short descriptions in a fixtures folder, in the order of their file names."""
    return [aep_fixtures.read_json(f"{folder}/{name}.json") for name in aep_fixtures.names(folder) if name != _COMMON]


@functools.cache
def common(folder: str) -> dict[str, Any]:
    """What the descriptions of a folder share."""
    found: dict[str, Any] = aep_fixtures.read_json(f"{folder}/{_COMMON}.json")
    return found


def connection_document(short: Document) -> dict[str, Any]:
    """The public document of one connector."""
    shared = common(CONNECTION_SPECS)
    kind = shared["kinds"][short["kind"]]
    document: dict[str, Any] = {
        "id": short["id"],
        "name": short["name"],
        "providerId": kind["providerId"],
        "version": shared["version"],
    }
    if "auth" in short:
        document["authSpec"] = [_auth_spec(auth, shared["authTypes"]) for auth in short["auth"]]
    if "sourceSpec" in kind:
        document["sourceSpec"] = _source_spec(short, kind["sourceSpec"], shared["categoryKeys"])
    document.update({member: kind[member] for member in ("targetSpec", "exploreSpec") if member in kind})
    if "explore" in short:
        document["exploreSpec"] = shared["kinds"][short["explore"]]["exploreSpec"]
    attributes = {
        "category": short["category"],
        "connectorName": short["connectorName"],
        "isSource": "sourceSpec" in kind,
        "isDraftModeSupported": True,
        **({"filterAtSource": shared["filterAtSource"]} if short.get("filterAtSource") else {}),
        "uiAttributes": {"apiFeatures": {"explorePaginationSupported": False}},
    }
    document["attributes"] = {name: attributes[name] for name in kind.get("attributes", attributes)}
    document["permissionsInfo"] = _permissions(kind["permission"])
    return document


def connection_checks(short: Document) -> dict[str, Any]:
    """The schemas that requests are held against in place of the published ones: `params`, and `auth:NAME`.

    Documented: the request of help/sources/tutorials/api/draft.md spells `userId` what the spec on the same page calls
    `userid`, and the requests on files send a `type` that it does not list.
    Assumed: paths and ids must not be empty, although the published schemas do not say so.
    """
    kind = common(CONNECTION_SPECS)["kinds"][short["kind"]]
    checks = {f"auth:{auth['name']}": _auth_schema(auth["check"]) for auth in short.get("auth", ()) if "check" in auth}
    if "check" in kind:
        checks["params"] = _with_params(kind["check"], short.get("params", {}))
    return checks


def flow_document(short: Document, connectors: Iterable[Document]) -> dict[str, Any]:
    """The public document of one flow spec; `connectors` are the descriptions of all connectors.

    Its sources are the documented ids in their documented order, then the connectors that name this flow spec.
    """
    shared = common(FLOW_SPECS)
    naming = [connector["id"] for connector in connectors if short["name"] in connector["flowSpecs"]]
    document: dict[str, Any] = {
        "id": short["id"],
        "name": short["name"],
        "providerId": short["providerId"],
        "version": shared["version"],
        "attributes": short["attributes"],
        "sourceConnectionSpecIds": list(dict.fromkeys([*short["sourceConnectionSpecIds"], *naming])),
        "targetConnectionSpecIds": short["targetConnectionSpecIds"],
        "transformationSpecs": [shared["transformations"][part] for part in short["transformations"]],
        "permissionsInfo": _permissions(short["permission"]),
    }
    if short["options"]:
        document["optionSpec"] = shared["optionSpec"]
    if short["schedule"]:
        document["scheduleSpec"] = shared["scheduleSpec"]
    if "run" in short:
        document["runSpec"] = shared["runSpecs"][short["run"]]
    return with_both_spellings(document)


def schedule_check(schema: Document) -> Document:
    """What a schedule is held against: the schema of a scheduleSpec without the rule that one run has no interval.

    Documented: the flow specs forbid `interval` and `backfill` where the frequency is once, and the request of
    help/sources/tutorials/api/collect/marketing-automation.md sends an interval all the same.
    Assumed: Adobe takes that request.
    """
    published = common(FLOW_SPECS)["scheduleSpec"]["spec"]["then"]
    return {**schema, "then": {}} if schema.get("then") == published else schema


def with_both_spellings(document: Document) -> dict[str, Any]:
    """A flow spec with its transformations under both keys: Adobe's pages show either, and clients read one of them."""
    transformations = document.get("transformationSpecs") or document.get("transformationSpec") or []
    return {**document, "transformationSpecs": transformations, "transformationSpec": transformations}


def kind_of(document: Document) -> str:
    """The kind of a connector (a key of `kinds`), told from its public document.

    Documented: sources of the Streaming SDK have the explore spec StreamingConnection, those of the Batch SDK the
    explore spec Resource. Assumed: a source of which nothing is known is read over REST, as the Batch SDK's are.
    """
    kinds = common(CONNECTION_SPECS)["kinds"]
    member = "sourceSpec" if isinstance(document.get("sourceSpec"), Mapping) else "targetSpec"
    # What it gives tells more than how it is explored: a stream of a table's rows is explored as a table.
    for part in (member, "exploreSpec"):
        wanted = _type(document, part)
        for kind, shared in kinds.items():
            if wanted is not None and member in shared and _type(shared, part) == wanted:
                return str(kind)
    return "rest" if member == "sourceSpec" else "target"


def _type(document: Document, member: str) -> str | None:
    part = document.get(member)
    found = part.get("type") if isinstance(part, Mapping) else None
    return found if isinstance(found, str) else None


def _source_spec(short: Document, shared: Document, category_keys: Mapping[str, str]) -> dict[str, Any]:
    key = _camel_case(short["name"])
    ui_attributes = {
        **({"documentationLink": short["documentationLink"]} if "documentationLink" in short else {}),
        "isSource": True,
        "category": {"key": category_keys.get(short["category"], _camel_case(short["category"]))},
        "icon": {"key": short.get("icon", key)},
        "description": {"key": f"{key}Description"},
        "label": {"key": f"{key}Label"},
    }
    return {
        **shared,
        "spec": _with_params(shared["spec"], short.get("params", {})),
        "attributes": {"uiAttributes": ui_attributes, **short.get("sourceAttributes", {})},
    }


def _auth_spec(short: Document, types: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": short["name"],
        "type": short.get("type") or types.get(short["name"]) or short["name"].replace(" ", ""),
        **({"settings": short["settings"]} if "settings" in short else {}),
        "spec": _auth_schema(short),
    }


def _auth_schema(params: Document) -> dict[str, Any]:
    return _with_params({"$schema": _DRAFT_7, "type": "object", "properties": {}}, params)


def _with_params(schema: Document, params: Document) -> dict[str, Any]:
    """The schema with the params `{required, optional, rules}` added: name → type, or name → schema."""
    required, optional = params.get("required", {}), params.get("optional", {})
    properties = dict(schema["properties"])
    properties |= {name: _param(kind, required=True) for name, kind in required.items()}
    properties |= {name: _param(kind, required=False) for name, kind in optional.items()}
    names = [*schema.get("required", ()), *required]
    return {
        **schema,
        "properties": properties,
        **({"required": names} if names else {}),
        **params.get("rules", {}),
    }


def _param(kind: str | Document, *, required: bool) -> dict[str, Any]:
    if not isinstance(kind, str):
        return dict(kind)
    # `secret` is the fixtures' shorthand; the published specs mark such parameters with format password.
    schema = {"type": "string", "format": "password"} if kind == "secret" else {"type": kind}
    return {**schema, "minLength": 1} if required and schema["type"] == "string" else schema


def _permissions(name: str) -> dict[str, Any]:
    return {
        action: [{"@type": "lowLevel", "name": name, "permissions": [permission]}]
        for action, permission in (("view", "read"), ("manage", "write"))
    }


def _camel_case(text: str) -> str:
    first, *others = text.replace("-", " ").split()
    return first.lower() + "".join(word[:1].upper() + word[1:] for word in others)
