"""Arbitrary good plans, and the usual mistakes in one, each with the rule that finds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from hypothesis import strategies as st
from msgspec.structs import replace

from data.lint.subject import Context
from data.models import Approver, Authorization, EligibleAuthorization
from data.plans import Plan, Visibility
from data.roles import DELETE_ROLE, USER_ACCESS_ADMINISTRATOR, shipped
from tests.data.lint.examples import LOG_ANALYTICS, OWNER
from tests.data.records import CONTRIBUTOR, READER, guid

Value = TypeVar("Value")
Draw = Callable[[st.SearchStrategy[Any]], Any]

_TAKEN = [
    each.id
    for each in shipped().values()
    if each.lighthouse == "yes" and not each.deprecated and not each.reads_all
    if each.id != DELETE_ROLE
]
_AUDIENCE = (guid("subscription"),)
_GROUPS = [guid(f"group {at}") for at in range(4)]
_durations = st.integers(30, 480).map(lambda minutes: f"PT{minutes}M")
_names = st.sampled_from(["Operations", "Night shift", "Équipe nuit", "Ops (tier 2)"])
_numbers = st.integers(0, 99)


@st.composite
def good_plans(draw: Draw) -> Plan:
    """Plans as people write them when nothing goes wrong; some go by template."""
    roles = st.lists(st.sampled_from(_TAKEN), min_size=1, max_size=3, unique=True)
    groups = draw(st.lists(st.sampled_from(_GROUPS), min_size=1, max_size=3, unique=True))
    names = {each: draw(_names) for each in _GROUPS}
    is_offer = draw(st.booleans())
    ids = [draw(st.from_regex(r"[a-z0-9_-]{1,50}", fullmatch=True)) for _ in range(3)]
    permanent = [Authorization(each, READER, names[each]) for each in groups]
    permanent.append(Authorization(draw(st.sampled_from(_GROUPS)), DELETE_ROLE, draw(_names)))
    assigned = tuple(draw(roles))
    permanent.append(
        Authorization(guid("robot"), USER_ACCESS_ADMINISTRATOR, draw(_names), assigned)
    )
    return Plan(
        id="1",
        name=draw(st.text("Managed ops", min_size=1, max_size=50).filter(str.strip)),
        publisher_id=ids[0] if is_offer else "",
        offer_id=ids[1] if is_offer else "",
        plan_id=ids[2] if is_offer else "",
        audience=_AUDIENCE if is_offer else (),
        managing_tenant_id=str(draw(st.uuids())),
        version=".".join(str(draw(_numbers)) for _ in range(3)),
        authorizations=tuple(draw(st.permutations(permanent))),
        eligible=tuple(
            _eligible(draw, draw(st.sampled_from(groups)), role) for role in draw(roles)
        ),
    )


def _eligible(draw: Draw, group: str, role: str) -> EligibleAuthorization:
    count = draw(st.integers(0, 10))
    approvers = tuple(Approver(guid(f"approver {at}"), f"Lead {at}") for at in range(count))
    mfa = draw(st.sampled_from(["Azure", "None"]))
    return EligibleAuthorization(group, role, draw(_names), mfa, draw(_durations), approvers)


class Mutation(NamedTuple):
    rule: str
    apply: Callable[[Plan, Draw], Plan]
    also: frozenset[str] = frozenset()
    """Other rules that may find the same mistake."""
    knowing: Context = Context()


def permanent(**changed: Any) -> Callable[[Plan, Draw], Plan]:
    """Change one Reader's entry; a strategy stands for any of its values."""
    return lambda plan, draw: replace(
        plan,
        authorizations=tuple(
            replace(each, **_drawn(changed, draw)) if each is _reader(plan) else each
            for each in plan.authorizations
        ),
    )


def activated(**changed: Any) -> Callable[[Plan, Draw], Plan]:
    """Change the first eligible entry."""
    return lambda plan, draw: replace(
        plan, eligible=(replace(plan.eligible[0], **_drawn(changed, draw)), *plan.eligible[1:])
    )


def plan(**changed: Any) -> Callable[[Plan, Draw], Plan]:
    """Change fields of an offer's plan."""

    def apply(plan: Plan, draw: Draw) -> Plan:
        offer = {
            "publisher_id": plan.publisher_id or "northwind",
            "offer_id": plan.offer_id or "managed-ops",
            "plan_id": plan.plan_id or "gold",
            "audience": _AUDIENCE,
        }
        return replace(plan, **{**offer, **_drawn(changed, draw)})

    return apply


def more(*entries: Authorization | EligibleAuthorization) -> Callable[[Plan, Draw], Plan]:
    """Add entries to an offer's plan."""
    return lambda plan, draw: replace(
        plan,
        publisher_id=plan.publisher_id or "northwind",
        offer_id=plan.offer_id or "managed-ops",
        plan_id=plan.plan_id or "gold",
        audience=_AUDIENCE,
        authorizations=(
            *plan.authorizations,
            *(each for each in entries if isinstance(each, Authorization)),
        ),
        eligible=(
            *plan.eligible,
            *(each for each in entries if isinstance(each, EligibleAuthorization)),
        ),
    )


def less(role: str) -> Callable[[Plan, Draw], Plan]:
    """Take away who holds a role permanently."""
    return lambda plan, draw: replace(
        plan,
        authorizations=tuple(each for each in plan.authorizations if each.role_id != role),
    )


def twice(plan: Plan, draw: Draw) -> Plan:
    """Repeat an entry in another spelling."""
    if not plan.authorizations:
        return plan
    entry = draw(st.sampled_from(plan.authorizations))
    again = replace(entry, role_id=entry.role_id.upper())
    return replace(plan, authorizations=(*plan.authorizations, again))


def other_policy(plan: Plan, draw: Draw) -> Plan:
    """Let another reading group activate the same role under another policy."""
    entry = plan.eligible[0]
    reads = Authorization(guid("group 9"), READER, "Others")
    changed = draw(
        st.sampled_from(
            [
                {"max_duration": "PT31M" if entry.max_duration == "PT30M" else "PT30M"},
                {"mfa": "None" if entry.mfa == "Azure" else "Azure"},
                {"approvers": () if entry.approvers else (Approver(guid("boss"), "Lead"),)},
            ]
        )
    )
    other = replace(entry, principal_id=reads.principal_id, **changed)
    return replace(
        plan,
        authorizations=(*plan.authorizations, reads),
        eligible=(*plan.eligible, other),
    )


def _reader(plan: Plan) -> Authorization | None:
    """The entry to change; none where another mistake took it away."""
    return next((each for each in plan.authorizations if each.role_id == READER), None)


def _drawn(changed: Mapping[str, Any], draw: Draw) -> dict[str, Any]:
    return {
        name: draw(value) if isinstance(value, st.SearchStrategy) else value
        for name, value in changed.items()
    }


_no_guids = st.sampled_from(
    [
        "",
        "ops@northwind.com",
        "Operations",
        "/subscriptions/x",
        guid("ops")[:-1],
        f"{{{guid('x')}}}",
    ]
)
_UNSEEN = frozenset({"no-reader", "eligible-without-reader"})
"""What follows when the only one who reads does not do so any more."""
MUTATIONS: Mapping[str, Mutation] = {
    "no name": Mutation("name-missing", plan(name=st.sampled_from(["", "  "]))),
    "name over 200": Mutation("name-too-long", plan(name=st.integers(201, 300).map("n".__mul__))),
    "description over 5,000": Mutation("description-too-long", plan(description="n" * 5001)),
    "no publisher": Mutation("publisher-id-missing", plan(publisher_id="")),
    "publisher by name": Mutation(
        "publisher-id-form", plan(publisher_id=st.sampled_from(["North wind", "é", "a/b"]))
    ),
    "wrong offer id": Mutation(
        "offer-id-form", plan(offer_id=st.sampled_from(["", "Ops", "a.b", "a" * 51, "é"]))
    ),
    "wrong plan id": Mutation(
        "plan-id-form", plan(plan_id=st.sampled_from(["", "Gold", "a b", "a" * 51]))
    ),
    "wrong version": Mutation(
        "version-form", plan(version=st.sampled_from(["", "1", "1.0", "v1.0.0", "1.0.0.0"]))
    ),
    "version not raised": Mutation(
        "version-not-above", plan(), knowing=Context(last_published="99.99.99")
    ),
    "public": Mutation("public-plan", plan(visibility=Visibility.PUBLIC, audience=())),
    "private for nobody": Mutation("audience-missing", plan(audience=())),
    "private again": Mutation("private-after-public", plan(), knowing=Context(was_public=True)),
    "audience by name": Mutation(
        "audience-not-guid", plan(audience=_no_guids.map(lambda id: (id,)))
    ),
    "tenant by name": Mutation("tenant-not-guid", plan(managing_tenant_id=_no_guids)),
    "customer's own tenant": Mutation(
        "tenant-is-customer",
        plan(managing_tenant_id=guid("fabrikam").upper()),
        knowing=Context(customer_tenant_id=guid("fabrikam")),
    ),
    "principal by name": Mutation(
        "principal-not-guid",
        permanent(principal_id=_no_guids),
        frozenset({"eligible-without-reader"}),
    ),
    "approver by name": Mutation(
        "principal-not-guid",
        activated(approvers=_no_guids.map(lambda id: (Approver(id, "Lead"),))),
    ),
    "role by name": Mutation("role-not-guid", permanent(role_id=_no_guids)),
    "no display name": Mutation("display-name-missing", permanent(display_name="")),
    "owner": Mutation("role-owner", permanent(role_id=OWNER)),
    "data actions": Mutation("role-data-actions", permanent(role_id=LOG_ANALYTICS)),
    "changes access": Mutation(
        "role-restricted-actions",
        permanent(
            role_id=st.sampled_from(
                [
                    each.id
                    for each in shipped().values()
                    if each.reasons == ("restricted_actions",) and not each.deprecated
                ]
            )
        ),
        _UNSEEN,
    ),
    "custom role": Mutation("role-unknown", permanent(role_id=st.uuids().map(str))),
    "deprecated role": Mutation(
        "role-deprecated",
        permanent(
            role_id=st.sampled_from([each.id for each in shipped().values() if each.deprecated])
        ),
        _UNSEEN | {"role-data-actions"},
    ),
    "nothing to assign": Mutation(
        "uaa-without-delegated-roles", permanent(role_id=USER_ACCESS_ADMINISTRATOR), _UNSEEN
    ),
    "reader assigns": Mutation(
        "delegated-roles-elsewhere", permanent(delegated_role_ids=(CONTRIBUTOR,))
    ),
    "assigns owner": Mutation(
        "delegated-role-manages-access",
        permanent(
            role_id=USER_ACCESS_ADMINISTRATOR,
            delegated_role_ids=st.sampled_from([(OWNER,), (USER_ACCESS_ADMINISTRATOR, READER)]),
        ),
        _UNSEEN,
    ),
    "assigns a refused role": Mutation(
        "delegated-role-refused",
        permanent(role_id=USER_ACCESS_ADMINISTRATOR, delegated_role_ids=(LOG_ANALYTICS,)),
        _UNSEEN,
    ),
    "activates access": Mutation(
        "eligible-manages-access",
        activated(role_id=st.sampled_from([OWNER, USER_ACCESS_ADMINISTRATOR])),
        frozenset({"role-owner"}),
    ),
    "no duration": Mutation(
        "duration-form",
        activated(max_duration=st.sampled_from(["", "4h", "PT", "8", "P1Y", "4:00"])),
    ),
    "duration out of range": Mutation(
        "duration-range",
        activated(
            max_duration=st.one_of(st.integers(0, 29), st.integers(481, 9999)).map(
                lambda minutes: f"PT{minutes}M"
            )
        ),
    ),
    "another MFA": Mutation("mfa-value", activated(mfa=st.sampled_from(["", "Yes", "true"]))),
    "many approvers": Mutation(
        "too-many-approvers",
        activated(
            approvers=st.integers(11, 20).map(
                lambda count: tuple(Approver(guid(f"{at}"), f"Lead {at}") for at in range(count))
            )
        ),
    ),
    "other policy": Mutation("eligible-policies-differ", other_policy),
    "national cloud": Mutation(
        "eligible-in-national-cloud", plan(), knowing=Context(national_cloud=True)
    ),
    "activates without reading": Mutation(
        "eligible-without-reader", activated(principal_id=guid("group 9"))
    ),
    "nothing permanent": Mutation(
        "no-permanent-authorization",
        plan(authorizations=()),
        frozenset({"eligible-without-reader"}),
    ),
    "over 20": Mutation(
        "too-many-authorizations",
        more(*(Authorization(guid(f"{at}"), READER, "Reader") for at in range(20))),
    ),
    "over 20 with eligible": Mutation(
        "too-many-with-eligible",
        lambda plan, draw: more(
            *(
                Authorization(guid(f"{at}"), READER, "Reader")
                for at in range(20 - len(plan.authorizations))
            )
        )(plan, draw),
    ),
    "nobody ends it": Mutation("no-delete-role", less(DELETE_ROLE)),
    "nobody reads": Mutation("no-reader", less(READER), frozenset({"eligible-without-reader"})),
    "twice": Mutation(
        "duplicate-authorization",
        twice,
    ),
}
