"""What a file says about Lighthouse, and what it leaves open."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct, structs

from data.plans import Deployed, Plan, is_guid, new_plan


class Kind(StrEnum):
    """What a file is."""

    TEMPLATE = "template"
    POLICY = "policy"
    """A policy definition by itself, which may deploy a delegation."""
    PARAMETERS = "parameters"
    """Values for a template; without it, only authorizations and well-known names can be read."""
    LIVE = "live"
    """What Azure lists: definitions and assignments that exist."""
    PLAN = "plan file"
    """A plan as Lightkeeper itself writes it."""
    FRAGMENT = "fragment"
    """A part of a template: a resource, its properties, or authorizations."""
    OTHER = "other"
    """JSON that has to do with none of these."""


class ImportedDefinition(Struct, frozen=True):
    """A registration definition that was found."""

    plan: Plan
    """Without an id; what is unresolved is empty."""
    place: str
    """The JSON path where it stands."""
    api_version: str = ""
    name: str = ""
    """The resource's name; empty when it is unresolved."""
    deployed: bool = True
    """False when a condition of the template rules it out."""


class ImportedAssignment(Struct, frozen=True):
    """A registration assignment that was found: what is delegated."""

    place: str
    definition: int | None = None
    """Which of the definitions it assigns, counted from 0; none when that is not in the file."""
    definition_id: str = ""
    """Empty when it is unresolved."""
    of_group: bool = False
    """Whether it delegates a resource group and not a subscription."""
    resource_group: str = ""
    """Its name; empty also when it is unresolved."""
    subscription_id: str = ""
    """Empty for the one that the file is deployed to."""
    api_version: str = ""
    deployed: bool = True
    name: str = ""
    """The resource's name; empty when it is unresolved."""


class UnresolvedPart(Struct, frozen=True):
    """What could not be resolved and is left to the user."""

    path: str
    """The JSON path of the expression."""
    why: str
    field: str = ""
    """The field of :class:`~data.plans.Plan` that it leaves open, if any."""


class OtherResource(Struct, frozen=True):
    """A resource that is not Lighthouse's; it is left alone."""

    type: str
    name: str
    place: str


class AskedParameter(Struct, frozen=True):
    """A parameter that has no value yet."""

    name: str
    type: str
    description: str = ""
    """What the template says about it."""
    allowed: tuple[str, ...] = ()
    """The values that it may have, if there are only some."""


class Imported(Struct, frozen=True):
    """All that was found in a file."""

    kind: Kind
    definitions: tuple[ImportedDefinition, ...] = ()
    assignments: tuple[ImportedAssignment, ...] = ()
    unresolved: tuple[UnresolvedPart, ...] = ()
    others: tuple[OtherResource, ...] = ()
    asked: tuple[AskedParameter, ...] = ()


def as_drafts(imported: Imported) -> Imported:
    """Return the same with plans for the library: each has an id, and knows what it was read from.

    With the names of what was deployed, a plan that is written out again updates that.
    """
    definitions = (
        structs.replace(
            each,
            plan=structs.replace(
                each.plan,
                id=each.plan.id or new_plan("").id,
                deployed=each.plan.deployed or _deployed(imported, at),
            ),
        )
        for at, each in enumerate(imported.definitions)
    )
    return structs.replace(imported, definitions=tuple(definitions))


def is_twin(one: Plan, other: Plan) -> bool:
    """Whether two plans say the same, whenever they were saved."""
    return structs.replace(one, id="", saved_at="") == structs.replace(other, id="", saved_at="")


def _deployed(imported: Imported, at: int) -> tuple[Deployed, ...]:
    """Return the delegations that rest on a definition, as far as their names are known."""
    of = imported.definitions[at]
    if not is_guid(of.name):
        return ()
    bare = Deployed(of.name, of.plan.name, of.plan.managing_tenant_id)
    found = [
        structs.replace(
            bare,
            assignment=each.name,
            resource_group=each.resource_group,
            subscription_id=each.subscription_id,
        )
        for each in imported.assignments
        if each.definition == at
        and is_guid(each.name)
        and (each.resource_group or not each.of_group)
    ]
    return tuple(dict.fromkeys(found)) or (bare,)
