"""Under which names a plan is deployed: with the same ones a deployment updates what is there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from data.errors import WrongUseError
from data.formats.text_functions import guid
from data.models import same_id
from data.plans import Deployed, Plan

_GROUP = re.compile(r"[\w().-]{0,89}[\w()-]")


class Target(Struct, frozen=True):
    """What is to be delegated."""

    groups: tuple[str, ...] = ()
    """Names of resource groups; the whole subscription when there are none."""
    marketplace: bool = True
    """Whether the definition names the plan of the marketplace, where all its ids are known."""
    names: Mapping[str, str] = {}
    """What subscriptions are called, by id in lower case; no deployment depends on it."""


class Names(Struct, frozen=True):
    """The names of the resources of a plan."""

    definition: str
    """A GUID."""
    kept: dict[str, str]
    """By the group's name in lower case (empty for the subscription) the assignment's name, where
    one was deployed before under another name than we would make."""
    from_offer: bool
    """Whether the definition's name is what templates make of the offer's name."""

    def assignment(self, group: str = "") -> str:
        """Return the name of the assignment of a group, or of the subscription."""
        return self.kept.get(same_id(group)) or made_assignment(self.definition, group)


def made_assignment(definition: str, group: str) -> str:
    """Return the name that an assignment gets which was never deployed.

    Two offers may delegate groups of one name, so the group's name alone will not do.
    """
    return guid(same_id(definition), same_id(group)) if group else same_id(definition)


def target_of(groups: tuple[str, ...], *, marketplace: bool = True) -> Target:
    """Return a target; a group that is named twice counts once.

    Raises:
        WrongUseError: A name can be no resource group's.
    """
    for each in groups:
        if problem := group_problem(each):
            raise WrongUseError(f'"{each}" is no resource group: {problem}')
    return Target(tuple({same_id(each): each for each in groups}.values()), marketplace)


def group_problem(name: str) -> str:
    """Say why a name can be no resource group's, or nothing when it can."""
    if _GROUP.fullmatch(name):
        return ""
    return "1 to 90 letters, digits and - _ . ( ), no dot at the end."


def deployed_groups(plan: Plan) -> tuple[str, ...]:
    """Return the resource groups that were delegated under a plan before."""
    groups = (each.resource_group for each in plan.deployed)
    return tuple({same_id(each): each for each in groups if each}.values())


def has_marketplace(plan: Plan, target: Target) -> bool:
    """Whether the definition names the marketplace's plan: it takes all four ids or none."""
    ids = (plan.publisher_id, plan.offer_id, plan.plan_id, plan.version)
    return target.marketplace and all(ids)


def names_of(plan: Plan) -> Names:
    """Return the names under which a plan is deployed.

    Those of before, unless the managing tenant changed: Azure refuses that for the same name.
    """
    made = guid(plan.name)
    rows = _updated(plan)
    if not rows:
        return Names(made, {}, True)
    definition = rows[0].definition
    kept = {
        same_id(each.resource_group): each.assignment
        for each in reversed(rows)
        if each.assignment and same_id(each.definition) == same_id(definition)
    }
    kept = {
        group: name
        for group, name in kept.items()
        if same_id(name) != made_assignment(definition, group)
    }
    return Names(definition, kept, same_id(definition) == made)


def kept_names(names: Names, target: Target) -> dict[str, str]:
    """Return the names that assignments of these groups have already, by group in lower case."""
    groups = map(same_id, target.groups)
    return {group: names.kept[group] for group in groups if group in names.kept}


def identity_notes(plan: Plan, target: Target) -> Iterator[str]:
    """Yield in sentences where a deployment would make a second delegation, or leave one behind."""
    if not plan.deployed:
        return
    if not _updated(plan):
        before = plan.deployed[0]
        yield (
            f"It was deployed for managing tenant {before.managing_tenant_id}; Azure never changes "
            "that. This makes a second delegation, and the customer has to remove the first."
        )
        if plan.name == before.offer_name:
            yield (
                "Azure refuses it under the same name: give the plan another name than "
                f'"{plan.name}".'
            )
        return
    if len({same_id(each.definition) for each in _updated(plan)}) > 1:
        yield (
            "It was read from several definitions of other names; this updates the one named "
            f"{names_of(plan).definition}, and for the others makes a second delegation."
        )
    yield from _scope_notes(plan, target)


def _scope_notes(plan: Plan, target: Target) -> Iterator[str]:
    known = {same_id(each.resource_group) for each in _updated(plan) if each.assignment}
    wanted = {same_id(each): each for each in target.groups} or {"": ""}
    if not known:
        return
    if added := [name for key, name in wanted.items() if key not in known]:
        yield f"New, and not an update of what is delegated: {_scopes(added)}."
    if left := sorted(known - wanted.keys()):
        yield f"Stays delegated, for a deployment takes nothing away: {_scopes(left)}."


def _scopes(groups: list[str]) -> str:
    return ", ".join(f"resource group {each}" if each else "the subscription" for each in groups)


def _updated(plan: Plan) -> list[Deployed]:
    tenant = same_id(plan.managing_tenant_id)
    return [each for each in plan.deployed if same_id(each.managing_tenant_id) == tenant]
