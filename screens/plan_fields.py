"""The fields of a plan as a form, each with what lint says about it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from data.entering import words
from data.lint.rule import Finding, Severity
from data.plans import Plan, Visibility
from screens.widgets.form import Check, FormField

_FIELDS: Mapping[str, tuple[str, str]] = {
    "name": ("Plan name", "Managed Ops Gold"),
    "offer_id": ("Offer id", "managed-ops; empty for a template"),
    "plan_id": ("Plan id", "gold"),
    "version": ("Version", "1.0.0"),
    "managing_tenant_id": ("Managing tenant", "our own tenant's id"),
    "publisher_id": ("Publisher id", "as in Partner Center"),
    "offer_name": ("Offer name", "as in the marketplace"),
    "description": ("Description", "what the customer gets"),
    "visibility": ("Visibility", "private or public"),
    "audience": ("Audience", "subscription ids of a private plan"),
}
NAMES = tuple(_FIELDS)
"""The fields, from the top."""


class PlanFields(VerticalScroll, can_focus=False):
    """Shows the fields of a plan, and lets them be typed into."""

    def __init__(self, plan: Plan) -> None:
        """Make the form, with what stands in it at first."""
        super().__init__(id="fields")
        self._plan = plan

    def compose(self) -> ComposeResult:
        """Lay out the fields."""
        for name, (label, hint) in _FIELDS.items():
            value = text_of(self._plan, name)
            yield FormField(name, label, value, _check(name), hint)

    def fix(self, fixed: Container[str], *, is_locked: bool) -> None:
        """Keep fields from being changed.

        Args:
            fixed: Those that cannot be changed any more.
            is_locked: Whether none can be changed.
        """
        for name in NAMES:
            self._field(name).disabled = is_locked or name in fixed

    def put(self, plan: Plan) -> None:
        """Show another state of the plan."""
        for name in NAMES:
            self._field(name).put(text_of(plan, name))

    def tell(self, findings: Mapping[tuple[int | None, str], Iterable[Finding]]) -> None:
        """Show what lint says beside each field."""
        for name in NAMES:
            found = list(findings.get((None, name), ()))
            first = next(iter(found), None)
            text = first.message if first else ""
            wrong = first is not None and first.severity is Severity.ERROR
            self._field(name).tell(text, is_wrong=wrong)

    def go_to(self, name: str) -> None:
        """Point at a field."""
        if name in NAMES:
            self._field(name).point_out()

    def _field(self, name: str) -> FormField:
        return self.query_one(f"#{name}", FormField)


def text_of(plan: Plan, name: str) -> str:
    """Return what stands in a field of a plan."""
    value = getattr(plan, name)
    return " ".join(value) if isinstance(value, tuple) else str(value)


def value_of(name: str, text: str) -> object:
    """Return the value that a text of the form stands for; nothing when it stands for none."""
    if name == "audience":
        return words(text.lower())
    if name == "visibility":
        return Visibility(text) if text in list(Visibility) else None
    return text


def _check(name: str) -> Check:
    def check(text: str) -> str:
        return "" if value_of(name, text) is not None else "private or public."

    return check
