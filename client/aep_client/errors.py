"""What can go wrong, as exceptions.

Adobe's services have error bodies of different shapes; `AEPAPIError` has the same members for all of them.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import requests

from aep_client.redaction import redacted, scrubbed
from aep_client.retries import retry_after

_MAX_TEXT = 500


class AEPError(Exception):
    """Everything this client raises, but for ValueError and TypeError where an argument is wrong."""


class AEPConnectionError(AEPError):
    """No answer came back, or not all of it: no connection, or too late."""

    def __init__(self, text: str = "", *, method: str = "", url: str = "") -> None:
        super().__init__(text)
        self.method = method
        self.url = url


class WaitTimeoutError(AEPError):
    """What was waited for did not happen in time."""


class BatchFailedError(AEPError):
    """What was uploaded was not taken in; `batch` is what Catalog says about it, with its `errors`."""

    def __init__(self, text: str = "", *, batch: dict[str, Any] | None = None) -> None:
        super().__init__(text)
        self.batch = batch or {}


class AEPAPIError(AEPError):
    """An answer that is not a success.

    `status` is HTTP's; `code` Adobe's error code where the body has one (`401013`, `XDM-1010-404`), `title` and
    `message` its texts; `request_id` is what Adobe's support asks for; `retry_after` the seconds the server wants to
    be left alone, if it says so. `sent` and `body` are the request's and the answer's bodies without their secrets.
    """

    def __init__(
        self,
        text: str = "",
        *,
        status: int = 0,
        method: str = "",
        url: str = "",
        code: str | None = None,
        title: str | None = None,
        message: str | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        body: Any = None,
        sent: Any = None,
    ) -> None:
        # All but the text have defaults, so that the exception survives pickling on its way out of a process pool.
        super().__init__(text)
        self.status = status
        self.method = method
        self.url = url
        self.code = code
        self.title = title
        self.message = message
        self.request_id = request_id
        self.retry_after = retry_after
        self.body = body
        self.sent = sent


class BadRequestError(AEPAPIError):
    """400: the request breaks a rule."""


class UnauthorizedError(AEPAPIError):
    """401: no valid token."""


class ForbiddenError(AEPAPIError):
    """403: not allowed, or a header is missing."""


class NotFoundError(AEPAPIError):
    """404: no such resource."""


class ConflictError(AEPAPIError):
    """409 or 412: the resource exists already, or has changed."""


class StaleError(ConflictError):
    """412: someone else has changed the resource since it was read."""


class RateLimitedError(AEPAPIError):
    """429, after all retries."""


class ServerError(AEPAPIError):
    """5xx; 503 after all retries."""


_BY_STATUS: dict[int, type[AEPAPIError]] = {
    400: BadRequestError,
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    412: StaleError,
    429: RateLimitedError,
}


def api_error(
    method: str, url: str, response: requests.Response, sent: Any = None, secrets: Collection[str] = ()
) -> AEPAPIError:
    """The exception for an answer, of the class its status calls for; `secrets` are not repeated in it."""
    status = response.status_code
    hidden = set(secrets)
    sent = redacted(sent, hidden)
    body = scrubbed(redacted(answer_body(response)), hidden)
    code, title, message = _read(body)
    request_id = response.headers.get("x-request-id") or _request_id(body)
    text = f"{method} {url} answered {status}{f' [{code}]' if code else ''}: {message or title or 'no message'}"
    kind = _BY_STATUS.get(status, ServerError if status >= 500 else AEPAPIError)
    return kind(
        f"{text} (request id {request_id})" if request_id else text,
        status=status,
        method=method,
        url=url,
        code=code,
        title=title,
        message=message,
        request_id=request_id,
        retry_after=retry_after(response),
        body=body,
        sent=sent,
    )


def answer_body(response: requests.Response) -> Any:
    """The answer's body: parsed JSON, or else text; None for one that breaks off."""
    try:
        return response.json()
    except ValueError:
        return response.text
    except requests.RequestException:
        return None


def adobe_code(body: Any) -> str | None:
    """Adobe's error code in an error body, whichever service sent it.

    A member of its own (`error_code` of the gateway, `error` of IMS), or the end of the problem type's address
    (`http://ns.adobe.com/aep/errors/XDM-1010-404`).
    """
    if not isinstance(body, dict):
        return None
    for name in ("error_code", "errorCode", "code"):
        if body.get(name) is not None:
            return str(body[name])
    kind = body.get("type")
    if isinstance(kind, str) and "/errors/" in kind:
        return kind.rpartition("/")[2]
    error = body.get("error")
    return error if isinstance(error, str) else adobe_code(error)


def _read(body: Any) -> tuple[str | None, str | None, str | None]:
    """Code, title and message of an error body."""
    if isinstance(body, str):
        return None, None, " ".join(body.split())[:_MAX_TEXT] or None
    if not isinstance(body, dict):
        return None, None, None
    report = body.get("report")
    nested = body.get("error")
    texts = [
        *(body.get(name) for name in ("detail", "errorMessage", "message", "error_description")),
        *(report.get(name) for name in ("detailed-message", "message") if isinstance(report, dict)),
        nested.get("message") if isinstance(nested, dict) else None,
    ]
    title = body.get("title")
    return adobe_code(body), str(title) if title else None, next((str(text) for text in texts if text), None)


def _request_id(body: Any) -> str | None:
    """The id that some bodies carry where the header is missing."""
    report = body.get("report") if isinstance(body, dict) else None
    if not isinstance(report, dict):
        return None
    found = report.get("registryRequestId") or report.get("requestId")
    return str(found) if found else None
