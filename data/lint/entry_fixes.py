"""Fixes of authorizations: given, taken away, put within their limits."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping

from msgspec.structs import replace

from data.entries import duration_words, entries_of, holding
from data.lint.eligible_rules import LONGEST, SHORTEST, duration_of
from data.lint.mending import (
    Fix,
    Fixer,
    each_eligible,
    eligible_at,
    entry_at,
    with_entries,
)
from data.lint.places import FormPlace
from data.lint.subject import PrincipalKind, Subject, who
from data.models import Authorization, EligibleAuthorization, same_id
from data.plans import Plan, is_guid
from data.roles import DELETE_ROLE, READER, USER_ACCESS_ADMINISTRATOR, role_name

_SAID = re.compile(
    r"(?:pt)?\s*(?:(?P<hours>\d{1,2})\s*(?:hours?|hrs?|h|:)\s*"
    r"(?:(?P<minutes>\d{1,2})\s*(?:minutes?|mins?|m)?)?"
    r"|(?P<only>\d{1,3})\s*(?:minutes?|mins?|m))",
    re.IGNORECASE | re.ASCII,
)
"""A duration as people write it; a number without a unit may be either."""
_ASKS = ("yes", "true", "on", "required", "mfa", "enabled", "azuread", "azure ad", "entra")
_ASKS_NOT = ("no", "false", "off", "not required", "disabled")
_RANK = {PrincipalKind.GROUP: 2, None: 1, PrincipalKind.USER: 0}
"""Who is given a role first; of whom nothing is known may be a group."""


def give_delete_role(subject: Subject, place: FormPlace) -> Fix | None:
    """Give the delete role to whoever holds most."""
    return _give(subject, DELETE_ROLE)


def give_reader(subject: Subject, place: FormPlace) -> Fix | None:
    """Give Reader to whoever holds most."""
    return _give(subject, READER)


def let_read(subject: Subject, place: FormPlace) -> Fix | None:
    """Give Reader permanently to whoever may only activate."""
    entry = entry_at(subject, place)
    return _add(subject, Authorization(entry.principal_id, READER, entry.display_name))


def drop_duplicates(subject: Subject, place: FormPlace) -> Fix | None:
    """Leave the first entry of those that give a principal a role; not if others assign more."""
    wanted = holding(entry_at(subject, place))
    entries = entries_of(subject.plan)
    first, *others = [each for each in entries if holding(each) == wanted]
    had = set(map(same_id, first.delegated_role_ids)) if isinstance(first, Authorization) else set()
    for each in others:
        if isinstance(each, Authorization) and not had.issuperset(
            map(same_id, each.delegated_role_ids)
        ):
            return None
    at = entries.index(first)
    kept = (*entries[: at + 1], *(each for each in entries[at + 1 :] if holding(each) != wanted))
    words = f"Leave one entry that gives {who(first)} {role_name(first.role_id)}, the first."
    return Fix(words, with_entries(subject.plan, kept))


def clamp_duration(subject: Subject, place: FormPlace) -> Fix | None:
    """Bring the duration within its limits, for all of the role as their policies must agree."""
    role = same_id(eligible_at(subject, place).role_id)

    def within(each: EligibleAuthorization) -> EligibleAuthorization:
        lasts = duration_of(each)
        if lasts is None or same_id(each.role_id) != role or SHORTEST <= lasts <= LONGEST:
            return each
        return replace(each, max_duration="PT30M" if lasts < SHORTEST else "PT8H")

    plan = each_eligible(subject.plan, within)
    lasts = duration_words(within(eligible_at(subject, place)).max_duration)
    return Fix(f"Let {role_name(role)} be activated for {lasts}.", plan)


def duration_form(subject: Subject, place: FormPlace) -> Fix | None:
    """Write as a duration what people write for one, for all of the role that are alike."""
    iso = _duration(eligible_at(subject, place).max_duration)
    if not iso:
        return None
    words = f"Write the maximum activation as {iso}: {duration_words(iso)}."
    return Fix(words, _same_policy(subject, place, max_duration=iso))


def mfa_value(subject: Subject, place: FormPlace) -> Fix | None:
    """Write Azure or None where that was said otherwise, for all of the role that are alike."""
    said = eligible_at(subject, place).mfa.strip(" \t\"'").casefold()
    values = {"azure": "Azure", "none": "None"}
    values |= dict.fromkeys(_ASKS, "Azure") | dict.fromkeys(_ASKS_NOT, "None")
    if said not in values:
        return None
    asks = "ask" if values[said] == "Azure" else "do not ask"
    words = f"Write MFA as {values[said]}: {asks} for it at activation."
    return Fix(words, _same_policy(subject, place, mfa=values[said]))


def drop_delegated(subject: Subject, place: FormPlace) -> Fix | None:
    """Take away roles to assign where the role itself assigns none."""
    entry = entry_at(subject, place)
    words = f"Take the delegated roles of {who(entry)} away from {role_name(entry.role_id)}."
    return _delegate(subject, place, lambda role: False, words)


def drop_refused(subject: Subject, place: FormPlace) -> Fix | None:
    """Take away a role that may not be assigned, unless it is the only one."""
    entry = entry_at(subject, place)
    assert isinstance(entry, Authorization), "the rule is about a delegated role"
    assert place.item is not None, "the rule is about a delegated role"
    gone = same_id(entry.delegated_role_ids[place.item])
    is_last = all(same_id(each) == gone for each in entry.delegated_role_ids)
    if is_last and same_id(entry.role_id) == USER_ACCESS_ADMINISTRATOR:
        return None
    words = f"Take {role_name(gone)} out of the delegated roles of {who(entry)}."
    return _delegate(subject, place, lambda role: same_id(role) != gone, words)


def _give(subject: Subject, role: str) -> Fix | None:
    counts: Counter[str] = Counter()
    first: dict[str, Authorization] = {}
    for each in subject.plan.authorizations:
        principal, held = holding(each)
        kind = subject.kind(principal)
        if held != USER_ACCESS_ADMINISTRATOR and kind in _RANK and is_guid(principal):
            counts[principal] += 1
            first.setdefault(principal, each)
    if not first:
        return None
    best = max(first, key=lambda each: (_RANK.get(subject.kind(each), 0), counts[each]))
    return _add(subject, replace(first[best], role_id=role, delegated_role_ids=()))


def _add(subject: Subject, entry: Authorization) -> Fix:
    plan = replace(subject.plan, authorizations=(*subject.plan.authorizations, entry))
    return Fix(f"Give {who(entry)} {role_name(entry.role_id)} permanently.", plan)


def _delegate(subject: Subject, place: FormPlace, keep: Callable[[str], bool], words: str) -> Fix:
    entry = entry_at(subject, place)
    assert isinstance(entry, Authorization), "the rule is about delegated roles"
    changed = replace(entry, delegated_role_ids=tuple(filter(keep, entry.delegated_role_ids)))
    entries = list(subject.plan.authorizations)
    entries[place.entry or 0] = changed
    return Fix(words, replace(subject.plan, authorizations=tuple(entries)))


def _same_policy(subject: Subject, place: FormPlace, **changed: str) -> Plan:
    """Change a field for all of a role whose value is alike, since their policies must agree."""
    ((field, value),) = changed.items()
    entry = eligible_at(subject, place)
    alike = same_id(entry.role_id), getattr(entry, field)

    def change(each: EligibleAuthorization) -> EligibleAuthorization:
        here = same_id(each.role_id), getattr(each, field)
        return replace(each, **{field: value}) if here == alike else each

    return each_eligible(subject.plan, change)


def _duration(text: str) -> str:
    """Return as ISO 8601 what people write for hours and minutes; nothing for anything else."""
    match = _SAID.fullmatch(text.strip())
    if match is None:
        return ""
    hours, minutes = int(match["hours"] or 0), int(match["minutes"] or match["only"] or 0)
    return f"PT{hours}H" + (f"{minutes}M" if minutes else "") if hours else f"PT{minutes}M"


FIXERS: Mapping[str, Fixer] = {
    "no-delete-role": give_delete_role,
    "no-reader": give_reader,
    "eligible-without-reader": let_read,
    "duplicate-authorization": drop_duplicates,
    "duration-range": clamp_duration,
    "duration-form": duration_form,
    "mfa-value": mfa_value,
    "delegated-roles-elsewhere": drop_delegated,
    "delegated-role-manages-access": drop_refused,
    "delegated-role-refused": drop_refused,
}
