from __future__ import annotations

import contextlib
import sys
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.formats.calling import FUNCTIONS, LATER
from data.formats.evaluator import FACT_FUNCTIONS, SPECIAL, Evaluator
from data.formats.expression import ExpressionError, parse
from data.formats.names import Names
from data.formats.resource_ids import Level
from data.formats.values import Unresolved, Work

TEMPLATE: dict[str, Any] = {
    "parameters": {
        "given": {"type": "string"},
        "missing": {"type": "string"},
        "Default": {
            "type": "string",
            "defaultValue": "[concat('default of ', parameters('given'))]",
        },
        "open": {"type": "string", "defaultValue": "[concat(parameters('missing'), '!')]"},
        "optional": {"type": "string", "nullable": True},
        "groups": {"type": "array", "defaultValue": [{"rgName": "one"}, {"rgName": "two"}]},
    },
    "variables": {
        "there": "[variables('back')]",
        "back": "[variables('there')]",
        "deep": {"known": "[parameters('given')]", "open": ["[parameters('missing')]", "x"]},
        "copy": [{"name": "made", "count": 2, "input": "[format('n{0}', copyIndex('made', 1))]"}],
        "object": {"copy": [{"name": "list", "count": 2, "input": "[copyIndex('list')]"}]},
    },
    "functions": [
        {
            "namespace": "our",
            "members": {
                "twice": {
                    "parameters": [{"name": "text", "type": "string"}],
                    "output": {
                        "type": "string",
                        "value": "[concat(parameters('text'), parameters('text'))]",
                    },
                },
                "sees": {"output": {"value": "[variables('made')]"}},
                "again": {"output": {"value": "[our.again()]"}},
            },
        }
    ],
}
FACTS = {
    "subscription": {"subscriptionId": "s1", "tenantId": "t1", "id": "/subscriptions/s1"},
    "resourcegroup": {"name": "g1", "location": "westeurope"},
}
PLACE = "$.here"


def evaluator(
    level: Level = Level.RESOURCE_GROUP, template: dict[str, Any] = TEMPLATE
) -> Evaluator:
    return Evaluator(Names(template, {"given": "Fabrikam"}, FACTS, level), Work())


def value(expression: str, level: Level = Level.RESOURCE_GROUP) -> Any:
    return evaluator(level).value(expression, PLACE)


def why(expression: str) -> str:
    found = value(expression)
    assert isinstance(found, Unresolved), found
    assert found.path
    return found.why


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("no expression", "no expression"),
        ("[[literal]", "[literal]"),
        ("[[half", "[[half"),
        ("[a] note", "[a] note"),
        ("['it''s']", "it's"),
        ("[ concat( 'a' ,\n 'b' ) ]", "ab"),
        ("[-3]", -3),
        ("[true()]", True),
        ("[false]", False),
        ("[null()]", None),
        # The template's own
        ("[parameters('given')]", "Fabrikam"),
        ("[PARAMETERS('GIVEN')]", "Fabrikam"),
        ("[parameters('default')]", "default of Fabrikam"),
        ("[parameters('optional')]", None),
        ("[parameters('groups')[1].RGNAME]", "two"),
        ("[parameters('groups')[0]['rgName']]", "one"),
        ("[variables('made')]", ["n1", "n2"]),
        ("[variables('object').list]", [0, 1]),
        ("[variables('deep').known]", "Fabrikam"),
        ("[our.twice('ab')]", "abab"),
        ("[Our.Twice('ab')]", "abab"),
        # Texts
        ("[concat('a', 1, true())]", "a1True"),
        ("[concat(createArray(1), createArray('b'))]", [1, "b"]),
        ("[format('{0}-{1}-{0} {{}}', 'a', 2)]", "a-2-a {}"),
        ("[toLower('AbC')]", "abc"),
        ("[toUpper('AbC')]", "ABC"),
        ("[trim('  a ')]", "a"),
        ("[replace('a.b.c', '.', '--')]", "a--b--c"),
        ("[split('a,b;c', createArray(',', ';'))]", ["a", "b", "c"]),
        ("[split('a,b', ',')]", ["a", "b"]),
        ("[join(createArray('a', 'b', 3), ', ')]", "a, b, 3"),
        ("[substring('abcd', 1, 2)]", "bc"),
        ("[substring('abcd', 2)]", "cd"),
        ("[startsWith('Fabrikam', 'fab')]", True),
        ("[endsWith('Fabrikam', 'KAM')]", True),
        ("[endsWith('Fabrikam', 'Fab')]", False),
        ("[indexOf('Fabrikam', 'A')]", 1),
        ("[lastIndexOf('Fabrikam', 'A')]", 6),
        ("[padLeft('7', 3, '0')]", "007"),
        ("[string(createObject('a', createArray(1, null())))]", '{"a":[1,null]}'),
        ("[string(12)]", "12"),
        ("[int('42')]", 42),
        ("[bool('True')]", True),
        ("[bool(0)]", False),
        ("[json('{\"a\": [1, 2]}').a[1]]", 2),
        ("[json('null')]", None),
        # Lists and objects
        ("[array('a')]", ["a"]),
        ("[array(createArray('a'))]", ["a"]),
        ("[createObject('a', 1, 'b', createArray())]", {"a": 1, "b": []}),
        ("[union(createArray(1, 2), createArray(2, 3))]", [1, 2, 3]),
        (
            '[union(json(\'{"a": {"x": 1}, "b": 1}\'), json(\'{"a": {"y": 2}, "b": 2}\'))]',
            {"a": {"x": 1, "y": 2}, "b": 2},
        ),
        ("[intersection(createArray(1, 2, 3), createArray(3, 2))]", [2, 3]),
        ('[intersection(json(\'{"a": 1, "b": 2}\'), json(\'{"a": 1, "b": 3}\'))]', {"a": 1}),
        ("[first(createArray('a', 'b'))]", "a"),
        ("[last('abc')]", "c"),
        ("[length(createArray(1, 2))]", 2),
        ("[length('abc')]", 3),
        ("[empty('')]", True),
        ("[empty(null())]", True),
        ("[empty(createArray(1))]", False),
        ("[contains('OneTwo', 'one')]", False),
        ("[contains('OneTwo', 'Two')]", True),
        ("[contains(createObject('One', 1), 'one')]", True),
        ("[contains(createArray(1, true()), 1)]", True),
        ("[contains(createArray(true()), 1)]", False),
        ("[coalesce(null(), parameters('optional'), 'c')]", "c"),
        ("[coalesce(null())]", None),
        ("[range(3, 3)]", [3, 4, 5]),
        ("[skip(createArray(1, 2, 3), 2)]", [3]),
        ("[take('abc', 2)]", "ab"),
        ("[flatten(createArray(createArray(1), createArray(2)))]", [1, 2]),
        ("[tryGet(createObject('a', createArray(5)), 'a', 0)]", 5),
        ("[tryGet(createObject('a', 1), 'b')]", None),
        # Numbers and truth
        ("[min(3, 1, 2)]", 1),
        ("[max(createArray(3, 1))]", 3),
        ("[add(2, 3)]", 5),
        ("[sub(2, 3)]", -1),
        ("[mul(2, 3)]", 6),
        ("[div(-7, 2)]", -3),
        ("[mod(-7, 2)]", -1),
        ("[if(equals('a', 'A'), 'same', 'other')]", "other"),
        ("[equals(createObject('a', 1, 'b', 2), createObject('b', 2, 'a', 1))]", True),
        ("[and(true(), not(false()))]", True),
        ("[or(false(), false())]", False),
        ("[less(1, 2)]", True),
        ("[greaterOrEquals('b', 'a')]", True),
        # The deployment
        ("[subscription().subscriptionId]", "s1"),
        ("[resourceGroup().location]", "westeurope"),
    ],
)
def test_what_is_known_resolves(expression: str, expected: object) -> None:
    found = value(expression)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("level", "expression", "expected"),
    [
        (Level.RESOURCE_GROUP, "resourceId('A.B/c', 'n')", "/subscriptions/s1/resourceGroups/g1"),
        (Level.SUBSCRIPTION, "resourceId('A.B/c', 'n')", "/subscriptions/s1"),
        (Level.SUBSCRIPTION, "resourceId('A.B/c/', 'n')", "/subscriptions/s1"),
        (Level.TENANT, "resourceId('A.B/c', 'n')", ""),
        (Level.SUBSCRIPTION, "resourceId('s2', 'A.B/c', 'n')", "/subscriptions/s2"),
        (
            Level.RESOURCE_GROUP,
            "resourceId('g2', 'A.B/c', 'n')",
            "/subscriptions/s1/resourceGroups/g2",
        ),
        (
            Level.SUBSCRIPTION,
            "resourceId('s2', 'g2', 'A.B/c', 'n')",
            "/subscriptions/s2/resourceGroups/g2",
        ),
        (Level.RESOURCE_GROUP, "subscriptionResourceId('A.B/c', 'n')", "/subscriptions/s1"),
        (Level.RESOURCE_GROUP, "subscriptionResourceId('s2', 'A.B/c', 'n')", "/subscriptions/s2"),
        (Level.RESOURCE_GROUP, "tenantResourceId('A.B/c', 'n')", ""),
        (Level.RESOURCE_GROUP, "extensionResourceId('/x/y', 'A.B/c', 'n')", "/x/y"),
    ],
)
def test_resource_ids_depend_on_the_scope(level: Level, expression: str, expected: str) -> None:
    assert value(f"[{expression}]", level) == f"{expected}/providers/A.B/c/n"


def test_a_type_of_several_levels_takes_as_many_names() -> None:
    assert value("[tenantResourceId('A.B/c/d', 'n', 'm')]") == "/providers/A.B/c/n/d/m"
    assert "a name for each" in why("[tenantResourceId('A.B/c/d', 'n')]")


def test_guid_is_version_5_of_the_values_joined_by_hyphens() -> None:
    space = uuid.UUID("11fb06fb-712d-4ddd-98c7-e71bbd588830")
    assert value("[guid('Fabrikam')]") == str(uuid.uuid5(space, "Fabrikam"))
    assert value("[guid('a', 'b', 'c')]") == str(uuid.uuid5(space, "a-b-c"))


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("[parameters('missing')]", "the parameter missing has no value"),
        ("[parameters('nobody')]", "declares no parameter nobody"),
        ("[variables('nobody')]", "declares no variable nobody"),
        ("[variables('there')]", "refers to itself"),
        ("[our.again()]", "defines no function our.again()"),
        ("[our.sees()]", "declares no variable"),
        ("[our.nothing()]", "defines no function our.nothing()"),
        ("[concat('a', parameters('missing'))]", "missing has no value"),
        ("[uniqueString('a')]", "uniqueString()"),
        ("[reference('a').b]", "reads a resource"),
        ("[newGuid()]", "each deployment"),
        ("[deployment().name]", "deployment() is known only"),
        ("[subscription().nothing]", "no member nothing"),
        ("[fetch('a')]", "fetch() is not known"),
        ("[toLower(1)]", "a text is needed, not a number"),
        ("[toLower()]", "takes 1 values, not 0"),
        ("[add(1, true())]", "whole number is needed, not a truth value"),
        ("[if(1, 2, 3)]", "true or false is needed"),
        ("[mul(9223372036854775807, 2)]", "too large"),
        ("[mul(900000000000000000, 900000000000000000)]", "64 bits"),
        ("[div(1, 0)]", "divided by zero"),
        ("[substring('abc', 2, 2)]", "more than the text has"),
        ("[first(createArray())]", "empty"),
        ("[createArray(1)[1]]", "no item 1"),
        ("[json('{')]", "never closed"),
        ("[format('{0:D2}', 1)]", "without alignment"),
        ("[format('{1}', 1)]", "no value for {1}"),
        ("[range(0, 10001)]", "at most 10,000"),
        ("[copyIndex()]", "outside of its loop"),
        ("[concat('a']", "malformed"),
        ("[concat('a]", "not closed"),
        ("[concat('a') 'b']", "follows the end"),
        ("[]", "a value is missing"),
        ("[" + "not(" * 200 + "true()" + ")" * 200 + "]", "calls stand within one another"),
        ("[" + "a" * 30_000 + "]", "characters"),
    ],
)
def test_what_cannot_be_known_says_why(expression: str, reason: str) -> None:
    assert reason in why(expression)


def test_parts_beside_the_unresolved_resolve() -> None:
    found = value("[variables('deep')]")
    assert found["known"] == "Fabrikam"
    assert found["open"][0].path == "$.variables.deep.open[0]"
    assert found["open"][1] == "x"
    made = value("[createArray(parameters('missing'), 'b')]")
    assert isinstance(made[0], Unresolved)
    assert made[0].path == PLACE
    assert made[1] == "b"
    assert value("[length(variables('deep').open)]") == 2
    assert value("[variables('deep').open[1]]") == "x"


def test_the_place_is_that_of_the_expression_which_could_not_be_resolved() -> None:
    found = value("[toUpper(parameters('open'))]")
    assert isinstance(found, Unresolved)
    assert found.path == "$.parameters.open.defaultValue"


def test_what_is_not_reached_needs_no_value() -> None:
    assert value("[if(true(), 'a', parameters('missing'))]") == "a"
    assert value("[coalesce('a', parameters('missing'))]") == "a"
    assert value("[and(false(), bool(parameters('missing')))]") is False
    assert value("[or(bool(parameters('missing')), true())]") is True
    assert isinstance(value("[or(bool(parameters('missing')), false())]"), Unresolved)


def test_the_same_unknown_has_the_same_stand_in() -> None:
    def stand_in(expression: str) -> str:
        found = value(expression)
        assert isinstance(found, Unresolved)
        return found.stand_in

    one = stand_in("[resourceId('A.B/c', guid(parameters('missing'), 'x'))]")
    assert one.rpartition("/")[2] == stand_in("[guid(parameters('missing'), 'x')]")
    assert one != stand_in("[resourceId('A.B/c', guid(parameters('missing'), 'y'))]")
    assert stand_in("[parameters('missing')]") != stand_in("[deployment().name]")


def test_loops() -> None:
    turn = evaluator().turn("outer", 1).turn("inner", 4)
    expression = (
        "[createArray(copyIndex(), copyIndex(10), copyIndex('outer'), copyIndex('INNER', 1))]"
    )
    assert turn.value(expression, PLACE) == [4, 14, 1, 5]
    looped = {"copy": [{"name": "rows", "count": 2, "input": {"n": "[copyIndex('rows')]"}}], "a": 1}
    assert evaluator().value(looped, PLACE) == {"rows": [{"n": 0}, {"n": 1}], "a": 1}
    assert turn.value({"copy": {"no": "loop"}}, PLACE) == {"copy": {"no": "loop"}}


@pytest.mark.parametrize("count", [-1, 801, "many", None, "[parameters('missing')]"])
def test_a_loop_without_a_proper_count_is_unresolved(count: object) -> None:
    found = evaluator().value({"copy": [{"name": "a", "count": count, "input": 1}], "b": 2}, PLACE)
    if count is None:
        assert found == {"copy": [{"name": "a", "count": None, "input": 1}], "b": 2}
    else:
        assert isinstance(found["a"], Unresolved)
        assert found["b"] == 2


def growing(one: str, next_: str, steps: int = 60) -> Evaluator:
    """Variables that use the one before twice, after the ones before were evaluated."""
    steps_ = {f"v{n}": next_.replace("#", f"variables('v{n - 1}')") for n in range(1, steps)}
    grown = evaluator(template={"variables": {"v0": one} | steps_})
    for n in range(steps):
        grown.value(f"[variables('v{n}')]", PLACE)
    return grown


@pytest.mark.parametrize(
    ("one", "next_"),
    [
        ("abcdefgh", "[concat(#, #)]"),
        ("abcdefgh", "[format('{0}{0}', #)]"),
        ("aaaaaaaa", "[replace(#, 'a', #)]"),
        ("[createArray(1)]", "[createArray(#, #)]"),
        ("[createArray(1)]", "[concat(#, #)]"),
        ("[createArray('a')]", "[union(createArray(#), createArray(#))]"),
        ("[createObject('a', 1)]", "[createObject('a', #, 'b', #)]"),
    ],
)
def test_templates_that_grow_without_bound_are_stopped(one: str, next_: str) -> None:
    grown = growing(one, next_)
    for use in ("string(#)", "equals(#, #)", "length(string(#))", "createArray(1)[#]"):
        grown.value(f"[{use.replace('#', 'variables(' + repr('v59') + ')')}]", PLACE)
    assert isinstance(grown.value("[string(variables('v59'))]", PLACE), Unresolved)


def test_long_chains_end_before_python_does() -> None:
    chain = {f"v{n}": f"[variables('v{n + 1}')]" for n in range(3_000)} | {"v3000": "end"}
    found = evaluator(template={"variables": chain}).value("[variables('v0')]", PLACE)
    assert isinstance(found, Unresolved)
    short = evaluator(template={"variables": chain}).value("[variables('v2980')]", PLACE)
    assert short == "end"
    calls = {f"v{n}": f"[{'not(' * 38}variables('v{n + 1}'){')' * 38}]" for n in range(300)}
    assert isinstance(
        evaluator(template={"variables": calls}).value("[variables('v0')]", PLACE), Unresolved
    )
    nested: Any = "[parameters('given')]"
    for _ in range(sys.getrecursionlimit() * 2):
        nested = [nested]
    assert evaluator().value(nested, PLACE)


TEXTS = st.text(max_size=20)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@given(TEXTS)
def test_a_text_in_quotation_marks_is_itself(text: str) -> None:
    assert value(f"[{quoted(text)}]") == text
    assert value(f"[concat({quoted(text)})]") == text


@given(TEXTS, TEXTS, TEXTS)
def test_concat_is_associative(one: str, two: str, three: str) -> None:
    a, b, c = map(quoted, (one, two, three))
    left, right = f"concat(concat({a}, {b}), {c})", f"concat({a}, concat({b}, {c}))"
    assert value(f"[{left}]") == value(f"[{right}]") == value(f"[concat({a}, {b}, {c})]")


@given(st.lists(TEXTS.filter(lambda each: "|" not in each), min_size=1, max_size=4))
def test_split_undoes_join(texts: list[str]) -> None:
    joined = f"join(createArray({', '.join(map(quoted, texts))}), '|')"
    assert value(f"[split({joined}, '|')]") == texts


@given(st.integers(-99, 99), st.integers(-99, 99).filter(bool))
def test_division_and_rest_make_the_whole(one: int, other: int) -> None:
    assert value(f"[add(mul(div({one}, {other}), {other}), mod({one}, {other}))]") == one


NAMES = ["concat", "parameters", "variables", "guid", "if", "copyIndex", "resourceId", "union"]
PIECES = st.lists(
    st.sampled_from([*NAMES, "(", ")", "[", "]", ".", ",", "'", "'given'", "1", "-", " ", "null"]),
    max_size=14,
).map("".join)


@given(PIECES | st.text(max_size=30))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    with contextlib.suppress(ExpressionError):
        parse(f"[{text}]")
    found = value(f"[{text}]")
    assert not isinstance(found, Unresolved) or found.why


CALLS = st.recursive(
    st.sampled_from(["'a'", "'missing'", "'given'", "1", "0", "null()", "true()", "copyIndex()"]),
    lambda each: st.tuples(
        st.sampled_from(sorted({*SPECIAL, *FUNCTIONS, *LATER, *FACT_FUNCTIONS, "our.twice"})),
        st.lists(each, max_size=3),
    ).map(lambda call: f"{call[0]}({', '.join(call[1])})"),
    max_leaves=8,
)


@given(CALLS)
def test_any_call_is_answered(call: str) -> None:
    found = value(f"[{call}]")
    if isinstance(found, Unresolved):
        assert found.why
        assert found.path
        assert found.stand_in
