"""Identifiers in the forms the platform's services give them; the same seed gives the same sequence."""

from __future__ import annotations

import random
import threading
import uuid

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Ids:
    """Makes identifiers.

    `seed` None draws from the operating system; a number makes the sequence repeatable, which lets a trainer
    print the ids on a handout.
    """

    def __init__(self, seed: int | None = None) -> None:
        self._lock = threading.Lock()
        self._random: random.Random = random.Random()
        self.reset(seed)

    def reset(self, seed: int | None) -> None:
        """Start over, with this seed."""
        with self._lock:
            # A generator of our own even without a seed: one urandom read per id would cost more than the id.
            self._random = random.Random(seed)

    def _bits(self, count: int) -> int:
        with self._lock:
            return self._random.getrandbits(count)

    def uuid(self) -> str:
        """A version 4 UUID: Flow Service resources, sandboxes."""
        return str(uuid.UUID(int=self._bits(128), version=4))

    def hex(self, digits: int) -> str:
        """So many hexadecimal digits: mapping sets (32), datasets (24), schemas (48), descriptors (40)."""
        return f"{self._bits(digits * 4):0{digits}x}"

    def ulid(self, now_ms: int) -> str:
        """A ULID, 26 characters, sortable by time: batches."""
        value = (now_ms << 80) | self._bits(80)
        return "".join(_CROCKFORD[(value >> shift) & 31] for shift in range(125, -1, -5))

    def etag(self, now_ms: int) -> str:
        """An entity tag in Flow Service's form `xxxxxxxx-0000-0200-0000-xxxxxxxx0000`, without quotes.

        The last group but its zeros is the time in seconds, as in the documented examples.
        """
        return f"{self._bits(32):08x}-0000-0200-0000-{now_ms // 1000:08x}0000"
