"""The types of artifacts, which is what the API calls packaged objects.

Documented: the table of supported types in help/sandboxes/sandbox-tooling-api/packages.md; MAPPING_SET as the type of a
dependent object in its examples; help/sandboxes/ui/sandbox-tooling.md for what depends on what.
Assumed: the types of connections, which no page names, are BASE_CONNECTION, SOURCE_CONNECTION and TARGET_CONNECTION.
Differs: identities, audiences, journeys, campaigns and policies cannot be packaged, for the emulator has none.
"""

from __future__ import annotations

from aep_emulator.gateway.errors import ApiError
from aep_emulator.services.sandbox_tooling import errors

DATATYPE = "REGISTRY_DATATYPE"
CLASS = "REGISTRY_CLASS"
MIXIN = "REGISTRY_MIXIN"
SCHEMA = "REGISTRY_SCHEMA"
DATASET = "CATALOG_DATASET"
FLOW = "FLOW"
MAPPING_SET = "MAPPING_SET"
BASE_CONNECTION = "BASE_CONNECTION"
SOURCE_CONNECTION = "SOURCE_CONNECTION"
TARGET_CONNECTION = "TARGET_CONNECTION"

PACKAGED = (DATATYPE, CLASS, MIXIN, SCHEMA, DATASET, FLOW)
"""What a package can be asked to hold, and what one of a whole sandbox holds."""

DEPENDENT = (MAPPING_SET, BASE_CONNECTION, SOURCE_CONNECTION, TARGET_CONNECTION)
"""What comes along with the objects that need it."""

PRESENT = (*PACKAGED, *DEPENDENT)
"""All types of which there are objects."""

_ELSEWHERE = frozenset(
    {
        "CAMPAIGN",
        "CHANNEL_CONFIGURATION",
        "CONTENT_TEMPLATE",
        "CUSTOM_ACTION",
        "DECISIONING_OBJECT",
        "DULE_CONSENT_POLICY",
        "DULE_GOVERNANCE_POLICY",
        "FRAGMENT",
        "IDENTITY_NAMESPACE",
        "ID_NAMESPACE",
        "JOURNEY",
        "MESSAGE",
        "PRESET",
        "PROFILE_MERGE",
        "PROFILE_SEGMENT",
    }
)


def refusal(artifact_type: str, field: str) -> ApiError | None:
    """Why an artifact of this type cannot be packaged by itself, None when it can."""
    if artifact_type in PACKAGED:
        return None
    if artifact_type in _ELSEWHERE:
        return errors.invalid(
            f"{field}: this emulator has no objects of the type '{artifact_type}'. It packages {', '.join(PACKAGED)}."
        )
    if artifact_type in DEPENDENT:
        return errors.invalid(
            f"{field}: objects of the type '{artifact_type}' are packaged along with those that need them, "
            f"such as a {FLOW}, and not by themselves."
        )
    return errors.invalid(
        f"{field}: '{artifact_type[:80]}' is not a type of artifact. It must be one of {', '.join(PACKAGED)}."
    )


def check_present(artifact_type: str, field: str) -> None:
    """Raises ApiError 400 for a type of which this emulator has no objects."""
    if artifact_type in PRESENT:
        return
    known = artifact_type in _ELSEWHERE
    reason = "this emulator has no objects of the type" if known else "there is no type of artifact called"
    raise errors.invalid(f"{field}: {reason} '{artifact_type[:80]}'. It must be one of {', '.join(PRESENT)}.")
