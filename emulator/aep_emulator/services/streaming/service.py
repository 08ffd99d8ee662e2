"""Streaming ingestion: messages are taken at once, validated and written a moment later.

Documented: help/ingestion/streaming-ingestion/ and help/ingestion/tutorials/streaming-*.md; validation in
help/ingestion/quality/streaming-validation.md.
Assumed: records can be seen within a second, where Adobe takes minutes.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from aep_emulator.clock import Clock
from aep_emulator.gateway.errors import ApiError
from aep_emulator.lake.base import Lake
from aep_emulator.records import RowError
from aep_emulator.services.catalog import Catalog
from aep_emulator.services.flow_service.inlets import Inlet, Inlets
from aep_emulator.services.streaming import errors
from aep_emulator.services.streaming.batch_writing import BatchWriting, Mappings
from aep_emulator.services.streaming.messages import Message, MessageReader
from aep_emulator.services.streaming.micro_batches import MicroBatches
from aep_emulator.services.streaming.record_check import RecordChecks, Schemas
from aep_emulator.services.streaming.sync_rate import SyncRate
from aep_emulator.services.streaming.traffic import BYTES, CALLS, FAILED_CALLS, MESSAGES, Traffic
from aep_emulator.types import Json

MAX_BYTES = 1024 * 1024
"""The largest request. Documented: 1 MB. Assumed: the megabyte of a message has 1,048,576 bytes."""


class Owner(Protocol):
    """Who was given a token."""

    @property
    def org_id(self) -> str | None:
        """The organisation, None when that is not known."""
        ...


class TokenOwners(Protocol):
    """What is asked of IMS."""

    def owner(self, token: str) -> Owner | None:
        """Who was given the token; None for one that is not valid."""
        ...


@dataclass(frozen=True, slots=True)
class Admission:
    """A request of `size` bytes that an inlet has let in. `era` is the time between two resets in which it came."""

    inlet: Inlet
    era: object
    size: int = 0


class Streaming:
    """The service. `traffic` tells what has come so far."""

    def __init__(
        self,
        inlets: Inlets,
        catalog: Catalog,
        schemas: Schemas,
        mappings: Mappings,
        lake: Lake,
        clock: Clock,
        token_owners: TokenOwners | None = None,
    ) -> None:
        """`token_owners` None accepts every bearer token (the default, lenient mode)."""
        self._inlets = inlets
        self._clock = clock
        self._token_owners = token_owners
        self._reader = MessageReader(inlets, catalog)
        self.traffic = Traffic(clock)
        self._writing = BatchWriting(catalog, RecordChecks(schemas), mappings, lake, self.traffic)
        self._batches = MicroBatches(self._writing.write)
        self._rate = SyncRate(clock)
        self._numbers = itertools.count()

    def admit(self, inlet_id: str, authorization: str | None, *, bad_token_status: int, size: int = 0) -> Admission:
        """Find the inlet and check who is sending `size` bytes.

        Raises ApiError 404, 401, 413 and `bad_token_status`.
        """
        era = self._batches.era
        inlet = self._inlets.find(inlet_id)
        if inlet is None:
            raise errors.unknown_inlet(inlet_id)
        if inlet.authenticated:
            self._check_token(inlet, authorization, bad_token_status)
        if size > MAX_BYTES:
            raise errors.too_large(MAX_BYTES)
        return Admission(inlet, era, size)

    def answered(self, inlet_id: str, *, good: bool) -> None:
        """Count a call to an inlet that has been answered, with success or without."""
        inlet = self._inlets.find(inlet_id)
        if inlet is not None:
            self.traffic.count(inlet.scope.world, CALLS if good else FAILED_CALLS, inlet.id)

    def collect(
        self, admission: Admission, message: Json, flow_id: str | None, sync_member: str | None
    ) -> dict[str, Any]:
        """Take one message: `{inletId, xactionId, receivedTimeMs, syncValidation}`.

        `sync_member` None leaves validation for later; else it is the member of the answer that tells its result.
        Raises ApiError 400, 429 and 503.
        """
        inlet = admission.inlet
        self._received(admission, 1)
        if sync_member is not None:
            self._rate.count(inlet.id)
        taken = self._reader.read(inlet, message, flow_id)
        if sync_member is not None:
            found = self._writing.check(taken) if taken.stored else []
            if found:
                self.traffic.validated(inlet.scope.world, taken.dataset_id, 0, [found])
                raise errors.invalid(inlet, _reported(taken, found))
        self._add(taken, admission.era)
        now_ms = self._clock.now_ms()
        outcome = {"syncValidation": {"skipped": True}} if sync_member is None else {sync_member: {"status": "pass"}}
        return {"inletId": inlet.id, "xactionId": self._transaction(now_ms), "receivedTimeMs": now_ms, **outcome}

    def collect_many(self, admission: Admission, body: Json, flow_id: str | None) -> dict[str, Any]:
        """Take several messages: `{inletId, batchId, receivedTimeMs, responses}`, each taken or refused by itself.

        Raises ApiError 400 for a body without `messages`.
        """
        inlet = admission.inlet
        messages = body.get("messages") if isinstance(body, dict) else None
        if not isinstance(messages, list):
            raise errors.refused(inlet, errors.UNKNOWN_FORMAT, "messages: it must be an array of messages.")
        self._received(admission, len(messages))
        now_ms = self._clock.now_ms()
        batch_id = self._transaction(now_ms)
        responses: list[dict[str, Any]] = []
        for index, message in enumerate(messages):
            try:
                self._add(self._read(inlet, message, flow_id, admission), admission.era)
            except ApiError as error:
                responses.append({"statusCode": error.status, "message": error.detail, **error.extra})
            else:
                responses.append({"xactionId": f"{batch_id}:{index}"})
        return {"inletId": inlet.id, "batchId": batch_id, "receivedTimeMs": now_ms, "responses": responses}

    def _read(self, inlet: Inlet, message: Json, flow_id: str | None, admission: Admission) -> Message:
        """One of several messages. Raises ApiError for one that is refused, after keeping it with those that fail.

        Documented: "Retrieve failed messages" in help/ingestion/tutorials/streaming-multiple-messages.md.
        """
        try:
            return self._reader.read(inlet, message, flow_id)
        except ApiError as error:
            refused = self._reader.refused(inlet, message, error.detail)
            if refused is not None:
                self._add(refused, admission.era)
            raise

    def flush(self) -> None:
        """Write what waits; when this returns, everything taken so far can be seen."""
        self._batches.flush()

    @contextmanager
    def emptied(self, world: str | None = None) -> Iterator[None]:
        """Nothing is written meanwhile, and afterwards nothing is left that waits: in one sandbox, or in all."""
        with self._batches.emptied(world):
            if world is None:
                self._rate.reset()
                self._numbers = itertools.count()
            else:
                self._inlets.forget(world)
            self.traffic.forget(world)
            yield

    def _received(self, admission: Admission, messages: int) -> None:
        inlet = admission.inlet
        self.traffic.count(inlet.scope.world, MESSAGES, inlet.id, messages)
        self.traffic.count(inlet.scope.world, BYTES, inlet.id, admission.size)

    def _add(self, message: Message, era: object) -> None:
        if message.stored:
            self._batches.add(message, era)

    def _check_token(self, inlet: Inlet, authorization: str | None, bad_status: int) -> None:
        scheme, _, token = (authorization or "").partition(" ")
        token = token.strip()
        if not authorization or (scheme.lower() == "bearer" and not token):
            raise errors.no_token(inlet)
        if scheme.lower() != "bearer":
            raise errors.bad_token(inlet, bad_status)
        if self._token_owners is not None:
            owner = self._token_owners.owner(token)
            if owner is None or owner.org_id not in (None, inlet.scope.org_id):
                raise errors.bad_token(inlet, bad_status)

    def _transaction(self, now_ms: int) -> str:
        """An id in the documented form, `1584479347507:2153:240`."""
        group, number = divmod(next(self._numbers), 256)
        return f"{now_ms}:{1000 + group}:{number}"


def _reported(message: Message, found: list[RowError]) -> list[dict[str, Any]]:
    """What synchronous validation answers.

    Documented: several violations are the causes of one that counts them; what the message around the record lacks has
    a text and nothing else.
    """
    if message.problem is not None:
        return [{"message": message.problem}]
    described = [error.as_validation_error() for error in found]
    if len(described) == 1:
        return described
    count = f"{len(described)} schema violations found"
    return [{"schemaLocation": "#", "pointerToViolation": "#", "causingExceptions": described, "message": count}]
