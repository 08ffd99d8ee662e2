"""Special operations. Documented: help/data-prep/functions.md "Special operations"."""

from __future__ import annotations

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
