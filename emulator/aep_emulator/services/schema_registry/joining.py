"""Whether a schema may join its class's union.

Documented: "Real-Time Customer Profile errors" in the troubleshooting guide, help/xdm/api/unions.md. Of relationships
only one-to-one descriptors are asked about, as the guide says.
"""

from __future__ import annotations

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.schema_registry import errors
from aep_emulator.services.schema_registry.descriptors import ONE_TO_ONE, REFERENCE_IDENTITY, Descriptors
from aep_emulator.services.schema_registry.naming import field_names
from aep_emulator.services.schema_registry.resources import Resources
from aep_emulator.services.schema_registry.unions import is_enabled
from aep_emulator.types import Document


def check_identity(descriptors: Descriptors, scope: Scope, composed: Document) -> None:
    """Raises ApiError 400 without an identity map and without a primary identity."""
    if (
        "identityMap" not in composed.get("properties", {})
        and descriptors.primary_identity(scope, composed["$id"]) is None
    ):
        raise errors.no_identity()


def check_relationships(descriptors: Descriptors, resources: Resources, scope: Scope, schema_id: str) -> None:
    """Raises ApiError 400 for a relationship, from the schema or to it, whose two identities do not match."""

    def enabled(other_id: str) -> bool:
        other = resources.find_any(scope, other_id)
        return other_id == schema_id or (other is not None and is_enabled(other))

    own = descriptors.of_schema(scope, schema_id)
    leaving: list[Document] = [fields for fields in own if fields["@type"] == ONE_TO_ONE]
    for relationship in leaving:
        path = relationship["xdm:sourceProperty"]
        if _reference(descriptors, scope, relationship) is None:
            raise errors.relationship_without_identity(path)
        if enabled(relationship["xdm:destinationSchema"]):
            _check_namespaces(descriptors, scope, relationship)
    for relationship in descriptors.leading_to(scope, schema_id):
        if enabled(relationship["xdm:sourceSchema"]):
            _check_namespaces(descriptors, scope, relationship)


def _check_namespaces(descriptors: Descriptors, scope: Scope, relationship: Document) -> None:
    destination = relationship["xdm:destinationSchema"]
    reference, primary = _reference(descriptors, scope, relationship), descriptors.primary_identity(scope, destination)
    if reference is None or primary is None:
        return
    namespace, expected = str(reference["xdm:identityNamespace"]), str(primary["xdm:namespace"])
    if namespace.lower() != expected.lower():
        raise errors.namespaces_differ(relationship["xdm:sourceProperty"], namespace, destination, expected)


def _reference(descriptors: Descriptors, scope: Scope, relationship: Document) -> Document | None:
    """The reference identity of the field that the relationship starts from."""
    field = field_names(relationship["xdm:sourceProperty"])
    for fields in descriptors.of_schema(scope, relationship["xdm:sourceSchema"]):
        if fields["@type"] == REFERENCE_IDENTITY and field_names(fields["xdm:sourceProperty"]) == field:
            return fields
    return None
