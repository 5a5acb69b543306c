"""What the drawer of the library says about a version, a draft, or a group of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from textual.content import Content

from data.ledger import RecordedVersion
from data.library_groups import LibraryGroup
from data.library_listings import findings_words
from data.library_rows import LibraryRow
from data.lint.accepting import Accepted
from data.lint.rule import Finding, Severity
from data.lint.text import SIGNS, by_rule, finding_line, summary
from data.plan_states import PlanState
from data.plans import Plan, Visibility
from data.sides import draft_name
from data.words import plural
from screens.details import FINDING_TONES, authorization_lines
from screens.paragraphs import field, heading, in_full, lines_of, muted, title
from screens.text import day_and_time
from screens.theme import PLAN_STATES, TONES
from screens.widgets.columns import fit, wrapped

_CLEAN = "✓"
_COUNT_WIDTH = 6


def state_words(row: LibraryRow) -> str:
    """Return the glyph and the word of a row's state."""
    state = PLAN_STATES[row.state.value]
    return f"{state.glyph} {state.word}"


def state_tone(row: LibraryRow) -> str:
    """Return the tone of a row's state."""
    return PLAN_STATES[row.state.value].tone


def lint_words(row: LibraryRow) -> str:
    """Return what lint says, behind the sign of the worst of it."""
    if not row.is_checked:
        return "…"
    found = row.findings.open
    sign = SIGNS[found[0].severity] if found else _CLEAN
    return f"{sign} {findings_words(row) or 'clean'}"


def lint_tone(row: LibraryRow) -> str:
    """Return the tone of the worst that lint says."""
    worst = row.findings.open[0].severity if row.is_checked and row.findings.open else None
    match worst:
        case Severity.ERROR:
            return "error"
        case Severity.WARNING:
            return "pending"
        case _:
            return "" if worst else "muted"


def plan_detail(row: LibraryRow, record: RecordedVersion | None, width: int) -> Content:
    """Say everything about a draft or a version.

    Args:
        row: The row.
        record: That it was published, if somebody recorded that.
        width: Cells that there are.
    """
    plan, name = row.plan, draft_name(row.plan)
    findings = [
        *_finding_lines(row.findings.open, width),
        *_accepted_lines(row.findings.accepted, width),
    ]
    entries = authorization_lines(plan.authorizations, plan.eligible, width)
    # Of what can still be changed, what is wrong matters more.
    is_open = row.state in (PlanState.DRAFT, PlanState.READY)
    label = f"{PLAN_STATES[row.state.value].glyph} {row.words}"
    lines = [
        title(name, width),
        field("State", label).stylize(TONES[state_tone(row)], 14),
        *([field("Remark", record.remark)] if record and record.remark else []),
        *_place(row),
        *_offered_to(plan, row.is_kept),
        *([] if row.is_kept else [muted("Only Azure shows it. N starts a draft from it.")]),
        *(findings + entries if is_open else entries + findings),
        *_about(row),
        *in_full(name, width),
    ]
    return lines_of(lines)


def group_detail(group: LibraryGroup, width: int) -> Content:
    """Say how many drafts and versions a group holds, and who is on which."""
    lines = [title(group.name, width), Content(""), heading("States")]
    for state in PlanState:
        if number := group.states.get(state):
            told = PLAN_STATES[state.value]
            label = (f"{told.glyph} {told.word}", TONES[told.tone])
            lines.append(Content.assemble(f"  {number:{_COUNT_WIDTH},}  ", label))
    customers: Counter[str] = Counter()
    for row in group.rows:
        customers[row.plan.version] += row.customers
    if group.is_plan and customers.total():
        lines += [Content(""), heading("Customers on each version")]
        lines += [
            Content(f"  {number:{_COUNT_WIDTH},}  {fit(version, width - _COUNT_WIDTH - 4)}")
            for version, number in customers.items()
            if number
        ]
    return lines_of([*lines, *in_full(group.name, width)])


def _place(row: LibraryRow) -> Iterable[Content]:
    plan = row.plan
    if plan.offer_id or plan.plan_id:
        yield field("Plan", f"{plan.offer_id or '–'}/{plan.plan_id or '–'} {plan.version}")
        yield field("Customers", f"{row.customers:,} accepted this version")
    else:
        yield field("Plan", f"none: for templates, version {plan.version}")


def _about(row: LibraryRow) -> Iterable[Content]:
    plan = row.plan
    yield Content("")
    yield heading("Definition")
    yield field("Publisher", plan.publisher_id)
    yield field("Offer", plan.offer_name)
    yield field("Managed by", plan.managing_tenant_id)
    yield field("Description", plan.description)
    if row.is_kept:
        yield field("Saved", day_and_time(plan.saved_at))
        yield field("Id", plan.id)


def _offered_to(plan: Plan, is_kept: bool) -> Iterable[Content]:
    if not is_kept or not (plan.offer_id or plan.plan_id):
        return
    if plan.visibility is Visibility.PUBLIC:
        words = "◉ public: the same roles for all, and never private again"
        yield field("Visibility", words).stylize(TONES["pending"], 14)
        return
    yield field("Visibility", f"private, for {plural(len(plan.audience), 'subscription')}")
    yield from (muted(f"  {each}") for each in plan.audience)


def _finding_lines(findings: Sequence[Finding], width: int) -> Iterable[Content]:
    yield Content("")
    yield heading(f"Lint: {summary(findings)}")
    for found in by_rule(findings):
        for each in found:
            yield from _broken(f"  {finding_line(each)}", width, FINDING_TONES[each.severity])
        yield from _broken(f"    {found[0].why}", width, TONES["muted"])
        yield from _broken(f"    {found[0].fix}", width)


def _accepted_lines(accepted: Sequence[Accepted], width: int) -> Iterable[Content]:
    if not accepted:
        return
    yield Content("")
    yield heading(f"Accepted: {summary([each.finding for each in accepted])}")
    for each in accepted:
        yield from _broken(f"  {finding_line(each.finding)}", width, TONES["muted"])
        yield from _broken(f"    {each.by.day}: {each.by.reason}", width)


def _broken(text: str, width: int, tone: str = "") -> Iterable[Content]:
    yield from (Content.styled(line, tone) for line in wrapped(text, width))
