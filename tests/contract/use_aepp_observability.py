"""What someone reads with aepp as it comes from PyPI: `python use_aepp_observability.py BASE_URL ORG BODY`.

Prints JSON. In a process of its own, because aepp keeps its configuration in its modules.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def main(base_url: str, org: str, body: str) -> list[Any]:
    """The answers to the request aepp brings with it, to the one given, and to one that cannot be right."""
    import aepp
    from aepp import observability

    aepp.configure(org_id=org, client_id="key", secret="secret", scopes="openid", sandbox="prod", retry=0)
    aepp.config.endpoints["global"] = base_url
    aepp.config.config_object["imsEndpoint"] = base_url
    aepp.config.config_object["oauthTokenEndpointV2"] = f"{base_url}/ims/token/v3"
    insights = observability.Observability()
    return [
        insights.createMetricsReport(request)
        for request in (insights.POST_METRICS, json.loads(body), {**insights.POST_METRICS, "granularity": "eon"})
    ]


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))  # noqa: T201  (the test reads it)
