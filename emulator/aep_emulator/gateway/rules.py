"""Routes that are only ever matched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule


class MatchedRule(Rule):
    """A rule without the function that builds an address from it.

    Werkzeug compiles two of them for each rule, which takes more than half of the time that the app needs to be put
    together. Links in answers are written out where they are made; nothing here asks for a route by its name.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:  # noqa: ARG002
        return _build


def _build(*_arguments: Any, **_values: Any) -> tuple[str, str]:
    raise LookupError("addresses are not built from routes")
