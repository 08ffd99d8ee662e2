"""The language of mappings. Documented: help/data-prep/functions.md."""

from __future__ import annotations

from typing import Any, cast

from aep_client.data_prep.listing import BASE, Entries
from aep_client.transport import Transport


class Expressions:
    """The mapping language."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._path = f"{BASE}/languages/el"

    def validate(self, expression: str) -> dict[str, Any]:
        """`POST /languages/el/validate`: `{validationStatus, error}`."""
        body = {"expression": expression}
        return cast(dict[str, Any], self._transport.json("POST", f"{self._path}/validate", body=body))

    def functions(self) -> Entries:
        """`GET /languages/el/functions`: what each function takes and returns, with an example."""
        return cast(Entries, self._transport.json("GET", f"{self._path}/functions"))

    def operators(self) -> Entries:
        """`GET /languages/el/operators`: `[{operatorSymbol, numberOfOperands, description, example}, …]`."""
        return cast(Entries, self._transport.json("GET", f"{self._path}/operators"))
