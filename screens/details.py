"""What the detail drawer says about a row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from textual.content import Content

from data.lint.rule import Finding, Severity
from data.lint.text import finding_lines, summary
from data.listings import first_seen
from data.models import Authorization, EligibleAuthorization, version_number
from data.roles import role_name
from data.rows import BEHIND, CustomerRow, Kind, ScopeRow, Shown, VersionRow
from data.templates import Compared, Likeness
from data.updates import CUSTOMER, State, Status
from data.words import plural
from screens.paragraphs import (
    field,
    heading,
    in_full,
    is_wider,
    lines_of,
    muted,
    pair,
    stale_lines,
    state_line,
    title,
)
from screens.text import day_and_time
from screens.theme import TONES
from screens.widgets.columns import fit, shorten

_WIDE = 104
_STATE_WIDTH = 16
FINDING_TONES = {
    Severity.ERROR: TONES["error"],
    Severity.WARNING: TONES["pending"],
    Severity.HINT: "",
    None: TONES["muted"],
}
"""The tone of a line of findings, by severity; without one it says how to mend it."""
_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?")

Entry = Authorization | EligibleAuthorization


def customer_detail(row: CustomerRow, width: int) -> Content:
    """Describe a customer."""
    if row.is_all:
        return lines_of([title("All customers", width), field("Delegations", f"{row.delegated:,}")])
    lines = [
        title(row.name, width),
        field("Tenant", row.tenant_id),
        *noted(row),
        state_line(row.shown, row.behind),
        field("Delegated", f"{plural(row.delegated, 'scope')}; {_behind(row)}"),
        Content(""),
        heading(plural(len(row.subscriptions), "subscription")),
    ]
    for each in sorted(row.subscriptions, key=lambda each: each.name.casefold()):
        state = "" if each.state in ("", "Enabled") else f"  {shorten(each.state, _STATE_WIDTH)}"
        lines.append(pair(each.name or "(no name)", each.subscription_id + state, width))
    for stale in row.stale:
        lines += [Content(""), *stale_lines(stale.subscription_id, stale.reason, stale.read_at)]
    return lines_of([*lines, Content(""), *_holder_lines(row, width), *in_full(row.name, width)])


def noted(row: CustomerRow) -> Iterable[Content]:
    """Say what Azure calls a customer that we call otherwise, and what we noted about it."""
    if row.azure_name and row.azure_name != row.name:
        yield field("Azure's name", row.azure_name)
    if row.former_name:
        yield field("Renamed", f"it was {row.former_name} before; N says that you know")
    if row.note:
        yield field("Note", row.note)


def _holder_lines(row: CustomerRow, width: int) -> list[Content]:
    """Say who holds which role at a customer, and on how many of its scopes."""
    held = [each.definition for each in row.scopes if each.delegation and not each.is_foreign]
    count = Counter(
        (entry.display_name or entry.principal_id, role_name(entry.role_id), kind)
        for definition in held
        if definition
        for kind, side in (("", definition.authorizations), ("eligible", definition.eligible))
        for entry in {each.principal_id + each.role_id: each for each in side}.values()
    )
    half = max(12, (width - 28) // 2)
    lines = [heading("Who holds what")]
    for (name, role, kind), scopes in sorted(count.items()):
        where = f"{scopes} of {len(held)}"
        lines.append(
            Content.assemble(
                "  ", fit(name, half), "  ", (fit(role, half), "bold"), f"  {where:9}", muted(kind)
            )
        )
    return lines


def scope_detail(row: ScopeRow, findings: Sequence[Finding], width: int) -> Content:
    """Describe a delegated scope, who may do what there, and what is wrong with that."""
    definition = row.definition
    name = f"{row.customer} · {row.scope}"
    lines = [title(name, width), state_line(row.shown, row.status.behind)]
    if row.stale:
        lines += stale_lines("", row.stale.reason, row.stale.read_at)
    if definition is None:
        said = "Azure did not show the definition that this delegation rests on."
        lines.append(Content(said if row.delegation else "What is delegated here was never read."))
        lines.append(field("Subscription", row.subscription.subscription_id))
        return lines_of([*lines, *in_full(name, width)])
    plan = definition.plan
    lines += [
        field("Why", scope_reason(row)),
        field("Plan", plan.identifier if plan else "none: onboarded by template"),
        field("Subscription", row.subscription.subscription_id),
        field("Delegated", _delegated(row)),
        *authorization_lines(definition.authorizations, definition.eligible, width),
        *_finding_lines(findings),
        Content(""),
        heading("Definition"),
        field("Managed by", definition.managing_tenant_name or definition.managing_tenant_id),
        field("Provisioning", row.provisioning),
        field("Offer", definition.offer_name),
        field("Description", definition.description),
        muted(definition.id),
        muted(row.delegation.id if row.delegation else ""),
        *in_full(name, width),
    ]
    return lines_of(lines)


def version_detail(row: VersionRow, width: int) -> Content:
    """Describe a version of a plan."""
    where = "listed in the marketplace" if row.published else "not listed in the marketplace"
    name = f"{row.plan.short} {row.version}"
    lines = [
        title(name, width),
        field("Identifier", row.key),
        field("Published", where),
        field("First seen", first_seen(row)),
        field("Accepted by", f"{plural(row.customers, 'customer')}, {plural(row.scopes, 'scope')}"),
    ]
    lines += authorization_lines(row.authorizations, row.eligible, width)
    return lines_of(lines)


def status_reason(status: Status, version: str) -> str:
    """Say what an update state rests on."""
    told = f"{status.source}{_when(status)}"
    match status.state:
        case State.PENDING if status.source == CUSTOMER:
            return f"a customer accepted {status.latest}; there may be a newer one yet"
        case State.PENDING:
            return f"{status.latest} is the latest, says the {told}; {version} was accepted"
        case State.CURRENT:
            return f"no higher version than {version}, says the {told}"
        case State.AHEAD:
            return f"{version} is above everything that the {told} knows"
        case State.TEMPLATE:
            return "onboarded by template: there is no plan whose versions could be compared"
        case _ if version and version_number(version) is None:
            return f"{version} is no n.n.n, so it cannot be compared with other versions"
        case _:
            return "neither marketplace nor library tells which version is the latest"


def scope_reason(row: ScopeRow) -> str:
    """Say what the state of a scope rests on."""
    if row.is_foreign:
        return "another provider manages this; we see it since we may read the subscription"
    if row.kind is Kind.UNKNOWN:
        return "what is delegated here could not be read, so nothing is known of it"
    if row.state is Shown.FAILED:
        return f"Azure could not set up {row.scope}: provisioning is {row.provisioning}"
    if row.compared:
        return _template_reason(row.compared)
    return status_reason(row.status, row.version)


def _template_reason(compared: Compared) -> str:
    by = "onboarded by template"
    name = f"{compared.standard.name} {compared.standard.version}" if compared.standard else ""
    match compared.likeness:
        case Likeness.SAME:
            return f"{by}, with the authorizations of {name}, which it follows"
        case Likeness.DIFFERENT:
            return f"{by}, with other authorizations than {name}, which it follows"
        case Likeness.GONE:
            return f"{by}; the standard that it follows is no longer in the library"
        case Likeness.NOT_LINKED:
            return f"{by}: no plan, and no standard to compare with (f on the board links one)"


def duration(iso: str) -> str:
    """Say an ISO 8601 duration of hours and minutes in words; anything else as it is."""
    match = _DURATION.fullmatch(iso)
    if not match or not any(match.groups()):
        return iso
    hours, minutes = match.groups()
    return " ".join(f"{n} {unit}" for n, unit in ((hours, "h"), (minutes, "min")) if n)


def authorization_lines(
    permanent: Sequence[Authorization], eligible: Sequence[EligibleAuthorization], width: int
) -> list[Content]:
    """Describe authorizations, under how many there are of each kind."""
    lines = [Content(""), heading(plural(len(permanent), "permanent authorization"))]
    for authorization in permanent:
        lines += _entry_lines(authorization, width)
        roles = ", ".join(map(role_name, authorization.delegated_role_ids))
        if roles:
            lines.append(muted(f"    may assign to managed identities: {roles}"))
    lines += [Content(""), heading(plural(len(eligible), "eligible authorization"))]
    for each in eligible:
        lines += _entry_lines(each, width)
        mfa = "MFA by Azure" if each.mfa == "Azure" else f"MFA: {each.mfa}"
        lines.append(
            Content(f"    up to {duration(each.max_duration)} · {mfa} · {_approval(each)}")
        )
        for approver in each.approvers:
            lines.append(muted(f"    approver {approver.display_name}  {approver.principal_id}"))
    return lines


def _finding_lines(findings: Sequence[Finding]) -> Iterable[Content]:
    if not findings:
        return
    yield Content("")
    yield heading(f"Lint: {summary(findings)}")
    for severity, words in finding_lines(findings):
        yield Content.styled(f"  {words}", FINDING_TONES[severity])


def _entry_lines(entry: Entry, width: int) -> Iterable[Content]:
    name, role = entry.display_name or "(no display name)", role_name(entry.role_id)
    half = (width - 46) // 2
    if width >= _WIDE and not (is_wider(name, half) or is_wider(role, half)):
        yield Content.assemble(
            "  ", fit(name, half), "  ", (fit(role, half), "bold"), "  ", muted(entry.principal_id)
        )
        return
    half = max(12, (width - 6) // 2)
    if is_wider(name, half) or is_wider(role, half):
        yield Content(f"  {name}")
        yield Content.assemble("    ", (role, "bold"))
    else:
        yield Content.assemble("  ", fit(name, half), "  ", (role, "bold"))
    yield muted(f"    {entry.principal_id}")


def _approval(entry: EligibleAuthorization) -> str:
    if not entry.approvers:
        return "activates without approval"
    return f"needs approval by one of {len(entry.approvers)}"


def _behind(row: CustomerRow) -> str:
    behind = sum(each.state in BEHIND for each in row.scopes)
    return f"{behind} of them behind" if behind else "none of them behind"


def _delegated(row: ScopeRow) -> str:
    match row.kind:
        case Kind.NOTHING:
            return "nothing: the definition is there, no scope is delegated under it"
        case Kind.UNKNOWN:
            return "unknown: it was never read"
        case Kind.GROUP:
            return f"resource group {row.resource_group}"
        case _:
            return "the whole subscription"


def _when(status: Status) -> str:
    return f" ({day_and_time(status.asked_at)})" if status.asked_at else ""
