"""What may stand in the `sourceType` of a mapping. Documented: help/data-prep/api/mapping-set.md."""

ATTRIBUTE, EXPRESSION, STATIC = "ATTRIBUTE", "EXPRESSION", "STATIC"

SOURCE_TYPES = {
    "ATTRIBUTE": ATTRIBUTE,
    "text/x.schema-path": ATTRIBUTE,
    "EXPRESSION": EXPRESSION,
    "text/x.aep-xl": EXPRESSION,
    "STATIC": STATIC,
}
"""What may stand there, and which of the three it means."""
