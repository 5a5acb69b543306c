"""Which built-in roles are not what they were in the shipped catalogue, and whom that hits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from data.entries import Entry
from data.models import Definition, same_id
from data.plans import Plan
from data.roles import Role, catalogue, shipped, why_not

_FLAGS = (
    ("deprecated", "deprecated"),
    ("writes", "changes resources"),
    ("writes_all", "may do everything"),
    ("reads_all", "reads every resource"),
    ("lists_keys", "lists keys"),
)


@dataclass(frozen=True)
class RoleChange:
    """A role that Azure changed, or does not list any more."""

    before: Role
    after: Role | None

    @property
    def words(self) -> str:
        """What changed, as people read it."""
        return "; ".join(_words(self.before, self.after))

    @property
    def is_refused_now(self) -> bool:
        """Whether Lighthouse took the role and does not any more."""
        gone = self.after is None or self.after.lighthouse == "no"
        return gone and self.before.lighthouse != "no"


@dataclass(frozen=True)
class Hit:
    """What names a role that changed."""

    change: RoleChange
    plans: tuple[Plan, ...]
    definitions: tuple[Definition, ...]


def changed_roles(before: Mapping[str, Role], after: Mapping[str, Role]) -> dict[str, RoleChange]:
    """Return by id the roles whose verdict or flags changed; new ones are no change."""
    changes = (RoleChange(role, after.get(id)) for id, role in before.items())
    return {each.before.id: each for each in changes if each.words}


def changed_since_shipped() -> dict[str, RoleChange]:
    """Return by id the roles that are not what they were in the shipped catalogue."""
    return changed_roles(shipped(), catalogue())


def change_of(role_id: str) -> RoleChange | None:
    """Return how one role changed since the shipped catalogue, if it did."""
    id = same_id(role_id)
    before, after = shipped().get(id), catalogue().get(id)
    change = RoleChange(before, after) if before and before is not after else None
    return change if change and change.words else None


def hits(
    changes: Iterable[RoleChange], plans: Iterable[Plan], definitions: Iterable[Definition]
) -> list[Hit]:
    """Return each change that hits something, with the plans and live definitions that it hits."""
    of_plan = [(each, named_roles(each)) for each in plans]
    of_definition = [(each, named_roles(each)) for each in definitions]
    found = (
        Hit(
            change,
            tuple(plan for plan, roles in of_plan if change.before.id in roles),
            tuple(each for each, roles in of_definition if change.before.id in roles),
        )
        for change in changes
    )
    return [each for each in found if each.plans or each.definitions]


def named_roles(of: Plan | Definition) -> frozenset[str]:
    """Return the ids of all roles that a plan or definition gives or lets somebody assign."""
    entries: tuple[Entry, ...] = (*of.authorizations, *of.eligible)
    given = (each.role_id for each in entries)
    assignable = (role for each in of.authorizations for role in each.delegated_role_ids)
    return frozenset(map(same_id, (*given, *assignable)))


def _words(before: Role, after: Role | None) -> Iterator[str]:
    if after is None:
        yield "Azure does not list it any more"
        return
    if after.lighthouse != before.lighthouse:
        yield {
            "no": f"Lighthouse does not take it any more: {why_not(after)}",
            "yes": "Lighthouse takes it now",
        }.get(after.lighthouse, "Lighthouse takes it now, in a limited way")
    elif set(after.reasons) != set(before.reasons):
        yield f"refused for another reason: {why_not(after)}"
    for field, words in _FLAGS:
        if getattr(before, field) != getattr(after, field):
            yield words if getattr(after, field) else f"not any more: {words}"
