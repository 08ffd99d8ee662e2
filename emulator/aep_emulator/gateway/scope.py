"""Who is asking, and in which world: what the gateway hands to every service."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """One caller in one organisation's sandbox.

    `world` is the store's key; it is the sandbox's id, so a sandbox that is deleted and made again starts empty.
    `tenant` has no leading underscore. `sandbox_type` is `production` or `development`.
    `client_id` is the x-api-key, `user_id` the account behind the token.
    """

    org_id: str
    tenant: str
    world: str
    sandbox_name: str
    sandbox_type: str
    client_id: str
    user_id: str

    @property
    def sandbox_id(self) -> str:
        """The sandbox's UUID."""
        return self.world
