"""Findings on what was imported: where a file leaves something open, no rule speaks of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from data.entries import Entry, entries_of
from data.formats.imported import Imported, ImportedDefinition, Kind
from data.lint.engine import lint
from data.lint.rule import Finding
from data.lint.subject import Context
from data.models import EligibleAuthorization
from data.plans import Plan

_PARTS = (Kind.PARAMETERS, Kind.FRAGMENT)
_ENTRY = re.compile(r"(authorizations|eligible)\[(\d+)\]")
_ENTRY_FIELD = re.compile(r"\[")


def lint_imported(
    imported: Imported, context: Callable[[Plan], Context]
) -> list[tuple[ImportedDefinition, tuple[Finding, ...]]]:
    """Return each definition of a file with what is wrong with it.

    Args:
        imported: What was read.
        context: What is known around a plan.
    """
    return [(found, _findings(imported, found.plan, context)) for found in imported.definitions]


def _findings(
    imported: Imported, plan: Plan, context: Callable[[Plan], Context]
) -> tuple[Finding, ...]:
    left_open = {each.field for each in imported.unresolved if each.field}
    if imported.kind in _PARTS:
        # What such a file does not have may stand elsewhere.
        left_open |= {name for name in plan.__struct_fields__ if not getattr(plan, name)}
    found = lint(plan, context(plan))
    return tuple(each for each in found if not _is_open(each, plan, left_open))


def _is_open(finding: Finding, plan: Plan, left_open: Collection[str]) -> bool:
    """Whether a finding may come from what the file does not tell."""
    first, *rest = finding.place.split(".")
    entry = _ENTRY.fullmatch(first)
    field = entry[1] if entry else first
    if field not in left_open:
        return False
    entries = entries_of(plan)
    if entry is None:
        return not getattr(plan, field) or any(not each.role_id for each in entries)
    if not rest:
        return any(map(_has_gap, entries))
    name = _ENTRY_FIELD.split(rest[0], maxsplit=1)[0]
    return not getattr(getattr(plan, entry[1])[int(entry[2])], name, "")


def _has_gap(entry: Entry) -> bool:
    values = [entry.principal_id, entry.role_id]
    if isinstance(entry, EligibleAuthorization):
        values += [entry.mfa, entry.max_duration, *(each.principal_id for each in entry.approvers)]
    return not all(values)


def is_checked(imported: Imported) -> bool:
    """Whether a file tells enough for the rules that matter most: who gets which role."""
    entries = [entry for each in imported.definitions for entry in entries_of(each.plan)]
    told = any(entry.role_id for entry in entries)
    left_open = {each.field for each in imported.unresolved}
    return bool(imported.definitions) and (told or "authorizations" not in left_open)
