"""What Adobe's OpenAPI files say and its own examples or documentation contradict. The one list, each with its reason.

Where they disagree, documented examples win over prose, and prose over the files. An entry that no answer needs any
more is reported by a run of the whole suite.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import NamedTuple


class Erratum(NamedTuple):
    """Patterns of `fnmatch` for the file, the operation and what about its answer; and why the file is not followed.

    `where` is `status 404`, `media type text/plain`, or `body` and the path of a value, with `*` for an index.
    """

    file: str
    operation: str
    where: str
    reason: str


def erratum(file: str, operation: str, where: str) -> Erratum | None:
    """The first entry that explains why an answer is not what the file says, None when there is none."""
    asked = (file, operation, where)
    # A path in braces and an index in a list are no patterns.
    return next((entry for entry in ERRATA if all(map(_fits, asked, entry[:3]))), None)


def _fits(value: str, pattern: str) -> bool:
    return value == pattern or fnmatchcase(value, pattern)


FLOW_SERVICE = "flow-service.yaml"
SCHEMA_REGISTRY = "schema-registry.yaml"
CATALOG = "catalog.yaml"
DATA_PREP = "data-prep.yaml"
BATCH_INGESTION = "batch-ingestion.yaml"
DATA_ACCESS = "data-access.yaml"
SANDBOX = "sandbox.yaml"
OBSERVABILITY = "observability-insights.yaml"

_UI = "body *sourceSpec.attributes.uiAttributes."
_KEYED = "described as text; the pages and the file's example have {key}"
_SCHEMA_KEYWORDS = "body *jsonSchema.properties.*."

ERRATA = (
    Erratum("*", "*", "status 4[0-9][0-9]", "the files name few of the refusals that the pages on errors describe"),
    # Flow Service
    Erratum(FLOW_SERVICE, "*/configs", "body", "described as an array like explore, exemplified as {items}"),
    Erratum(FLOW_SERVICE, "*/explore", "body", "a table or file is {format, schema, data}, as in its example"),
    Erratum(FLOW_SERVICE, "*", "body *scheduleParams.startTime", "an integer; every tutorial sends and shows a string"),
    Erratum(FLOW_SERVICE, "*", "body *scheduleParams.interval", "a string; tutorials send and show numbers too"),
    Erratum(FLOW_SERVICE, "*", "body *scheduleParams.backfill", "a boolean; tutorials send and show a string too"),
    Erratum(FLOW_SERVICE, "*", "body *.params.mappingVersion", "a string; tutorials send and show a number"),
    Erratum(FLOW_SERVICE, "*", "body *Spec.version", "a string; cloud-storage-parquet.md sends the number 1"),
    Erratum(FLOW_SERVICE, "*", "body *transformationSpecs", "an object; exemplified and documented as a list"),
    Erratum(FLOW_SERVICE, "*", f"{_UI}category", _KEYED),
    Erratum(FLOW_SERVICE, "*", f"{_UI}description", _KEYED),
    Erratum(FLOW_SERVICE, "*", f"{_UI}icon", _KEYED),
    Erratum(FLOW_SERVICE, "*", f"{_UI}label", _KEYED),
    Erratum(FLOW_SERVICE, "GET /connections/*", "body *.auth", "specName is required; drafts (draft.md) may lack it"),
    Erratum(FLOW_SERVICE, "GET /flows/*", "body *transformations.[*]", "params is required; drafts may lack it"),
    # Schema Registry
    Erratum(SCHEMA_REGISTRY, "*", "media type application/vnd.adobe.*", "the pages ask for these with Accept"),
    Erratum(SCHEMA_REGISTRY, "*", "body _page.next", "a string; null on the last page in the pages' examples"),
    Erratum(SCHEMA_REGISTRY, "*", "body _links.next", "the same"),
    Erratum(SCHEMA_REGISTRY, "GET /stats", "body classUsage", "an array; getting-started.md shows an object by class"),
    Erratum(SCHEMA_REGISTRY, "GET /rpc/auditlog/*", "body *.updates.*.value", "a string; audit-log.md shows any JSON"),
    Erratum(SCHEMA_REGISTRY, "*", "body *xdm:sourceVersion", "a string; descriptors.md sends and shows the number 1"),
    Erratum(SCHEMA_REGISTRY, "*", "body *xdm:sourceProperty", "a string; primary keys (descriptors.md) are lists too"),
    Erratum(SCHEMA_REGISTRY, "*", "body *xdm:title", "a string; descriptors.md sends and shows texts by language"),
    Erratum(SCHEMA_REGISTRY, "*", "body @type", "an older list; descriptors.md has more kinds"),
    Erratum(SCHEMA_REGISTRY, "GET /*/descriptors", "body *.[*]", "objects; ids and links are texts in descriptors.md"),
    Erratum(SCHEMA_REGISTRY, "PUT /tenant/descriptors/*", "status 201", "200; descriptors.md says 201"),
    # Catalog
    Erratum(CATALOG, "*", "body *.tags.acp_*", "lists; error-diagnostics.md shows true and a number"),
    Erratum(CATALOG, "POST /", "status 200", "201; appendix.md says that the whole request returns 200"),
    Erratum(
        CATALOG, "POST /dataSets", "status 200", "201; nothing is created with Pragma: validate-only (appendix.md)"
    ),
    # Data Prep
    Erratum(DATA_PREP, "POST /languages/el/validate", "body", "a boolean; the page shows {validationStatus, error}"),
    Erratum(DATA_PREP, "POST /mappingSets/preview", "body", "one object; the page shows a list"),
    Erratum(DATA_PREP, "GET /mappingSets/*/mappings", "body", "one object; the page shows a list"),
    Erratum(DATA_PREP, "*", "body *errors", "a list, exemplified as null"),
    Erratum(DATA_PREP, "*", "body *createdDate", "a date and time, exemplified as milliseconds"),
    Erratum(DATA_PREP, "*", "body *modifiedDate", "the same"),
    Erratum(DATA_PREP, "*", "body *sourceType", "ATTRIBUTE, EXPRESSION or STATIC, exemplified as text/x.schema-path"),
    Erratum(DATA_PREP, "*", f"{_SCHEMA_KEYWORDS}minimum", "an object; the page's JSON schema has numbers"),
    Erratum(DATA_PREP, "*", f"{_SCHEMA_KEYWORDS}maximum", "the same"),
    Erratum(DATA_PREP, "*", f"{_SCHEMA_KEYWORDS}default", "an object; the page's JSON schema has texts"),
    Erratum(DATA_PREP, "*", f"{_SCHEMA_KEYWORDS}enum.[*]", "objects; the page's JSON schema has texts"),
    # Batch Ingestion
    Erratum(BATCH_INGESTION, "*", "media type none", "a file or a batch; api-overview.md has 200 OK without a body"),
    Erratum(BATCH_INGESTION, "POST */files/*", "status 201", "200; api-overview.md answers INITIALIZE with 201"),
    Erratum(BATCH_INGESTION, "POST /batches", "body inputFormat.format", "parquet or json; api-overview.md has csv"),
    Erratum(BATCH_INGESTION, "POST /batches", "body status", "its list lacks loading, which api-overview.md shows"),
    # Data Access
    Erratum(DATA_ACCESS, "GET /files/*", "media type application/parquet", "bytes; the type is that of the file"),
    Erratum(DATA_ACCESS, "GET /batches/{batchId}/meta", "body", "JSON; error-diagnostics.md downloads lines of JSON"),
    # Sandboxes
    Erratum(SANDBOX, "PUT /exim/packages", "body", "one of three schemas, which are the same, so that all three fit"),
    Erratum(SANDBOX, "* /exim/packages*", "body *packageVisibility", "private or public; transfer.md shows PUBLIC"),
    Erratum(SANDBOX, "POST /exim/packages/{packageID}/children", "body", "a package; packages.md shows a list"),
    Erratum(
        SANDBOX, "GET /exim/*/list", "body nextPage", "nullable, which JSON Schema does not know; null on the pages"
    ),
    Erratum(SANDBOX, "GET /exim/*/list", "body pageSize", "the same"),
    Erratum(SANDBOX, "GET /sandbox-management/sandboxTypes", "body sandboxTypes.[*]", "objects; types.md shows texts"),
    # Observability Insights
    Erratum(OBSERVABILITY, "GET /metrics", "body", "a list; older versions of home.md and metrics.md show one object"),
)
