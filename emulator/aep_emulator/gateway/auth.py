"""The checks every call under /data/ passes: token, API key, organisation, sandbox.

Documented: "Experience Platform FAQ and troubleshooting guide", section "Request header errors", gives the bodies.
The status is the first three digits of the error code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Protocol

from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.scope import Scope
from aep_emulator.types import Document

# Adobe's own curl lines for these two calls carry no Authorization header. The default mode answers what the
# documentation shows; strict mode refuses.
DOCUMENTED_WITHOUT_AUTHORIZATION = frozenset(
    {
        ("GET", "/data/foundation/flowservice/flowSpecs"),
        ("POST", "/data/foundation/flowservice/flows"),
    }
)

DEFAULT_SANDBOX = "prod"
_MAX_CACHED_SCOPES = 10_000


class GatewayError(ApiError):
    """Refused before any service saw the request: `{"error_code", "message"}`."""

    def __init__(self, error_code: str, message: str) -> None:
        super().__init__(int(error_code[:3]), message, message, code=error_code)


class Headers(Protocol):
    """Request headers; names are compared without case."""

    def get(self, name: str, /) -> str | None:
        """The value of one header, or None."""
        ...


class SandboxLookup(Protocol):
    """What the gateway needs of sandbox management."""

    def resolve(self, org_id: str, name: str) -> Document | None:
        """The sandbox with `id`, `name`, `type`, or None. An unknown organisation is provisioned on first sight."""
        ...


class Gate:
    """Turns the headers of a request into a Scope."""

    def __init__(self, sandboxes: SandboxLookup, tenant: str, verify_token: Callable[[str], bool] | None) -> None:
        """`verify_token` None accepts every bearer token (the default, lenient mode)."""
        self._sandboxes = sandboxes
        self._tenant = tenant
        self._verify_token = verify_token
        self._scopes: dict[tuple[str, str, str], Scope] = {}

    def forget(self) -> None:
        """Drop what is remembered of sandboxes; call it when they change."""
        self._scopes.clear()

    def admit(self, method: str, path: str, headers: Headers, *, sandbox_required: bool) -> Scope:
        """The scope of a request.

        Raises GatewayError for the headers, ApiError 400 (code 2105-400) for a missing and 404 (code 2100-404) for an
        unknown sandbox. Where a sandbox is not required its absence means the default one: documented for the
        Flow Service header in flow-service.yaml, and the authentication tutorial's check call sends none.
        """
        self._check_token(method, path, headers.get("Authorization"))
        client_id = headers.get("x-api-key")
        if not client_id:
            raise GatewayError("403000", "Api Key is required")
        org_id = headers.get("x-gw-ims-org-id")
        if not org_id:
            raise GatewayError("400003", "Missing header")
        name = headers.get("x-sandbox-name")
        if not name:
            if sandbox_required:
                raise ApiError(
                    400,
                    "Header is missing",
                    "The header x-sandbox-name is missing in the request. "
                    "Please add the header in the request and try again.",
                    code="2105-400",
                )
            name = DEFAULT_SANDBOX
        key = (org_id, name, client_id)
        scope = self._scopes.get(key)
        if scope is None:
            scope = self._make_scope(org_id, name, client_id)
            if len(self._scopes) >= _MAX_CACHED_SCOPES:
                self._scopes.clear()
            self._scopes[key] = scope
        return scope

    def _check_token(self, method: str, path: str, authorization: str | None) -> None:
        if not authorization:
            if self._verify_token is None and (method, path.rstrip("/")) in DOCUMENTED_WITHOUT_AUTHORIZATION:
                return
            raise GatewayError("403010", "Oauth token is missing.")
        scheme, _, token = authorization.partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token:
            raise GatewayError("401013", "Oauth token is not valid")
        if self._verify_token is not None and not self._verify_token(token):
            raise GatewayError("401013", "Oauth token is not valid")

    def _make_scope(self, org_id: str, name: str, client_id: str) -> Scope:
        sandbox = self._sandboxes.resolve(org_id, name)
        if sandbox is None:
            raise ApiError(
                404,
                "Sandbox not found",
                f"The sandbox with the name '{name}' could not be found. "
                "Please ensure that the sandbox name is correct and try again.",
                code="2100-404",
            )
        return Scope(
            org_id=org_id,
            tenant=self._tenant,
            world=sandbox["id"],
            sandbox_name=sandbox["name"],
            sandbox_type=sandbox["type"],
            client_id=client_id,
            user_id=user_id_of(client_id),
        )


def user_id_of(client_id: str) -> str:
    """The account that acts for an API key, in the form `28AF22BA5DE6B0B40A494036@AdobeID`.

    Assumed: one account per key. With real Adobe it depends on who made the credentials.
    """
    return hashlib.sha256(client_id.encode()).hexdigest()[:24].upper() + "@AdobeID"
