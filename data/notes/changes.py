"""What a diff means, in words for somebody who does not know Lighthouse."""

from __future__ import annotations

from collections.abc import Iterator

from data.diff import Diff, Difference, Pair
from data.entries import Entry, EntryField, duration_words
from data.marks import (
    APPROVAL_DROPPED,
    ASSIGNS_MORE,
    BECOMES_PERMANENT,
    GAINS_ACCESS,
    GAINS_WRITE,
    LONGER_ACTIVATION,
    MFA_DROPPED,
)
from data.models import Authorization, EligibleAuthorization
from data.notes.style import Style
from data.roles import role_name

_REMARKS = {
    GAINS_ACCESS: "they could not manage access before",
    GAINS_WRITE: "they could change nothing before",
    BECOMES_PERMANENT: "they had to activate this before",
    MFA_DROPPED: "activating it no longer takes multi-factor authentication",
    APPROVAL_DROPPED: "activating it no longer takes an approval",
    ASSIGNS_MORE: "they may assign more roles than before",
    LONGER_ACTIVATION: "they may activate it for longer than before",
}
"""The risks that a customer bears; the others are the provider's own."""


def change_lines(diff: Diff, style: Style) -> Iterator[str]:
    """Yield a sentence for each authorization that comes, changes or goes, in this order."""
    for difference, say in (
        (Difference.ADDED, _added),
        (Difference.CHANGED, _changed),
        (Difference.REMOVED, _removed),
    ):
        for pair in diff.only(difference):
            remarks = [words for mark, words in _REMARKS.items() if mark in pair.marks]
            yield say(pair, style) + (f" Please note: {', '.join(remarks)}." if remarks else "")


def unchanged_line(diff: Diff) -> str:
    """Say how much stays as it is."""
    same = len(diff.only(Difference.UNCHANGED))
    if not diff.differs:
        return "Nothing changes in who may do what."
    return f"Unchanged: {same} other {'permission' if same == 1 else 'permissions'}."


def _added(pair: Pair, style: Style) -> str:
    return f"New: {_who(pair, style)} {_gets(pair.entry, style)}."


def _removed(pair: Pair, style: Style) -> str:
    role = style.name(pair.role)
    return f"Ends: {_who(pair, style)} no longer has the role {role}{_when(pair.entry)}."


def _changed(pair: Pair, style: Style) -> str:
    fields = {each.field: each for each in pair.fields}
    if EntryField.KIND in fields:
        return f"Changes: {_who(pair, style)} {_gets(pair.entry, style)}, {_before(pair)}."
    told = (
        f"{field}: {style.data(each.before)} → {style.data(each.after)}"
        for field, each in fields.items()
    )
    role = style.name(pair.role)
    return f"Changes: {_who(pair, style)}, role {role}: {'; '.join(told)}."


def _who(pair: Pair, style: Style) -> str:
    return style.name(pair.who)


def _before(pair: Pair) -> str:
    permanent = isinstance(pair.before, Authorization)
    return "instead of holding it permanently" if permanent else "instead of activating it"


def _when(entry: Entry) -> str:
    return " (which it could activate)" if isinstance(entry, EligibleAuthorization) else ""


def _gets(entry: Entry, style: Style) -> str:
    role = style.name(role_name(entry.role_id))
    if isinstance(entry, EligibleAuthorization):
        return f"may activate the role {role} when needed, {_conditions(entry, style)}"
    if not entry.delegated_role_ids:
        return f"gets the role {role}, permanently"
    roles = ", ".join(style.data(role_name(each)) for each in entry.delegated_role_ids)
    return (
        f"gets the role {role}, only to give these roles to managed identities in your tenant: "
        f"{roles}"
    )


def _conditions(entry: EligibleAuthorization, style: Style) -> str:
    mfa = "with" if entry.mfa.lower() == "azure" else "without"
    told = f"for up to {style.data(duration_words(entry.max_duration))} at a time, {mfa} "
    told += "multi-factor authentication"
    if not entry.approvers:
        return f"{told}, without an approval"
    names = " or ".join(
        style.data(each.display_name or each.principal_id) for each in entry.approvers
    )
    return f"{told}, once approved by {names}"
