"""The expression language: literals, names, operators, nulls, and what is said about mistakes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aep_emulator.services.data_prep.language.compiler import compile_expression
from aep_emulator.services.data_prep.language.errors import ExpressionError, TransformError
from aep_emulator.services.data_prep.language.operators import OPERATORS
from aep_emulator.services.data_prep.language.parser import MAX_LENGTH, RESERVED

ROW: dict[str, Any] = {
    "First Name": "Jane",
    "First.Name": "Joan",
    "order": 3,
    "android": 4,
    "größe": 5,
    "$total": 6,
    "_id": 7,
    "null": 8,
    "name": {"firstName": "Jim", "street.name": "Main"},
    "orders": [{"sku": "a", "price": 2}, {"sku": "b", "price": 3}],
    "n": None,
    "at": 1,
}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 2 - 3", 5),
        ("-2 * 3", -6),
        ("2 - -3", 5),
        ("7 % 4 * 2", 6),
        ("1 << 1 + 1", 4),
        ("1 + 1 == 2", True),
        ("1 < 2 == true", True),
        ("(5 & 3) == 1", True),
        ("4 | 2 ^ 2 & 3", 4),
        ("false && false || true", True),
        ("false && (false || true)", False),
        ("true || false && false", True),
        ("!false || true", True),
        ("!(false || true)", False),
        ("1 > 2 ? 3 : 4 > 3 ? 5 : 6", 5),
        ("n ?? 1 + 1", 2),
        ("n ?: 'x'", "x"),
        ("~44", -45),
    ],
)
def test_precedence(evaluate: Callable[..., Any], expression: str, expected: Any) -> None:
    assert evaluate(expression) == expected


@pytest.mark.parametrize(
    ("words", "signs"),
    [
        ("1 lt 2 and 2 ge 2", "1 < 2 && 2 >= 2"),
        ("1 gt 2 or not false", "1 > 2 || !false"),
        ("7 div 2 eq 3", "7 / 2 == 3"),
        ("7 mod 4 ne 2", "7 % 4 != 2"),
        ("2 le 1", "2 <= 1"),
    ],
)
def test_word_operators_mean_the_same_as_signs(evaluate: Callable[..., Any], words: str, signs: str) -> None:
    assert evaluate(words) is evaluate(signs)


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.method_name)
def test_every_operator_s_example_can_be_evaluated(evaluate: Callable[..., Any], operator: Any) -> None:
    assert evaluate(operator.example, cond1=True, cond2=False, val1=1, val2=2) is not None


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1", 1),
        ("1L", 1),
        ("0x1F", 31),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("2.5B", 2.5),
        ("true", True),
        ("null", None),
        ("[1, null, 'a']", [1, None, "a"]),
        ("[]", []),
        ('{"a": 1, "b": [2]}', {"a": 1, "b": [2]}),
        ("{:}", {}),
        ("{}", {}),
    ],
)
def test_literals(evaluate: Callable[..., Any], expression: str, expected: Any) -> None:
    assert evaluate(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (r'"a\"b"', 'a"b'),
        (r"'a\'b'", "a'b"),
        (r'"a\\b"', "a\\b"),
        (r'"a\nb\tc"', "a\nb\tc"),
        (r'"\u00e9"', "é"),
        (r'"\ud83d\ude00"', "😀"),
        (r'"\ud83d"', "\ufffd"),
        (r'"\d+"', r"\d+"),
    ],
)
def test_escapes_in_strings(evaluate: Callable[..., Any], expression: str, expected: str) -> None:
    assert evaluate(expression) == expected


@pytest.mark.documented("help/data-prep/functions.md")
@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("${First Name}", "Jane"),
        ("${First.Name}", "Joan"),
        (r"${First\.Name}", "Joan"),
        (r"First\.Name", "Joan"),
        (r"name.street\.name", "Main"),
        ("name.firstName", "Jim"),
        ('name["firstName"]', "Jim"),
        ("order", 3),
        ("android", 4),
        ("größe", 5),
        ("$total", 6),
        ("_id", 7),
        ("${null}", 8),
        ("Order", None),
        ("orders[1].sku", "b"),
        ("orders[at].sku", "b"),
        ("orders[at - 1].sku", "a"),
        ("orders[*].price", [2, 3]),
        ("orders[9].sku", None),
        ("name.firstName.more", None),
        ("nothing.at.all[3]", None),
        ('name.get("firstName")', "Jim"),
    ],
)
def test_names(evaluate: Callable[..., Any], expression: str, expected: Any) -> None:
    assert evaluate(expression, **ROW) == expected


@pytest.mark.documented("help/data-prep/functions.md")
@pytest.mark.parametrize("word", sorted(RESERVED - {"true", "false", "null", "not"}))
def test_reserved_words_need_quoting(evaluate: Callable[..., Any], word: str) -> None:
    with pytest.raises(ExpressionError, match="reserved word"):
        evaluate(word)
    assert evaluate(f"${{{word}}}", **{word: "value"}) == "value"
    assert evaluate(f"{word}s", **{f"{word}s": "value"}) == "value"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("n + 1", None),
        ("1 - n", None),
        ("n == null", True),
        ("n != 1", True),
        ("n < 1", False),
        ("n || true", True),
        ("!n", True),
        ("upper(n)", None),
        ("n.equals('a')", None),
        ("concat('a', n, 'b')", "ab"),
        ("lpad(n, 2, 'x')", "xx"),
        ("coalesce(n, n, 2)", 2),
        ("is_empty(n)", True),
        ("size_of(n)", 0),
        ("to_integer(n)", None),
        ("date(n, 'yyyy')", None),
        ("add_to_array(n, 1)", [1]),
    ],
)
def test_nulls(evaluate: Callable[..., Any], expression: str, expected: Any) -> None:
    assert evaluate(expression, n=None) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'5' > 10", False),
        ("'50' > 10", True),
        ("'1' + 1", 2),
        ("'a' + 1", "a1"),
        ("1 == '1'", True),
        ("'abc' == 'ABC'", False),
        ("date('2020-01-02') > date('2020-01-01')", True),
        ("-7 / 2", -3),
        ("-7 % 3", -1),
        ("5.5 % 2", 1.5),
        ('"abc" =~ "a.c"', True),
        ('"a" !~ ["a", "b"]', False),
        ('"abc" =^ "ab" && "abc" =$ "bc"', True),
    ],
)
def test_values_of_different_kinds(evaluate: Callable[..., Any], expression: str, expected: Any) -> None:
    assert evaluate(expression) == expected


def test_the_second_side_of_and_and_or_is_looked_at_only_when_needed(evaluate: Callable[..., Any]) -> None:
    assert evaluate("false && 1 / 0 > 1") is False
    assert evaluate("true || 1 / 0 > 1") is True
    assert evaluate("true ? 1 : 1 / 0") == 1


@pytest.mark.parametrize(
    ("expression", "position", "words"),
    [
        ("", 0, ["empty"]),
        ("1 +", 3, ["unexpected end", "a value"]),
        ("1 2", 2, ["unexpected '2'", "an operator"]),
        ("concat('a'", 10, ["unexpected end", "',' or ')'"]),
        ("concat('a',)", 11, ["unexpected ')'", "a value"]),
        ("(1", 2, ["')'"]),
        ("{'a' 1}", 5, ["':'"]),
        ("a..b", 2, ["a field name"]),
        ("'open", 0, ["closing quote"]),
        ("a ; b", 2, ["';'"]),
        ("1e999", 0, ["too large"]),
        ("concatt('a')", 0, ["unknown function 'concatt'", "did you mean concat?"]),
        ("1 + To_Upper('a')", 4, ["unknown function"]),
        ("tointeger('1')", 0, ["to_integer"]),
        ("'a'.equal('b')", 4, ["unknown method 'equal'", "equals"]),
        ("equals('a', 'b')", 0, ["it is a method", "value.equals("]),
        ("lower()", 0, ["takes 1 argument, not 0", "lower(String)"]),
        ("1 + lower('a', 'b')", 4, ["takes 1 argument, not 2"]),
        ("substr('a', 1)", 0, ["takes 3 arguments, not 2"]),
        ("date()", 0, ["takes 1 to 3 arguments, not 0"]),
        ("to_object('a')", 0, ["in pairs"]),
        ("'a'.equals()", 4, ["takes 1 argument, not 0"]),
        ("filterArray(a, 1)", 0, ["argument 2", "x -> x > 0"]),
        ("upper(x -> 1)", 6, ["argument 1", "a value"]),
        ("x -> 1", 2, ["'->'"]),
    ],
)
def test_a_mistake_says_where_it_is_and_what_was_expected(expression: str, position: int, words: list[str]) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression(expression)
    assert caught.value.position == position
    for word in words:
        assert word in caught.value.message


@pytest.mark.documented("help/data-prep/troubleshooting-guide.md")
def test_an_expression_has_at_most_4096_characters() -> None:
    longest = f"'{'x' * (MAX_LENGTH - 2)}'"
    assert len(longest) == 4096
    compile_expression(longest)
    with pytest.raises(ExpressionError, match="4097 characters"):
        compile_expression(longest + " ")


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("1 / 0", "division by zero"),
        ("'a' * 2", "'a' is not a number"),
        ("to_integer('12.5')", "not a whole number"),
        ("date('soon')", "none of the date formats"),
        ("date('2020', 'bb')", "not a pattern letter"),
        ("zone_date_to_zone('2020-01-01', 'Nowhere/Land')", "not a time zone"),
        ("date_part('eon', '2020-01-01')", "not a part of a date"),
        ("set_date_part('month', 13, '2020-01-01')", "month"),
        ("json_to_object('{')", "not valid JSON"),
        ("explode('a', '(')", "not a regular expression"),
        ("md5('a', 'EBCDIC')", "not a character set"),
        ("[1] < {}", "no order"),
    ],
)
def test_a_value_that_cannot_be_computed_says_why(evaluate: Callable[..., Any], expression: str, words: str) -> None:
    with pytest.raises(TransformError, match=words):
        evaluate(expression)


def test_an_expression_knows_the_columns_it_reads() -> None:
    expression = compile_expression("concat(a, b.c, ${d e}, a) + size_of(transformArray(f, x -> x + g))")
    assert expression.attributes == ("a", "b", "d e", "f", "g")
    assert compile_expression("contains_key(a)").attributes is None


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("transformArray(a, x -> x * n)", [10, 20, 30]),
        ("filterArray(a, x -> x >= 2 and x != n)", [2, 3]),
        ("transformArray(a, n -> n + 1)", [2, 3, 4]),
        ("transformArray(a, x -> transformArray(a, y -> x * y))", [[1, 2, 3], [2, 4, 6], [3, 6, 9]]),
        ("transformArray(o, x -> x.sku)", ["a"]),
        ("size_of(filterArray([], x -> x))", 0),
        ("filterArray(nothing, x -> x)", None),
    ],
)
def test_functions_within_an_expression(evaluate: Callable[..., Any], expression: str, expected: Any) -> None:
    assert evaluate(expression, a=[1, 2, 3], n=10, o=[{"sku": "a"}]) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("object_to_map(orders, sku)", {"a": {"sku": "a", "price": 2}, "b": {"sku": "b", "price": 3}}),
        ("object_to_map(orders, column)", {"a": {"sku": "a", "price": 2}, "b": {"sku": "b", "price": 3}}),
        ("object_to_map('sku', n)", {"sku": None}),
        ("object_to_map('order', order)", {"order": 3}),
    ],
)
def test_a_bare_name_may_be_an_attribute_of_the_items(
    evaluate: Callable[..., Any], expression: str, expected: Any
) -> None:
    assert evaluate(expression, **ROW, column="sku") == expected
