"""What the windows to read show: diffs, impacts, notes, and why a customer is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from data.board import told_today
from data.clues import Verdict
from data.diff import diff
from data.diff_text import markdown
from data.entries import Side
from data.impact import CustomerReached, Impact
from data.impact_text import impact_markdown, impact_title, reach, shift_lines, unclear
from data.ledger import ExpectedCustomer
from data.markdown import escape
from data.missing import Cause
from data.notes.style import Format
from data.plan_changes import PlanChange, plan_changes
from data.plans import Plan
from data.update_row import UpdateRow
from screens.document import Document, Page
from screens.messages import Keep, WriteNotes
from screens.paragraphs import heading, lines_of, muted, pair
from screens.theme import TONES
from screens.update_details import SIGN_TONES, diff_lines

_NAMES = {Format.MARKDOWN: "Markdown", Format.TEXT: "plain text"}
_VERDICTS = {
    Verdict.LIKELY: ("▲", "pending"),
    Verdict.UNLIKELY: ("✓", "ok"),
    Verdict.UNKNOWN: ("?", "unknown"),
}


def diff_document(one: Side, other: Side) -> Document:
    """Compare two sides, either way round."""
    return Document("Diff", [_diff_page(one, other), _diff_page(other, one)])


def states_document(before: Plan, after: Plan, moment: str) -> Document:
    """Compare an earlier state of a plan with the one of now, either way round.

    Args:
        before: The plan as it was.
        after: The plan as it is.
        moment: When it was so.
    """
    one, other = Side.of(f"as of {moment}", before), Side.of("now", after)
    there, back = plan_changes(before, after), plan_changes(after, before)
    pages = [_diff_page(one, other, there), _diff_page(other, one, back)]
    return Document(f"Since {moment}", pages)


def _diff_page(before: Side, after: Side, fields: Sequence[PlanChange] = ()) -> Page:
    found = diff(before, after)
    listed = "".join(
        f"- {each.field}: {escape(each.before)} → {escape(each.after)}\n" for each in fields
    )

    def build(width: int) -> Content:
        lines = [
            Content.assemble((f"~ {each.field}: ", TONES["muted"]), f"{each.before} → {each.after}")
            for each in fields
        ]
        return lines_of([*lines, *([Content("")] if lines else []), *diff_lines(found, width)])

    text = markdown(found)
    return Page("f turns it round", build, f"{listed}\n{text}" if listed else text, "diff")


def impact_document(impact: Impact) -> Document:
    """Show whom a version reaches, and who gains and loses what."""

    def build(width: int) -> Content:
        lines = [heading(reach(impact))]
        if left := unclear(impact):
            lines.append(muted(left))
        if impact.groups:
            lines += [Content(""), heading("Who gains and loses what")]
        for sign, words in shift_lines(impact):
            lines.append(Content.styled(f"{sign} {words}", SIGN_TONES[sign]))
        if impact.groups and not impact.shifts:
            lines.append(muted("  Nothing changes in who gets which role."))
        if impact.customers:
            lines += [Content(""), heading("Customers")]
        lines += [pair(each.name, _on(each), width) for each in impact.customers]
        return lines_of(lines)

    page = Page("impact", build, impact_markdown(impact), "impact")
    return Document(impact_title(impact), [page])


def _on(customer: CustomerReached) -> str:
    return ", ".join(f"{part.version} × {len(part.scopes)}" for part in customer.parts)


class NotePreview(Document):
    """The note to one customer, with what is done with it next."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "write", "Write file", id="note.write", tooltip="Write it into a folder"),
        Binding("t", "told", "Told today", id="note.told", tooltip="Note that it was sent today"),
    ]

    def __init__(self, row: UpdateRow, texts: Mapping[Format, str], today: date) -> None:
        """Show the note to the customer of a row.

        Args:
            row: The row.
            texts: The note in every format.
            today: The day on which it is noted as sent.
        """
        super().__init__(
            f"Note to {row.customer}",
            [_note_page(form, text) for form, text in texts.items()],
        )
        self._row, self._today, self._forms = row, today, list(texts)

    def action_write(self) -> None:
        """Ask for the folder; the form that is shown is written."""
        self.post_message(WriteNotes((self._row,), self._forms[self.at]))

    def action_told(self) -> None:
        """Note that the customer was told today."""
        if entry := told_today(self._row, self._today):
            said = f"Noted: {self._row.customer} was told on {self._today}."
            self.post_message(Keep((entry,), said=said))


def _note_page(form: Format, text: str) -> Page:
    name = f"{_NAMES[form]} · f shows the other form"
    return Page(name, lambda width: Content(text), text, f"note as {_NAMES[form]}")


def missing_document(customer: ExpectedCustomer, causes: Sequence[Cause]) -> Document:
    """Show what may keep a customer from being seen, in the order to look at it."""

    def build(width: int) -> Content:
        lines = [muted(f"Tenant {customer.tenant_id}. Look at these in order.")]
        for at, cause in enumerate(causes, 1):
            sign, tone = _VERDICTS[cause.verdict]
            verdict = (f"{sign} {cause.verdict}", TONES[tone])
            lines += [
                Content(""),
                Content.assemble((f"{at}. {cause.title}  ", "bold"), verdict),
                Content(f"   {cause.reason}"),
                muted(f"   {cause.what}"),
                Content.assemble(("   Check: ", "bold"), cause.check),
            ]
        return lines_of(lines)

    text = "\n\n".join(
        f"{at}. {each.title}: {each.verdict}\n{each.reason}\n{each.what}\nCheck: {each.check}"
        for at, each in enumerate(causes, 1)
    )
    title = f"Why is {customer.name} missing?"
    return Document(title, [Page("causes", build, f"{title}\n\n{text}\n", "list")])
