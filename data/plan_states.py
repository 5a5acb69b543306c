"""What has become of a plan: a draft, ready, published, archived; and what may be done with it.

A plan that is published is never edited again: a new draft starts from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from msgspec.structs import replace

from data.entries import HasEntries, entries_of, identity
from data.errors import PlainError
from data.ledger import RecordedVersion
from data.lint.rule import Finding, Severity
from data.models import PlanKey, version_number
from data.plans import Plan, is_version_of, plan_key, version_problem
from data.rows import VersionRow
from data.words import plural

_IDS = ("publisher_id", "offer_id", "plan_id")
_TOLD = 2
"""Errors that are told in full where a draft cannot be ready; the others are counted."""


class NotReadyError(PlainError):
    """A draft cannot be marked ready."""


class CannotPublishError(PlainError):
    """A plan cannot be recorded as published."""


class PlanState(StrEnum):
    """What has become of a plan."""

    DRAFT = "draft"
    READY = "ready"
    PUBLISHED = "published"
    ARCHIVED = "archived"


TONES: Mapping[PlanState, str] = {
    PlanState.DRAFT: "pending",
    PlanState.READY: "accent",
    PlanState.PUBLISHED: "ok",
    PlanState.ARCHIVED: "muted",
}
"""The tone in which a list shows each state, by its name in the theme."""


@dataclass(frozen=True)
class Publication:
    """That a version is published, and how we know."""

    is_recorded: bool
    """Whether somebody recorded it; otherwise it was only seen in Azure."""
    by_hand: bool
    """Whether the day was entered by hand; otherwise it comes from Azure."""
    on: date | None = None
    """Nothing when nobody knows the day."""
    at_first_look: bool = False
    """Whether it was there when we first looked, so that it may be older than the day."""
    held: HasEntries | None = None
    """What it gives, where Azure shows it."""

    @property
    def words(self) -> str:
        """When it was published and how we know, as in "published 2026-11-02, by hand"."""
        day = f" {'≤ ' if self.at_first_look else ''}{self.on}" if self.on else ""
        return f"published{day}, {'by hand' if self.by_hand else 'seen in Azure'}"


class Publications:
    """All published versions of all plans; the copies of preview audiences are none."""

    def __init__(
        self, recorded: Iterable[RecordedVersion] = (), seen: Iterable[VersionRow] = ()
    ) -> None:
        """Take what was recorded here and what Azure shows (``snapshot.versions.rows``)."""
        self._found: dict[PlanKey, dict[object, Publication]] = defaultdict(dict)
        self._by_ids: dict[tuple[str, str], list[PlanKey]] = defaultdict(list)
        for row in seen:
            self._add(row.plan, row.version, _seen(row))
        for each in recorded:
            shown = self._found[each.plan].get(_number(each.version))
            known = Publication(
                is_recorded=True,
                by_hand=not each.seen_in_azure,
                on=each.published_on,
                held=shown.held if shown else None,
            )
            self._add(each.plan, each.version, known)
        for key in self._found:
            self._by_ids[key.product, key.plan].append(key)

    def of(self, plan: Plan) -> Publication | None:
        """Return how a plan's version is published; nothing when it is not.

        One that is only seen in Azure, with other authorizations, is not this plan.
        """
        found = self._versions(plan).get(_number(plan.version))
        if found is None or found.is_recorded or found.held is None:
            return found
        return found if _meaning(found.held) == _meaning(plan) else None

    def has_any_of(self, plan: Plan) -> bool:
        """Tell whether any version of a plan is published."""
        return bool(self._versions(plan))

    def numbers_of(self, plan: Plan) -> list[str]:
        """Return the versions of a plan that are published and can be compared, in order."""
        numbers = sorted(each for each in self._versions(plan) if isinstance(each, tuple))
        return [".".join(map(str, each)) for each in numbers]

    def _add(self, key: PlanKey, version: str, publication: Publication) -> None:
        if not key.preview:
            self._found[key][_number(version)] = publication

    def _versions(self, plan: Plan) -> Mapping[object, Publication]:
        key = plan_key(plan)
        return {
            version: publication
            for each in self._by_ids.get((key.product, key.plan), ())
            if is_version_of(each, plan)
            for version, publication in self._found[each].items()
        }


def state_of(plan: Plan, publications: Publications) -> PlanState:
    """Tell what has become of a plan."""
    if plan.archived:
        return PlanState.ARCHIVED
    if publications.of(plan):
        return PlanState.PUBLISHED
    return PlanState.READY if plan.ready else PlanState.DRAFT


def state_words(plan: Plan, publications: Publications) -> str:
    """Say what has become of a plan; of a published one also when, and how we know."""
    published = publications.of(plan)
    words = published.words if published else state_of(replace(plan, archived=False), publications)
    return f"archived, {words}" if plan.archived else words


def edit_problem(plan: Plan, publications: Publications) -> str:
    """Say why a plan cannot be edited, or nothing when it can.

    Ask when an editor opens: what is typed into it may name a published version for a moment.
    """
    published = publications.of(plan)
    if published is None:
        return ""
    return f"{plan.version} is {published.words}. Start a new draft from it to change anything."


def fixed_fields(plan: Plan, publications: Publications) -> Mapping[str, str]:
    """Return the fields that a draft cannot change any more, each with the reason.

    Ask when an editor opens, as for :func:`edit_problem`.
    """
    if not publications.has_any_of(plan):
        return {}
    reason = "Its ids are fixed: a version of it is published."
    return dict.fromkeys(_IDS, reason)


def after_edit(before: Plan, after: Plan) -> Plan:
    """Return a plan after an edit: what was said to be ready is no longer, once it changes."""
    same = _edited(before) == _edited(after)
    return after if same or not after.ready else replace(after, ready=False)


def ready_problem(findings: Iterable[Finding]) -> str:
    """Say which errors keep a plan from being ready, or nothing when none does."""
    errors = [each for each in findings if each.severity is Severity.ERROR]
    if not errors:
        return ""
    count = plural(len(errors), "error")
    stands = "stands" if len(errors) == 1 else "stand"
    # A remedy that two of them share is said once.
    told = dict.fromkeys(text for each in errors[:_TOLD] for text in (each.message, each.fix))
    left = len(errors) - _TOLD
    more = f" And {left:,} more." if left > 0 else ""
    return f"{count} {stands} in the way: {' '.join(told)}{more}"


def mark_ready(plan: Plan, findings: Iterable[Finding]) -> Plan:
    """Return a plan that is marked ready.

    Args:
        plan: The draft.
        findings: What lint finds in it; accepted errors count, too.

    Raises:
        NotReadyError: There are errors in it.
    """
    if problem := ready_problem(findings):
        raise NotReadyError(problem)
    return replace(plan, ready=True)


def publish_problem(plan: Plan) -> str:
    """Say why a plan cannot be recorded as published, or nothing when it can."""
    if not (plan.offer_id and plan.plan_id):
        return "It has no offer and plan id: what customers deploy by template is not published."
    if not plan.publisher_id:
        return "Give the publisher id first; Partner Center shows it in the account settings."
    if version_problem(plan.version):
        return f"Its version cannot be compared. {version_problem(plan.version)}"
    return "" if plan.ready else "Mark it ready first."


def publish(plan: Plan, on: date, remark: str = "") -> RecordedVersion:
    """Return the record that a plan was published on a day.

    Raises:
        CannotPublishError: It was not marked ready, or lacks what names it in the marketplace.
    """
    if problem := publish_problem(plan):
        raise CannotPublishError(problem)
    return RecordedVersion(plan_key(plan), plan.version, on, remark)


def _seen(row: VersionRow) -> Publication:
    return Publication(
        is_recorded=False,
        by_hand=False,
        on=date.fromisoformat(row.seen.first_seen[:10]) if row.seen else None,
        at_first_look=row.at_first_look,
        held=row if entries_of(row) else None,
    )


def _number(version: str) -> object:
    return version_number(version) or version


def _meaning(held: HasEntries) -> frozenset[object]:
    return frozenset(map(identity, entries_of(held)))


def _edited(plan: Plan) -> Plan:
    return replace(plan, saved_at="", archived=False, ready=False, accepted=())
