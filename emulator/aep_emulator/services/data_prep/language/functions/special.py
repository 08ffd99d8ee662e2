"""Special operations. Documented: help/data-prep/functions.md "Special operations"."""

from __future__ import annotations

from aep_emulator.services.data_prep.language.errors import TransformError
from aep_emulator.services.data_prep.language.functions.registry import Environment, function


@function(
    "uuid",
    "guid",
    category="Special operations",
    description="Makes a new random id.",
    returns="A UUID.",
)
def uuid(environment: Environment) -> str:
    return environment.uuid()


@function(
    "fpid_to_ecid",
    category="Special operations",
    description="Makes an ECID from an FPID. Adobe has not published how, so that every call fails here.",
    returns="Nothing: the attribute is left out with a warning.",
)
def fpid_to_ecid(fpid: str) -> str | None:  # noqa: ARG001
    raise TransformError("fpid_to_ecid cannot be computed here: Adobe has not published how an FPID becomes an ECID")
