"""What the detail drawer says about a row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from textual.content import Content

from data.listings import first_seen
from data.models import Authorization, EligibleAuthorization
from data.roles import role_name
from data.rows import CustomerRow, Kind, ScopeRow, Shown, VersionRow
from data.updates import CUSTOMER, State, Status
from screens.text import day_and_time, plural, state_label, state_tone
from screens.theme import TONES
from screens.widgets.columns import fit, shorten

_WIDE = 104
_LABEL_WIDTH = 14
_STATE_WIDTH = 16
_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?")

Entry = Authorization | EligibleAuthorization


def customer_detail(row: CustomerRow, width: int) -> Content:
    """Describe a customer."""
    if row.is_all:
        return _lines([_title("All customers", width), _field("Delegations", f"{row.delegated:,}")])
    lines = [
        _title(row.name, width),
        _field("Tenant", row.tenant_id),
        _state(row.shown, row.behind),
        _field("Delegated", f"{plural(row.delegated, 'scope')}; {_behind(row)}"),
        Content(""),
        _heading(plural(len(row.subscriptions), "subscription")),
    ]
    for each in sorted(row.subscriptions, key=lambda each: each.name.casefold()):
        state = "" if each.state in ("", "Enabled") else f"  {shorten(each.state, _STATE_WIDTH)}"
        lines.append(_pair(each.name or "(no name)", each.subscription_id + state, width))
    for stale in row.stale:
        lines += [Content(""), *_stale_lines(stale.subscription_id, stale.reason, stale.read_at)]
    return _lines([*lines, Content(""), *_holder_lines(row, width), *_in_full(row.name, width)])


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
    lines = [_heading("Who holds what")]
    for (name, role, kind), scopes in sorted(count.items()):
        where = f"{scopes} of {len(held)}"
        lines.append(
            Content.assemble(
                "  ", fit(name, half), "  ", (fit(role, half), "bold"), f"  {where:9}", _muted(kind)
            )
        )
    return lines


def scope_detail(row: ScopeRow, width: int) -> Content:
    """Describe a delegated scope and who may do what there."""
    definition = row.definition
    name = f"{row.customer} · {row.scope}"
    lines = [_title(name, width), _state(row.shown, row.status.behind)]
    if row.stale:
        lines += _stale_lines("", row.stale.reason, row.stale.read_at)
    if definition is None:
        said = "Azure did not show the definition that this delegation rests on."
        lines.append(Content(said if row.delegation else "What is delegated here was never read."))
        lines.append(_field("Subscription", row.subscription.subscription_id))
        return _lines([*lines, *_in_full(name, width)])
    plan = definition.plan
    lines += [
        _field("Why", _why(row)),
        _field("Plan", plan.identifier if plan else "none: onboarded by template"),
        _field("Subscription", row.subscription.subscription_id),
        _field("Delegated", _delegated(row)),
        *_authorization_lines(definition.authorizations, definition.eligible, width),
        Content(""),
        _heading("Definition"),
        _field("Managed by", definition.managing_tenant_name or definition.managing_tenant_id),
        _field("Provisioning", row.provisioning),
        _field("Offer", definition.offer_name),
        _field("Description", definition.description),
        _muted(definition.id),
        _muted(row.delegation.id if row.delegation else ""),
        *_in_full(name, width),
    ]
    return _lines(lines)


def version_detail(row: VersionRow, width: int) -> Content:
    """Describe a version of a plan."""
    where = "listed in the marketplace" if row.published else "not listed in the marketplace"
    name = f"{row.plan.short} {row.version}"
    lines = [
        _title(name, width),
        _field("Identifier", row.key),
        _field("Published", where),
        _field("First seen", first_seen(row)),
        _field(
            "Accepted by", f"{plural(row.customers, 'customer')}, {plural(row.scopes, 'scope')}"
        ),
    ]
    lines += _authorization_lines(row.authorizations, row.eligible, width)
    return _lines(lines)


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
        case _:
            return "neither marketplace nor library tells which version is the latest"


def duration(iso: str) -> str:
    """Say an ISO 8601 duration of hours and minutes in words; anything else as it is."""
    match = _DURATION.fullmatch(iso)
    if not match or not any(match.groups()):
        return iso
    hours, minutes = match.groups()
    return " ".join(f"{n} {unit}" for n, unit in ((hours, "h"), (minutes, "min")) if n)


def _authorization_lines(
    permanent: Sequence[Authorization], eligible: Sequence[EligibleAuthorization], width: int
) -> list[Content]:
    lines = [Content(""), _heading(plural(len(permanent), "permanent authorization"))]
    for authorization in permanent:
        lines += _entry_lines(authorization, width)
        roles = ", ".join(map(role_name, authorization.delegated_role_ids))
        if roles:
            lines.append(_muted(f"    may assign to managed identities: {roles}"))
    lines += [Content(""), _heading(plural(len(eligible), "eligible authorization"))]
    for each in eligible:
        lines += _entry_lines(each, width)
        mfa = "MFA by Azure" if each.mfa == "Azure" else f"MFA: {each.mfa}"
        lines.append(
            Content(f"    up to {duration(each.max_duration)} · {mfa} · {_approval(each)}")
        )
        for approver in each.approvers:
            lines.append(_muted(f"    approver {approver.display_name}  {approver.principal_id}"))
    return lines


def _entry_lines(entry: Entry, width: int) -> Iterable[Content]:
    name, role = entry.display_name or "(no display name)", role_name(entry.role_id)
    half = (width - 46) // 2
    if width >= _WIDE and not (_is_wider(name, half) or _is_wider(role, half)):
        yield Content.assemble(
            "  ", fit(name, half), "  ", (fit(role, half), "bold"), "  ", _muted(entry.principal_id)
        )
        return
    half = max(12, (width - 6) // 2)
    if _is_wider(name, half) or _is_wider(role, half):
        yield Content(f"  {name}")
        yield Content.assemble("    ", (role, "bold"))
    else:
        yield Content.assemble("  ", fit(name, half), "  ", (role, "bold"))
    yield _muted(f"    {entry.principal_id}")


def _approval(entry: EligibleAuthorization) -> str:
    if not entry.approvers:
        return "activates without approval"
    return f"needs approval by one of {len(entry.approvers)}"


def _behind(row: CustomerRow) -> str:
    behind = sum(each.status.behind > 0 for each in row.scopes if each.delegation)
    return f"{behind} of them behind" if behind else "none of them behind"


def _why(row: ScopeRow) -> str:
    if row.is_foreign:
        return "another provider manages this; we see it since we may read the subscription"
    return status_reason(row.status, row.version)


def _delegated(row: ScopeRow) -> str:
    match row.kind:
        case Kind.NOTHING:
            return "nothing: the definition is there, no scope is delegated under it"
        case Kind.GROUP:
            return f"resource group {row.resource_group}"
        case _:
            return "the whole subscription"


def _stale_lines(subscription: str, reason: str, read_at: str) -> list[Content]:
    rows = f"The rows are those of {day_and_time(read_at)}." if read_at else "It was never read."
    text = " ".join(filter(None, (subscription, reason, rows)))
    return [Content.assemble((fit("Stale", _LABEL_WIDTH), TONES["stale"]), text)]


def _state(shown: Shown, behind: int) -> Content:
    label = state_label(shown, behind)
    return Content.assemble(
        (fit("State", _LABEL_WIDTH), TONES["muted"]), (label, TONES[state_tone(shown)])
    )


def _when(status: Status) -> str:
    return f" ({day_and_time(status.asked_at)})" if status.asked_at else ""


def _title(text: str, width: int) -> Content:
    return Content.styled(shorten(text, width), "bold")


def _in_full(name: str, width: int) -> Iterable[Content]:
    """Say at the end what was cut in the title: a name may be any length."""
    return (Content(""), _heading("Name in full"), Content(name)) if _is_wider(name, width) else ()


def _is_wider(text: str, width: int) -> bool:
    return shorten(text, width) != text


def _heading(text: str) -> Content:
    return Content.styled(text, f"bold {TONES['accent']}")


def _muted(text: str) -> Content:
    return Content.styled(text, TONES["muted"])


def _field(name: str, value: str) -> Content:
    return Content.assemble((fit(name, _LABEL_WIDTH), TONES["muted"]), value or "–")


def _pair(name: str, value: str, width: int) -> Content:
    room = max(16, min(40, width - 4 - cell_len(value)))
    return Content.assemble("  ", fit(name, room), "  ", _muted(value))


def _lines(lines: Iterable[Content]) -> Content:
    return Content("\n").join(lines)
