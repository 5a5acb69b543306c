"""The library taken together by offer and plan."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from data.library_rows import LibraryRow, group_of
from data.listings import count, version_order
from data.plan_listings import yes_or_no
from data.plan_states import PlanState
from data.query import Field, Listing, Query, Rows, Sort, collation

EVERYTHING = ""
"""The key of the group that holds every row."""
_TEMPLATES = "templates"


@dataclass(frozen=True)
class LibraryGroup:
    """All rows, those of an offer, or those of a plan in it."""

    path: tuple[str, ...]
    """Nothing for all rows, one part for an offer, two for a plan."""
    name: str
    rows: tuple[LibraryRow, ...]

    @property
    def key(self) -> str:
        """What identifies it."""
        return "\n".join(("", *self.path))

    @property
    def is_all(self) -> bool:
        """Whether this stands for all rows."""
        return self.key == EVERYTHING

    @property
    def is_plan(self) -> bool:
        """Whether all rows are of one plan."""
        return len(self.path) == 2

    @property
    def title(self) -> str:
        """The name, of a plan behind that of its offer."""
        offer = self.rows[0].plan.offer_id if self.is_plan else ""
        return f"{offer}/{self.name}" if offer else self.name

    @cached_property
    def states(self) -> Mapping[PlanState, int]:
        """How many rows are in each state."""
        return Counter(row.state for row in self.rows)

    @property
    def drafts(self) -> int:
        """How many are not published yet."""
        return self.states.get(PlanState.DRAFT, 0) + self.states.get(PlanState.READY, 0)

    @property
    def published(self) -> int:
        """How many are published."""
        return self.states.get(PlanState.PUBLISHED, 0)

    @property
    def archived(self) -> int:
        """How many are put away."""
        return self.states.get(PlanState.ARCHIVED, 0)

    @cached_property
    def latest(self) -> str:
        """The highest version that is published; of one plan only."""
        found = [row.plan.version for row in self.rows if row.state is PlanState.PUBLISHED]
        return max(found, key=version_order, default="") if self.is_plan else ""


class LibraryGroups(Rows[LibraryGroup]):
    """Groups of the library; those put away show only when the filter speaks of them."""

    def select(self, query: Query, sort: Sort | None = None) -> list[int]:
        """Return the indices of the groups that a query keeps, in the order asked for."""
        kept = super().select(query, sort)
        if any(term.field == "archived" for term in query.terms):
            return kept
        return [at for at in kept if at < self.pinned or not _is_put_away(self.rows[at])]


def library_groups(rows: Sequence[LibraryRow]) -> LibraryGroups:
    """Return the offers, each before its plans, after the group that stands for all rows."""
    held: dict[tuple[str, ...], list[LibraryRow]] = defaultdict(list)
    for row in rows:
        path = _path(row)
        held[path[:1]].append(row)
        held[path].append(row)
    groups = [LibraryGroup(path, _name(path, of[0]), tuple(of)) for path, of in held.items()]
    return LibraryGroups(GROUPS, [LibraryGroup((), "All plans", tuple(rows)), *groups], pinned=1)


def _is_put_away(group: LibraryGroup) -> bool:
    return group.archived == len(group.rows)


def _path(row: LibraryRow) -> tuple[str, str]:
    is_template, offer, plan, name = group_of(row.plan)
    return ("\t" if is_template else offer), (name if is_template else plan)


def _name(path: tuple[str, ...], row: LibraryRow) -> str:
    plan = row.plan
    is_template = not (plan.offer_id or plan.plan_id)
    if len(path) == 1:
        return _TEMPLATES if is_template else plan.offer_id or "(no offer id)"
    return plan.name or "(no name)" if is_template else plan.plan_id or "(no plan id)"


def _tree_name(group: LibraryGroup) -> str:
    return f"  {group.name}" if group.is_plan else group.name


def _place(group: LibraryGroup) -> tuple[object, ...]:
    """Keep each offer before its plans, whatever they are sorted by."""
    first = collation(group.path[0]) if group.path else ""
    return bool(group.rows) and _is_template(group), first, group.is_plan


def _is_template(group: LibraryGroup) -> bool:
    return group_of(group.rows[0].plan)[0]


def _searched(group: LibraryGroup) -> Iterable[str]:
    yield group.name
    for row in group.rows:
        plan = row.plan
        yield from (plan.offer_id, plan.plan_id, plan.name, plan.offer_name, plan.publisher_id)


def _record(group: LibraryGroup) -> Mapping[str, Any]:
    plan = None if group.is_all else group.rows[0].plan
    return {
        "offer_id": plan.offer_id if plan else "",
        "plan_id": plan.plan_id if plan and group.is_plan else "",
        "name": group.name,
        "drafts": group.drafts,
        "published": group.published,
        "archived": group.archived,
        "latest": group.latest,
    }


GROUPS: Listing[LibraryGroup] = Listing(
    name="plan-groups",
    key=lambda group: group.key,
    search=lambda group: "\n".join(dict.fromkeys(_searched(group))),
    record=_record,
    fields=(
        Field(
            "plan",
            "Offer and plan",
            _tree_name,
            lambda group: (*_place(group), collation(group.name)),
        ),
        Field(
            "drafts",
            "Drafts",
            lambda group: str(group.drafts) if group.drafts else "",
            lambda group: (*_place(group), -group.drafts),
            number=count,
        ),
        Field(
            "published",
            "Published",
            lambda group: str(group.published) if group.published else "",
            lambda group: (*_place(group), -group.published),
            number=count,
        ),
        Field("latest", "Latest", lambda group: group.latest),
    ),
    hidden=(Field("archived", "Archived", lambda group: yes_or_no(bool(group.archived))),),
)
