"""What the expressions of one template may refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from data.formats.resource_ids import Level
from data.formats.values import Unresolved, Value, at, member


@dataclass(frozen=True)
class Names:
    """Parameters, variables, functions of the template's own, and facts of the deployment."""

    template: Mapping[str, Value] = field(default_factory=dict)
    """Its sections ``parameters``, ``variables`` and ``functions`` count."""
    given: Mapping[str, Value] = field(default_factory=dict)
    """Values of parameters, by their names in lower case."""
    facts: Mapping[str, Value] = field(default_factory=dict)
    """What ``subscription()``, ``resourceGroup()``, ``tenant()``, … return, by lower-case name."""
    level: Level = Level.RESOURCE_GROUP
    path: str = "$"
    """Where the template stands."""
    known: dict[tuple[str, str], Value] = field(default_factory=dict)
    """Parameters and variables that were evaluated before."""

    def section(self, name: str) -> tuple[Value, str]:
        """Return a section of the template and where it stands."""
        return member(self.template, name), at(self.path, name)

    def parameter(self, name: str) -> Unresolved:
        """Return what stands for a parameter that has no value."""
        stand_in = f"?{self.path}.parameters({name.lower()})"
        return Unresolved(f"the parameter {name} has no value", "", stand_in)

    def fact(self, name: str) -> Value:
        """Return what a function such as ``subscription()`` returns."""
        missing = Unresolved(f"{name}() is known only when it is deployed", "", f"?{name}()")
        return self.facts.get(name, missing)


@dataclass(frozen=True)
class Loop:
    """A turn of a ``copy`` loop."""

    name: str
    """In lower case."""
    index: int | Unresolved
    of_resource: bool
    """Whether ``copyIndex()`` without a name means it."""


def is_loops(name: str, value: Value) -> bool:
    """Whether a member of an object is a list of loops that make other members."""
    return (
        name.lower() == "copy"
        and isinstance(value, list)
        and bool(value)
        and all(
            isinstance(member(each, "name"), str)
            and member(each, "count") is not None
            and member(each, "input", each) is not each
            for each in value
        )
    )
