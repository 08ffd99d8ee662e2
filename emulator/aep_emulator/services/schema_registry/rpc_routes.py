"""HTTP of the remote procedure calls, under /rpc. They need neither Accept nor Content-Type, and have no container.

Documented: help/xdm/api/{export,import,csv-to-schema,sample-data,audit-log}.md.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.request import current_scope, json_body, json_response, long_running
from aep_emulator.services.schema_registry.service import SchemaRegistry


def add_rpc(routes: Blueprint, service: SchemaRegistry) -> None:
    """Add the routes."""

    @routes.get("/rpc/export/<path:address>", strict_slashes=False)
    @long_running
    def export_resource(address: str) -> Response:
        return json_response(service.transfer.exported(current_scope(), address))

    @routes.post("/rpc/export", strict_slashes=False)
    def import_at_export() -> Response:
        # aepp's importResource posts here; Adobe documents no such operation.
        raise ApiError(405, "MethodNotAllowedError", "An export is asked for with GET; POST a payload to /rpc/import.")

    @routes.post("/rpc/import", strict_slashes=False)
    @long_running
    def import_resources() -> Response:
        return json_response(service.transfer.imported(current_scope(), json_body(check_content_type=False)))

    @routes.post("/rpc/csv2schema", strict_slashes=False)
    @long_running
    def csv_to_schema() -> Response:
        # Rarely asked for: loaded then.
        from aep_emulator.services.schema_registry.csv_to_schema.form import template_of

        return json_response(service.from_csv(current_scope(), template_of(request)))

    @routes.get("/rpc/sampledata/<path:address>", strict_slashes=False)
    @long_running
    def sample_data(address: str) -> Response:
        return json_response(service.sample(current_scope(), address))

    @routes.get("/rpc/auditlog/<path:address>", strict_slashes=False)
    def audit_log(address: str) -> Response:
        return json_response(service.audit_log(current_scope(), address))
