"""The few type names every layer speaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

Json: TypeAlias = Any
"""A value as a JSON parser gives it: dict, list, str, int, float, bool or None."""

Document: TypeAlias = Mapping[str, Any]
"""A JSON object that must not be changed by whoever holds it: the store hands out its own."""
