"""Evaluates template expressions: what can be known is, what cannot is named.

Knows templates, their parameters, variables and functions, and what Azure says about the
deployment; knows nothing of what a template deploys.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from msgspec.structs import replace

from data.formats import calling
from data.formats.expression import (
    Call,
    ExpressionError,
    Index,
    Literal,
    Node,
    is_expression,
    literal,
    parse,
)
from data.formats.functions import number_of, text_of, truth_of
from data.formats.names import Loop, Names, is_loops
from data.formats.resource_ids import Level
from data.formats.values import Unresolved, UnsuitedError, Value, Work, at, member

COPIES = 800
"""The most turns that Azure gives to a loop."""

_DEPTH = 120
"""Evaluations within one another: values in values, and variables that use variables."""
FACT_FUNCTIONS = (
    "subscription",
    "resourcegroup",
    "tenant",
    "managementgroup",
    "deployment",
    "environment",
)


class Evaluator:
    """Evaluates the values of one template, within some loops."""

    def __init__(self, names: Names, work: Work, loops: tuple[Loop, ...] = ()) -> None:
        self.names = names
        self.work = work
        self._loops = loops

    def turn(self, name: str, index: int | Unresolved, *, of_resource: bool = True) -> Evaluator:
        """Return an evaluator within one turn of a loop."""
        loop = Loop(name.lower(), index, of_resource)
        return Evaluator(self.names, self.work, (*self._loops, loop))

    def value(self, raw: Value, path: str) -> Value:
        """Return a value of a template, with all expressions in it evaluated.

        Args:
            raw: As it stands in the template.
            path: The JSON path where it stands.

        Returns:
            Plain values, with :class:`Unresolved` in the place of each part that cannot be known.
        """
        try:
            return self._deeper(raw, path)
        except UnsuitedError as error:
            return Unresolved(str(error), path, f"?{path}")

    def turns(self, count: Value, path: str) -> int | Unresolved:
        """Return how often a loop turns."""
        found = self.value(count, path)
        if isinstance(found, Unresolved):
            return found
        try:
            many = number_of(found)
        except UnsuitedError as error:
            return Unresolved(f"a loop has no count: {error}", path, f"?{path}")
        if 0 <= many <= COPIES:
            return many
        return Unresolved(
            f"a loop turns {many} times; Azure takes up to {COPIES}", path, f"?{path}"
        )

    def _deeper(self, raw: Value | Node, path: str) -> Value:
        self.work.charge()
        if self.work.depth >= _DEPTH:
            raise UnsuitedError("values or variables are nested too deep")
        self.work.depth += 1
        try:
            if isinstance(raw, (Literal, Index, Call)):
                return self._found(raw, path)
            return self._value(raw, path)
        finally:
            self.work.depth -= 1

    def _value(self, raw: Value, path: str) -> Value:
        if isinstance(raw, str):
            return self._text(raw, path)
        if isinstance(raw, list):
            return [self.value(each, at(path, place)) for place, each in enumerate(raw)]
        if not isinstance(raw, dict):
            return raw
        found: dict[str, Value] = {}
        for name, each in raw.items():
            if is_loops(name, each):
                for place, loop in enumerate(each):
                    found[member(loop, "name")] = self._looped(loop, at(at(path, name), place))
            else:
                found[name] = self.value(each, at(path, name))
        return found

    def _looped(self, loop: Value, path: str) -> Value:
        count = self.turns(member(loop, "count"), at(path, "count"))
        if isinstance(count, Unresolved):
            return count
        turns = (self.turn(member(loop, "name"), n, of_resource=False) for n in range(count))
        return [each.value(member(loop, "input"), at(path, "input")) for each in turns]

    def _text(self, raw: str, path: str) -> Value:
        if not is_expression(raw):
            return literal(raw)
        try:
            return _placed(self._deeper(parse(raw), path), path)
        except ExpressionError as error:
            return Unresolved(f"the expression is malformed: {error}", path, f"?{path}")

    def _found(self, node: Node, path: str) -> Value:
        if isinstance(node, Literal):
            return node.value
        if isinstance(node, Index):
            of, key = self._deeper(node.of, path), self._deeper(node.key, path)
            return _placed(calling.part(of, key, path, self.work), path)
        if (special := SPECIAL.get(node.name)) is not None:
            return special(self, node, path)
        values = [self._deeper(each, path) for each in node.arguments]
        if node.name in FACT_FUNCTIONS:
            return _placed(self.names.fact(node.name), path)
        if "." in node.name:
            return self._own_function(node.name, values)
        if node.name in ("resourceid", "subscriptionresourceid"):
            values = [*self._scope(node.name), *values]
        return _placed(calling.call(node.name, values, path, self.work), path)

    def _scope(self, name: str) -> list[Value]:
        """Return what the id functions need to know about the deployment."""
        subscription = self._fact_part("subscription", "subscriptionId")
        if name == "subscriptionresourceid":
            return [subscription]
        level = self.names.level
        group = self._fact_part("resourcegroup", "name") if level == Level.RESOURCE_GROUP else ""
        below = level in (Level.RESOURCE_GROUP, Level.SUBSCRIPTION)
        return [subscription if below else "", group, str(level)]

    def _fact_part(self, fact: str, name: str) -> Value:
        return calling.part(self.names.fact(fact), name, "", self.work)

    def _own_function(self, name: str, values: list[Value]) -> Value:
        """Call a function that the template defines: it sees nothing but its parameters."""
        space, _, own = name.partition(".")
        section, path = self.names.section("functions")
        for place, each in enumerate(section if isinstance(section, list) else []):
            if str(member(each, "namespace")).lower() != space:
                continue
            function = member(member(each, "members"), own)
            if not isinstance(function, dict):
                break
            declared = member(function, "parameters")
            declared = declared if isinstance(declared, list) else []
            given = {
                str(member(one, "name")).lower(): value
                for one, value in zip(declared, values, strict=False)
            }
            inside = Names(given=given, facts=self.names.facts, level=self.names.level)
            body = member(member(function, "output"), "value")
            output = f"{at(at(path, place), 'members')}.{own}.output.value"
            return Evaluator(inside, self.work).value(body, output)
        raise UnsuitedError(f"the template defines no function {name}()")

    def _parameter(self, node: Call, path: str) -> Value:
        name = self._name(node, path)
        if isinstance(name, Unresolved):
            return name
        if name.lower() in self.names.given:
            return _placed(self.names.given[name.lower()], path)
        section, place = self.names.section("parameters")
        declared = member(section, name)
        if not isinstance(declared, dict):
            raise UnsuitedError(f"the template declares no parameter {name}")
        default = member(declared, "defaultValue", declared)
        if default is not declared:
            place = at(at(place, name), "defaultValue")
            return self._once("parameter", name, partial(self._outside().value, default, place))
        if member(declared, "nullable") is True:
            return None
        return replace(self.names.parameter(name), path=path)

    def _variable(self, node: Call, path: str) -> Value:
        name = self._name(node, path)
        if isinstance(name, Unresolved):
            return name
        section, place = self.names.section("variables")
        raw = member(section, name, section)
        if raw is not section:
            return self._once(
                "variable", name, partial(self._outside().value, raw, at(place, name))
            )
        loops = member(section, "copy")
        for number, loop in enumerate(loops if is_loops("copy", loops) else []):
            if member(loop, "name").lower() == name.lower():
                looped = partial(self._outside()._looped, loop, at(at(place, "copy"), number))
                return self._once("variable", name, looped)
        raise UnsuitedError(f"the template declares no variable {name}")

    def _outside(self) -> Evaluator:
        """Return an evaluator outside of loops, where parameters and variables are declared."""
        return Evaluator(self.names, self.work)

    def _once(self, what: str, name: str, compute: Callable[[], Value]) -> Value:
        """Evaluate a declared value the first time that it is asked for."""
        key = (what, name.lower())
        known = self.names.known
        if key not in known:
            known[key] = Unresolved(
                f"the {what} {name} refers to itself", "", f"?{self.names.path}.{what}({key[1]})"
            )
            known[key] = compute()
        return known[key]

    def _name(self, node: Call, path: str) -> Value:
        if len(node.arguments) != 1:
            raise UnsuitedError(f"{node.name}() takes one name")
        name = self._deeper(node.arguments[0], path)
        return name if isinstance(name, Unresolved) else text_of(name)

    def _copy_index(self, node: Call, path: str) -> Value:
        """Return the turn of the loop that is named, or of the resource's."""
        values = [self._deeper(each, path) for each in node.arguments]
        missing = next((each for each in values if isinstance(each, Unresolved)), None)
        if missing is not None:
            return missing
        name = values.pop(0).lower() if values and isinstance(values[0], str) else ""
        offset = number_of(values[0]) if values else 0
        for loop in reversed(self._loops):
            if loop.name == name or (not name and loop.of_resource):
                index = loop.index
                return _placed(index, path) if isinstance(index, Unresolved) else index + offset
        raise UnsuitedError("copyIndex() stands outside of its loop")

    def _if(self, node: Call, path: str) -> Value:
        if len(node.arguments) != 3:
            raise UnsuitedError("if() takes a condition and two values")
        condition = self._deeper(node.arguments[0], path)
        if isinstance(condition, Unresolved):
            return condition
        return self._deeper(node.arguments[1 if truth_of(condition) else 2], path)

    def _any(self, node: Call, path: str) -> Value:
        return self._until(node, path, True)

    def _all(self, node: Call, path: str) -> Value:
        return self._until(node, path, False)

    def _until(self, node: Call, path: str, decisive: bool) -> Value:
        """Return the truth value that decides alone, as soon as it is found."""
        values = [self._deeper(each, path) for each in node.arguments]
        missing = next((each for each in values if isinstance(each, Unresolved)), None)
        if decisive in [truth_of(each) for each in values if not isinstance(each, Unresolved)]:
            return decisive
        return not decisive if missing is None else missing

    def _coalesce(self, node: Call, path: str) -> Value:
        for each in node.arguments:
            if (found := self._deeper(each, path)) is not None:
                return found
        return None


def _placed(value: Value, path: str) -> Value:
    """Say of an unresolved value where it stands, unless that is known."""
    return replace(value, path=path) if isinstance(value, Unresolved) and not value.path else value


SPECIAL: Mapping[str, Callable[[Evaluator, Call, str], Value]] = {
    "and": Evaluator._all,
    "coalesce": Evaluator._coalesce,
    "copyindex": Evaluator._copy_index,
    "if": Evaluator._if,
    "or": Evaluator._any,
    "parameters": Evaluator._parameter,
    "variables": Evaluator._variable,
}
"""Functions that need the template, or do not look at all that they are given."""
