"""The operations of Data Prep."""

from __future__ import annotations

from tests.unit.client.operations.operation import BODY, DATA, LANGUAGE, PREP, Operation, op

OPERATIONS: list[Operation] = [
    op(
        lambda aep: list(aep.data_prep.mapping_sets.list(name="n", limit=3)),
        f"GET {PREP}/mappingSets?name=n&limit=3&start=0",
        answer=DATA,
        returned=[BODY],
    ),
    op(lambda aep: aep.data_prep.mapping_sets.get("i"), f"GET {PREP}/mappingSets/i"),
    op(lambda aep: aep.data_prep.mapping_sets.get("i", version=0), f"GET {PREP}/mappingSets/i?version=0"),
    op(lambda aep: aep.data_prep.mapping_sets.create(BODY), f"POST {PREP}/mappingSets", BODY),
    op(lambda aep: aep.data_prep.mapping_sets.replace("i", BODY), f"PUT {PREP}/mappingSets/i", BODY),
    op(lambda aep: aep.data_prep.mapping_sets.delete("i"), f"DELETE {PREP}/mappingSets/i", answer=None),
    op(lambda aep: aep.data_prep.mapping_sets.mappings("i"), f"GET {PREP}/mappingSets/i/mappings", answer=[BODY]),
    op(lambda aep: aep.data_prep.mapping_sets.mapping("i", "m"), f"GET {PREP}/mappingSets/i/mappings/m"),
    op(lambda aep: aep.data_prep.mapping_sets.validate(BODY), f"POST {PREP}/mappingSets/validate", BODY),
    op(
        lambda aep: aep.data_prep.mapping_sets.preview([{"a": 1}], BODY),
        f"POST {PREP}/mappingSets/preview",
        {"data": [{"a": 1}], "mappingSet": BODY},
        answer=[BODY],
    ),
    op(lambda aep: aep.data_prep.expressions.validate("a"), f"POST {LANGUAGE}/validate", {"expression": "a"}),
    op(lambda aep: aep.data_prep.expressions.functions(), f"GET {LANGUAGE}/functions", answer=[BODY]),
    op(lambda aep: aep.data_prep.expressions.operators(), f"GET {LANGUAGE}/operators", answer=[BODY]),
    op(lambda aep: aep.data_prep.samples.replace("i", BODY), f"PUT {PREP}/samples/i", BODY),
]
