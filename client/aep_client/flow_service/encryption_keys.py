"""Keys for encrypted files.

Documented: help/sources/tutorials/api/encrypt-data.md.
"""

from __future__ import annotations

from typing import Any, TypeAlias, cast

from aep_client.paths import path_to
from aep_client.transport import Transport

_KEYS = "/data/foundation/connectors/encryption/keys"
_CUSTOMER_KEYS = "/data/foundation/connectors/encryption/customer-keys"

_Keys: TypeAlias = "list[dict[str, Any]]"


class EncryptionKeys:
    """Pairs that the platform makes, and public keys of customers that check signatures."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        """`POST /encryption/keys`, `{encryptionAlgorithm, params: {passPhrase}}`: `{publicKey, publicKeyId, …}`."""
        return cast(dict[str, Any], self._transport.json("POST", _KEYS, body=body))

    def list(self) -> _Keys:
        """`GET /encryption/keys`: all pairs of the sandbox."""
        return cast(_Keys, self._transport.json("GET", _KEYS))

    def get(self, public_key_id: str) -> dict[str, Any]:
        """`GET /encryption/keys/{id}`: one pair, without its private key."""
        return cast(dict[str, Any], self._transport.json("GET", path_to(_KEYS, public_key_id)))

    def delete(self, public_key_id: str) -> None:
        """`DELETE /encryption/keys/{id}`."""
        self._transport.json("DELETE", path_to(_KEYS, public_key_id))

    def validate(self, public_key_id: str) -> dict[str, Any]:
        """`GET /encryption/keys/validate/{id}`: `{publicKeyId, status}`, the latter Active or Expired."""
        return cast(dict[str, Any], self._transport.json("GET", path_to(_KEYS, "validate", public_key_id)))

    def add_customer_key(self, body: dict[str, Any]) -> dict[str, Any]:
        """`POST /encryption/customer-keys`, `{encryptionAlgorithm, publicKey}` in Base64: `{publicKeyId}`."""
        return cast(dict[str, Any], self._transport.json("POST", _CUSTOMER_KEYS, body=body))

    def customer_keys(self) -> _Keys:
        """`GET /encryption/customer-keys`: all public keys of customers in the sandbox."""
        return cast(_Keys, self._transport.json("GET", _CUSTOMER_KEYS))
