"""What Schema Registry refuses, in its two documented forms.

Documented: the troubleshooting guide (help/xdm/troubleshooting-guide.md) shows bodies of the type
`http://ns.adobe.com/aep/errors/XDM-1010-404` with a report; its earlier editions `/placeholder/type/uri` bodies.
Errors that have one of the guide's codes are rendered in the first form, all others in the second.
Their texts are the guide's, or where it has none those of the examples in schema-registry.yaml; what the emulator adds
(which path, what was found) stands behind them.
Assumed: which of the numbers 1010 to 1017 belongs to which kind of resource; the guide shows 1010 for a class, and an
example in schema-registry.yaml 1012 for a schema.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from aep_emulator.gateway.errors import ApiError, ErrorContext

_TITLES = {400: "BadRequestError", 404: "NotFoundError", 405: "MethodNotAllowedError", 406: "NotAcceptableError"}
_TITLES_UNIQUE = "Object titles must be unique."
_NOT_FOUND = {
    "classes": ("XDM-1010-404", "class"),
    "mixins": ("XDM-1011-404", "field group"),
    "schemas": ("XDM-1012-404", "schema"),
    "datatypes": ("XDM-1013-404", "data type"),
    "descriptors": ("XDM-1014-404", "descriptor"),
    "behaviors": ("XDM-1015-404", "behavior"),
    "unions": ("XDM-1016-404", "union"),
}


def render(error: ApiError, context: ErrorContext) -> dict[str, Any]:
    """`{type, title, status, detail}` and, for coded errors, `report`."""
    if error.code is None or not error.code.startswith("XDM-"):
        return {
            "type": "/placeholder/type/uri",
            "status": error.status,
            "title": _TITLES.get(error.status, error.title),
            "detail": error.detail,
        }
    moment = datetime.fromtimestamp(context.now_ms / 1000, UTC)
    return {
        "type": f"http://ns.adobe.com/aep/errors/{error.code}",
        "title": error.title,
        "status": error.status,
        "report": {
            "registryRequestId": context.request_id,
            "timestamp": moment.strftime("%m-%d-%Y %H:%M:%S"),
            "detailed-message": error.detail,
            "sub-errors": [],
        },
        "detail": error.detail,
    }


def not_found(kind: str, resource_id: str, version: str | None = None) -> ApiError:
    """404 for a resource named in the path, or for a version that it does not have."""
    code, name = _NOT_FOUND[kind]
    suffix = f" with version {version}" if version is not None else ""
    return ApiError(
        404, "Resource not found", f"The requested {name} resource {resource_id}{suffix} is not found.", code=code
    )


def bad_request(detail: str) -> ApiError:
    """400 without a code of its own."""
    return ApiError(400, "BadRequestError", detail)


def title_taken(owner: str) -> ApiError:
    """400: titles are unique across all kinds of resources."""
    return ApiError(
        400,
        "Title not unique",
        f"{_TITLES_UNIQUE} An object {owner} already exists with the same title",
        code="XDM-1521-400",
    )


def namespace(tenant: str, path: str) -> ApiError:
    """400: a custom field outside the tenant's namespace."""
    return ApiError(
        400,
        "Namespace validation error",
        "A custom field is defined under an invalid namespace. All custom fields must be defined under a top-level "
        f"field named _{tenant}. Found: {path}.",
        code="XDM-1021-400",
    )


def field_name(path: str, name: str) -> ApiError:
    """400: a field's name is not allowed."""
    return ApiError(
        400,
        "Namespace validation error",
        f"The name '{name}' of the field {path} may only contain letters, digits, dashes and underscores, "
        "and may not begin with an underscore.",
        code="XDM-1022-400",
    )


def merge(detail: str) -> ApiError:
    """400: what a resource is composed of does not fit together, or does not exist."""
    return ApiError(400, "Merge Schema Error", detail, code="XDM-1413-400")


def not_mergeable(schema_id: str, other_id: str, path: str, types: tuple[str, str]) -> ApiError:
    """400: two schemas of one union have a field of different types. Documented: the troubleshooting guide."""
    return merge(
        f"Cannot merge incompatible data types. The path {path} has already been defined in schema (id={other_id}) "
        f"using a different data type. Types: {', '.join(types)}. Found in: {schema_id}."
    )


def relationship_without_identity(path: str) -> ApiError:
    """400: a field that leads to another schema does not say which identity it holds."""
    return _union(
        "XDM-1526-400",
        "If a schema contains properties that are associated with an xdm:descriptorOneToOne descriptor, those "
        "properties must also have a xdm:descriptorReferenceIdentity descriptor for that schema to participate in a "
        f"union. Found: {path}.",
    )


def namespaces_differ(path: str, namespace: str, destination: str, expected: str) -> ApiError:
    """400: a field that leads to another schema of a union holds another identity than that schema's primary one."""
    return _union(
        "XDM-1527-400",
        "If both schemas from an existing xdm:descriptorOneToOne descriptor are promoted to union, and one of those "
        "schemas contains a primary identity, the xdm:identityNamespace of the source schema's "
        "descriptorReferenceIdentity field must match the xdm:namespace field of destination schema's "
        f"xdm:descriptorIdentity field. Found: '{namespace}' of {path}, '{expected}' of {destination}.",
    )


def in_use(resource_id: str, by: str, detail: str) -> ApiError:
    """400: a change that what uses the resource does not allow."""
    return bad_request(f"The resource '{resource_id}' is in use by {by}: {detail}")


def import_failed(detail: str) -> ApiError:
    """400: nothing of an export payload was imported.

    Documented: the importError example of schema-registry.yaml, which has other words for a title that is taken.
    """
    reason = detail.replace(_TITLES_UNIQUE, "Title must be unique.")
    return ApiError(400, "Import Resource Failed", f"Failed to import resources. Error: {reason}", code="XDM-3005-400")


def _union(code: str, detail: str) -> ApiError:
    return ApiError(400, "Union descriptor validation error", detail, code=code)


def no_identity() -> ApiError:
    """400: the schema cannot take part in a union yet."""
    return _union(
        "XDM-1528-400",
        "To participate in a union, a schema must include an identityMap fieldgroup or a primary identity descriptor.",
    )


def accept_invalid(code: str, header: str | None, example: str, forms: str = "") -> ApiError:
    """400 for the Accept header, missing or wrong; `example` is the documented one, `forms` are all that there are."""
    every = f". All forms: {forms}" if forms else ""
    return ApiError(
        400,
        "Accept header invalid",
        f"The supplied Accept header is not valid: {header or '(none)'} - "
        f"A valid Accept value should look like {example}{every}",
        code=code,
    )
