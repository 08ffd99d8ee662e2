"""The gateway's checks, and those that need the services behind it: whose token it is, and whether a sandbox is ready.

Documented: "Request header errors" in help/landing/troubleshooting.md: 403003 for an API key that is not valid, 403025
for an integration that is not entitled to the organisation in the header, 403027 for an organisation that is none.
Assumed: an API key is valid with tokens of its own alone; a sandbox that is not active is, to all services but sandbox
management, one that cannot be found.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from aep_emulator.gateway.auth import Gate, GatewayError, SandboxLookup
from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.scope import Scope
from aep_emulator.services.ims.service import Ims

_SANDBOX_MANAGEMENT = "/data/foundation/sandbox-management"


class SandboxStates(SandboxLookup, Protocol):
    """What these checks need of sandbox management."""

    def is_ready(self, org_id: str, name: str) -> bool:
        """Whether the sandbox is active."""
        ...


class PlatformGate(Gate):
    """Turns the headers of a request into a Scope."""

    def __init__(self, sandboxes: SandboxStates, tenant: str, ims: Ims, *, strict: bool) -> None:
        """`strict` accepts only tokens that `ims` has issued; it may also know to whom."""
        super().__init__(sandboxes, tenant, ims.is_valid if strict else None)
        self._is_ready = sandboxes.is_ready
        self._ims = ims
        self._check_owner = strict and ims.knows_clients

    def admit(self, environ: Mapping[str, Any], *, sandbox_required: bool) -> Scope:
        """The scope of a request, from its WSGI environment. Raises ApiError as Gate.admit, and the codes above."""
        if self._check_owner:
            self._check_token(environ)
            self._check_token_owner(environ)
        scope = super().admit(environ, sandbox_required=sandbox_required)
        ready = self._is_ready(scope.org_id, scope.sandbox_name)
        # Sandbox management must go on answering clients that send the name of the sandbox they wait for.
        if not ready and not environ["PATH_INFO"].startswith(_SANDBOX_MANAGEMENT):
            raise ApiError(
                404,
                "Sandbox not found",
                f"The sandbox with the name '{scope.sandbox_name}' could not be found. "
                "Please ensure that the sandbox name is correct and try again.",
                code="2100-404",
            )
        return scope

    def _check_token_owner(self, environ: Mapping[str, Any]) -> None:
        """Raises GatewayError; what is missing is left to the checks that follow."""
        token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")[2].strip()
        owner = self._ims.owner(token)
        client_id, org_id = environ.get("HTTP_X_API_KEY"), environ.get("HTTP_X_GW_IMS_ORG_ID")
        if owner is None or not client_id:
            return
        if client_id != owner.client_id:
            raise GatewayError("403003", "Api Key is invalid")
        if org_id and org_id != owner.org_id:
            if self._ims.knows_org(org_id):
                raise GatewayError("403025", "Profile is not valid")
            raise GatewayError("403027", "User region is missing")
