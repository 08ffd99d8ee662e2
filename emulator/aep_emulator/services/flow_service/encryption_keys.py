"""Keys for encrypted files: pairs that the platform makes, and public keys of customers that check signatures.

Documented: help/sources/tutorials/api/encrypt-data.md for the operations and their answers, and
help/sources/errors/sources-errors.md for the codes of what is refused.
Assumed: a new key is answered with 201; all keys are listed in an array, as those of customers are; the `keyType` is
EncryptionKey or SignVerificationKey; a key without a name is shown without one; an algorithm is written in capitals.
Differs: the public key is made up and no private key belongs to it: no file is decrypted and no signature checked.
A dataflow with an Encryption transformation reads its files as they are.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import textwrap
from datetime import timedelta
from typing import Any, TypeAlias

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.flow_service import errors
from aep_emulator.services.flow_service.provider_errors import told
from aep_emulator.store.base import NotFoundError, Record, Store
from aep_emulator.types import Document
from aep_emulator.validation import request_schema

ENCRYPTION = "Encryption"
"""The transformation of a flow that names a key."""

_PACKAGE = "aep_emulator.services.flow_service"
_PAIRS, _CUSTOMER = "encryptionKeys", "customerKeys"
_KEY_TYPES = {_PAIRS: "EncryptionKey", _CUSTOMER: "SignVerificationKey"}
_LIFE = timedelta(days=180)
_LINE = 64

_Keys: TypeAlias = "list[dict[str, Any]]"


class EncryptionKeys:
    """`/data/foundation/connectors/encryption`. Keys belong to a sandbox."""

    def __init__(self, store: Store, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._clock = clock
        self._ids = ids

    def create(self, scope: Scope, body: Document) -> dict[str, Any]:
        """A new pair: `{publicKey, publicKeyId, expiryTime}`. Raises FlowServiceError 400.

        The passphrase is not kept.
        """
        _check("encryption_keys", body)
        key_id = self._ids.uuid()
        expiry_s = self._clock.now_ms() // 1000 + int(_LIFE.total_seconds())
        kept = {**_described(body), "publicKey": _made_up_key(key_id), "expiryTime": str(expiry_s)}
        self._store.create(scope.world, _PAIRS, key_id, kept)
        return {"publicKey": kept["publicKey"], "publicKeyId": key_id, "expiryTime": kept["expiryTime"]}

    def list(self, scope: Scope) -> _Keys:
        """All pairs, each in the form of `get`."""
        return [_shown(_PAIRS, record) for record in self._store.list(scope.world, _PAIRS).records]

    def get(self, scope: Scope, key_id: str) -> dict[str, Any]:
        """`{encryptionAlgorithm, name, publicKeyId, publicKey, keyType, expiryTime}`. Raises FlowServiceError 404."""
        return _shown(_PAIRS, self._pair(scope, key_id))

    def delete(self, scope: Scope, key_id: str) -> None:
        """Forget a pair. Raises FlowServiceError 404. Assumed: a pair that a flow names can be deleted as well."""
        try:
            self._store.delete(scope.world, _PAIRS, key_id)
        except NotFoundError:
            raise _unknown(key_id) from None

    def validate(self, scope: Scope, key_id: str) -> dict[str, str]:
        """`{publicKeyId, status}`: Active, or Expired for whatever is not valid, which includes unknown keys."""
        record = self._store.find(scope.world, _PAIRS, key_id)
        is_active = record is not None and not self._is_expired(record)
        return {"publicKeyId": key_id, "status": "Active" if is_active else "Expired"}

    def add_customer_key(self, scope: Scope, body: Document) -> dict[str, str]:
        """Take in a customer's public key: `{publicKeyId}`. Raises FlowServiceError 400."""
        _check("customer_keys", body)
        if not _is_base64(body["publicKey"]):
            raise told("1312-400", "The value of the property 'publicKey' is not text in Base64.")
        key_id = self._ids.uuid()
        self._store.create(scope.world, _CUSTOMER, key_id, {**_described(body), "publicKey": body["publicKey"]})
        return {"publicKeyId": key_id}

    def customer_keys(self, scope: Scope) -> _Keys:
        """`[{encryptionAlgorithm, name, publicKeyId, publicKey, keyType}]`."""
        return [_shown(_CUSTOMER, record) for record in self._store.list(scope.world, _CUSTOMER).records]

    def check_transformation(self, scope: Scope, field: str, params: Document, *, draft: bool = False) -> None:
        """The params of an Encryption transformation must name keys of the sandbox. Raises FlowServiceError 400.

        `field` is where the params are; a draft may leave the key out for now.
        """
        key_id = params.get("publicKeyId")
        if not key_id:
            if draft:
                return
            raise told("1309-400", f"{field}: the Encryption transformation needs a 'publicKeyId'.")
        record = self._store.find(scope.world, _PAIRS, str(key_id))
        if record is None:
            raise told("1311-400", f"{field}.publicKeyId: there is no encryption key '{key_id}'.")
        if self._is_expired(record):
            raise told("1310-400", f"{field}.publicKeyId: the encryption key '{key_id}' has expired.")
        signer = params.get("signVerificationKeyId")
        if signer is not None and self._store.find(scope.world, _CUSTOMER, str(signer)) is None:
            raise told("1312-400", f"{field}.signVerificationKeyId: there is no customer key '{signer}'.")

    def _pair(self, scope: Scope, key_id: str) -> Record:
        record = self._store.find(scope.world, _PAIRS, key_id)
        if record is None:
            raise _unknown(key_id)
        return record

    def _is_expired(self, record: Record) -> bool:
        return int(record.body["expiryTime"]) * 1000 <= self._clock.now_ms()


def _unknown(key_id: str) -> errors.FlowServiceError:
    return errors.FlowServiceError(
        "1102-404", "Resource not found", f"The requested resource is not found: no encryption key '{key_id}'."
    )


def _check(schema: str, body: Document) -> None:
    # With what is missing put in as null, every broken rule has a path of its own, by which its code is found.
    compiled = request_schema(_PACKAGE, schema)
    missing = dict.fromkeys(compiled.schema["required"])
    failures = compiled.failures({**missing, **body})
    broken = {failure.path.partition(".")[0] for failure in failures}
    if "encryptionAlgorithm" in broken:
        raise told("1204-400", "The 'encryptionAlgorithm' is invalid. It must be PGP or GPG.")
    if "params" in broken:
        raise told("1205-400", "The 'params' must hold a 'passPhrase', which is text and not empty.")
    if "publicKey" in broken:
        raise told("1304-400", "The mandatory field 'publicKey' is missing, or it is not text.")
    if failures:
        raise errors.invalid("; ".join(str(failure) for failure in failures))


def _described(body: Document) -> dict[str, Any]:
    return {name: body[name] for name in ("encryptionAlgorithm", "name") if name in body}


def _shown(kind: str, record: Record) -> dict[str, Any]:
    return {**record.body, "publicKeyId": record.id, "keyType": _KEY_TYPES[kind]}


def _made_up_key(key_id: str) -> str:
    """Text that looks like a public key in ASCII armour, in Base64 as documented."""
    digits = b"".join(hashlib.sha512(f"{key_id}:{part}".encode()).digest() for part in range(8))
    lines = "\n".join(textwrap.wrap(base64.b64encode(digits).decode(), _LINE))
    armour = f"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n{lines}\n-----END PGP PUBLIC KEY BLOCK-----\n"
    return base64.b64encode(armour.encode()).decode()


def _is_base64(text: str) -> bool:
    try:
        return bool(base64.b64decode("".join(text.split()), validate=True))
    except (binascii.Error, ValueError):
        return False
