"""Safe fixes: what one key does about a finding."""

from __future__ import annotations

from collections import Counter

from data.lint import entry_fixes, field_fixes
from data.lint.engine import lint, still_finds
from data.lint.mending import Fix
from data.lint.places import form_place
from data.lint.rule import Finding, Severity
from data.lint.subject import Context, Subject
from data.plans import Plan

_FIXERS = {**field_fixes.FIXERS, **entry_fixes.FIXERS}
_NOTHING_KNOWN = Context()


def fix(plan: Plan, finding: Finding, context: Context = _NOTHING_KNOWN) -> Fix | None:
    """Return what mends a finding; nothing where only a person can, or where it is mended already.

    After a fix the finding is gone and no error is there that was not there before. It looks at
    the whole plan twice to be sure, so ask for the finding at hand, not for all of them.

    Args:
        plan: The plan in which lint found it.
        finding: What it found.
        context: What was known around the plan then.
    """
    fixer = _FIXERS.get(finding.rule)
    if fixer is None or not still_finds(finding, plan, context):
        return None
    found = fixer(Subject(plan, context), form_place(plan, finding.place))
    if found is None or still_finds(finding, found.plan, context):
        return None
    return None if _errors(found.plan, context) - _errors(plan, context) else found


def _errors(plan: Plan, context: Context) -> Counter[tuple[str, str]]:
    """Count errors by what they say, since a fix may move entries."""
    return Counter(
        (each.rule, each.message) for each in lint(plan, context) if each.severity is Severity.ERROR
    )
