"""What Data Prep refuses.

Assumed: the body. No page or OpenAPI file shows one for this service; it follows the problem shape of the other
services, with the MAPPER prefix of Data Prep's documented run warnings (MAPPER-3700-400).
"""

from __future__ import annotations

from typing import Any

from aep_emulator.gateway.errors import ApiError, ErrorContext

_INVALID = "Invalid request"


def render(error: ApiError, context: ErrorContext) -> dict[str, Any]:
    """`{type, title, status, detail, report}`; `report.errors` lists what is wrong with each mapping."""
    report: dict[str, Any] = {"requestId": context.request_id, "timestamp": context.now_ms}
    if "errors" in error.extra:
        report["errors"] = error.extra["errors"]
    return {
        "type": f"http://ns.adobe.com/aep/errors/MAPPER-{error.status}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "report": report,
    }


def invalid(detail: str, errors: list[dict[str, Any]] | None = None) -> ApiError:
    """400; `errors` has one entry per mapping that is wrong."""
    return ApiError(400, _INVALID, detail, extra={"errors": errors} if errors else None)


def unknown_schema(field: str, schema_id: str) -> ApiError:
    """400, the body names a schema that does not exist."""
    return invalid(f"{field}: there is no schema '{schema_id}' in this sandbox.")


def not_found(kind: str, resource_id: str) -> ApiError:
    """404 for what the path names; `kind` is "mapping set", "sample" or "schema"."""
    return ApiError(404, "Resource not found", f"There is no {kind} with the id '{resource_id}'.")


def mapping_set_not_found(mapping_set_id: str) -> ApiError:
    """404 for a mapping set named in the path."""
    return not_found("mapping set", mapping_set_id)


def version_not_found(mapping_set_id: str, version: int, latest: int) -> ApiError:
    """404 for a version that the mapping set never had."""
    return ApiError(
        404,
        "Resource not found",
        f"The mapping set '{mapping_set_id}' has no version {version}; its versions are 0 to {latest}.",
    )


def mapping_not_found(mapping_set_id: str, mapping_id: str) -> ApiError:
    """404 for a mapping named in the path."""
    return ApiError(
        404, "Resource not found", f"The mapping set '{mapping_set_id}' has no mapping with the id '{mapping_id}'."
    )
