"""A note to one customer, from a template with placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from string import Template
from typing import NamedTuple

from data.diff import Diff
from data.errors import PlainError
from data.notes.changes import change_lines, unchanged_line
from data.notes.style import STYLES, Format, Style
from data.rows import ScopeRow
from data.update_row import UpdateRow, versions_of

PLACEHOLDERS = {
    "subject": "a line that says what the note is about",
    "customer": "the customer's name at Azure, or ours where Azure gives none",
    "provider": "our own name, as Azure gives it",
    "offer": "the offer by the name that the customer reads",
    "plan": "offer id and plan id, or template",
    "accepted": "the version or versions that wait to be replaced",
    "latest": "the version that takes their place",
    "intro": "what this is about, and that nothing happens by itself",
    "changes": "a list of what changes, in plain words",
    "scopes": "a list of the subscriptions and resource groups that it applies to",
    "steps": "what to do, step by step",
    "who": "who may do it, and how to find out who that is",
}
"""What a template may name, with a ``$`` before it."""
_NAME_SIGNS = re.compile(r"[^\w.-]+")
_LONGEST_NAME = 30
"""Letters of a customer's name that the name of a file holds; each may take four bytes."""


class NoteTemplateError(PlainError):
    """A template of a note names something that there is not."""


@dataclass(frozen=True)
class Sender:
    """Who writes to the customer."""

    name: str
    portal_url: str


class NoteTemplate(NamedTuple):
    """A text with placeholders."""

    text: str
    name: str
    """What a message calls it."""


def write_note(
    row: UpdateRow, diffs: Sequence[Diff], sender: Sender, template: NoteTemplate, form: Format
) -> str:
    """Return the note that tells the customer of a row what it should accept.

    Args:
        row: A row of the board.
        diffs: From each accepted state to the latest one; none where that is not known.
        sender: Who writes.
        template: A text with ``PLACEHOLDERS``.
        form: What the note is written as.

    Raises:
        NoteTemplateError: The template cannot be filled in.
    """
    style = STYLES[form]
    waiting = row.waiting or row.scopes
    values = {
        "subject": _subject(row, style),
        "customer": style.data(_customer(row)),
        "provider": style.data(sender.name),
        "offer": style.data(_offer_name(row)),
        "plan": style.data(row.offer),
        "accepted": style.data(_accepted(waiting)),
        "latest": style.data(row.latest),
        "intro": _intro(row, style),
        "changes": _changes(diffs, style),
        "scopes": style.bullets(style.data(_scope(each)) for each in waiting),
        "steps": style.steps(_steps(row, sender, style)),
        "who": _who(style),
    }
    return _filled(template, values)


def file_name(row: UpdateRow, form: Format) -> str:
    """Return the name of a note's file; customers of one name keep apart by their tenant."""
    of = row.plan.short if row.plan else f"template-{row.standard.id[:8] if row.standard else ''}"
    parts = (_customer(row)[:_LONGEST_NAME], of, row.latest, row.tenant_id[:8])
    return f"{_NAME_SIGNS.sub('-', '-'.join(parts)).strip('-.')}.{form}"


def _filled(template: NoteTemplate, values: dict[str, str]) -> str:
    if not template.text.strip():
        raise NoteTemplateError(f"{template.name} is empty. Write a text into it, or remove it.")
    try:
        return Template(template.text).substitute(values)
    except KeyError as error:
        known = ", ".join(f"${each}" for each in PLACEHOLDERS)
        wrong = f"{template.name}: There is no ${error.args[0]}."
        raise NoteTemplateError(f"{wrong} There are: {known}.") from None
    except ValueError as error:
        # "Invalid placeholder in string: line 3, col 7"
        where = str(error).rpartition(": ")[2]
        wrong = f"{template.name}: A $ stands alone ({where})."
        raise NoteTemplateError(f"{wrong} Write $$ for a dollar sign.") from None


def _customer(row: UpdateRow) -> str:
    """Return a name that the customer knows itself by: an alias is for us alone."""
    return row.azure_name or row.customer


def _offer_name(row: UpdateRow) -> str:
    names = (each.definition.offer_name for each in row.scopes if each.definition)
    return next(filter(None, names), row.offer)


def _accepted(waiting: Iterable[ScopeRow]) -> str:
    return " and ".join(versions_of(waiting)) or "an older template"


def _scope(row: ScopeRow) -> str:
    at = row.subscription
    told = [f"subscription {at.subscription_id}"] if at.name else []
    told += [f"now {row.version}"] if row.version else []
    return f"{row.scope} ({', '.join(told)})" if told else row.scope


def _subject(row: UpdateRow, style: Style) -> str:
    offer = style.data(_offer_name(row))
    if row.plan is None:
        return f"{offer}: new permissions to deploy"
    return f"{offer}: version {style.data(row.latest)} waits for you"


def _intro(row: UpdateRow, style: Style) -> str:
    offer, customer = style.name(_offer_name(row)), style.data(_customer(row))
    if row.plan is None:
        return (
            f"The permissions that {offer} needs have changed. You gave us those of today with a "
            "template. Azure changes nothing by itself: the new ones hold only once somebody at "
            f"{customer} deploys the new template. Until then everything stays as it is."
        )
    return (
        f"There is a new version of {offer}: {style.data(row.latest)}. You are on "
        f"{style.data(_accepted(row.waiting or row.scopes))}. Azure changes nothing by itself: the "
        f"new version holds for you only once somebody at {customer} accepts it. Until then "
        "everything stays as it is."
    )


def _changes(diffs: Sequence[Diff], style: Style) -> str:
    if not diffs:
        return style.bullets(["Azure shows you what changes before you accept anything."])
    parts = []
    for each in diffs:
        lines = [*change_lines(each, style), unchanged_line(each)]
        title = style.heading(f"{style.data(each.before.title)} → {style.data(each.after.title)}")
        parts.append(("" if len(diffs) == 1 else f"{title}\n\n") + style.bullets(lines))
    return "\n\n".join(parts)


def _steps(row: UpdateRow, sender: Sender, style: Style) -> list[str]:
    offer = style.name(_offer_name(row))
    portal = f"Sign in to the Azure portal ({style.link(sender.portal_url)}) in your own tenant."
    if row.plan is None:
        return [
            f"We send you a template for {offer}. It has the name of the one that you deployed, so "
            "it changes what is there and adds nothing beside it.",
            portal,
            f"Search for {style.strong('Deploy a custom template')}, load the template, and deploy "
            "it once to each subscription named above.",
            f"Search for {style.strong('Service providers')} and look at "
            f"{style.strong('Service provider offers')}: the offer shows the new permissions.",
        ]
    return [
        portal,
        f"Search for {style.strong('Service providers')} at the top, and open it.",
        f"Choose {style.strong('Service provider offers')}. The row of {offer} shows an icon that "
        "says that there is an update; select it.",
        f"Compare the two versions that Azure shows. If you agree, update to "
        f"{style.data(row.latest)}. It then holds for everything that you delegated to us under "
        "this offer.",
    ]


def _who(style: Style) -> str:
    path = " → ".join(
        style.strong(each)
        for each in ("Subscriptions", "your subscription", "Access control (IAM)")
    )
    return (
        f"An {style.strong('Owner')} of the subscription, or somebody else who may assign roles "
        "there, who is a member of your tenant; a guest cannot. To find out who that is: "
        f"{path} → {style.strong('Role assignments')}, and look under Owner."
    )
