"""The session a contract test speaks through."""

from __future__ import annotations

from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from tests.contract.support.created import Created
from tests.contract.support.names import Names
from tests.contract.support.target import Target

_TIMEOUT_S = 30
# Where the rate is limited, a refused request is sent again.
_PATIENTLY = Retry(total=5, backoff_factor=1, status_forcelist=(429, 503), allowed_methods=None, raise_on_status=False)


class Api:
    """A requests session with the headers every call needs.

    It is in an organisation of its own, or, in a sandbox that is shared, what it makes has a name of its own and is
    removed by `clean_up`.
    """

    def __init__(self, target: Target, run_id: str) -> None:
        self.base_url = target.base_url
        self.session = requests.Session()
        self.session.headers.update(target.new_headers())
        self.names: Names | None = None
        self._created: Created | None = None
        if target.shared:
            self._share_the_sandbox(run_id)

    def _share_the_sandbox(self, run_id: str) -> None:
        self.names = Names(run_id)
        self._created = Created(self.base_url)
        self._headers = dict(self.session.headers)
        self.session.hooks["response"] += [self._created.note, self.names.unmark]
        self.session.mount(self.base_url, HTTPAdapter(max_retries=_PATIENTLY))

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        """One call; `path` is below /data/foundation."""
        if self.names is not None and "json" in options:
            options["json"] = self.names.marked(method, options["json"])
        return self.session.request(method, f"{self.base_url}/data/foundation{path}", timeout=_TIMEOUT_S, **options)

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.call("GET", path, **options)

    def post(self, path: str, body: Any, **options: Any) -> requests.Response:
        return self.call("POST", path, json=body, **options)

    def clean_up(self) -> list[str]:
        """Remove what was made and close the session; what could not be removed."""
        left = []
        if self._created is not None:
            # A test may have taken a header out.
            self.session.headers.update(self._headers)
            left = self._created.remove(self.session)
        self.session.close()
        return left
