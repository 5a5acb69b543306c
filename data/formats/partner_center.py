"""A plan as the steps of Partner Center's form for managed services, in the form's order.

No interface takes a plan: somebody has to type it. Sources: Microsoft's pages on creating such an
offer and its plans; where they differ, or are silent, the hints say so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set

from data.clean import clean
from data.formats.form_authorizations import authorization_steps
from data.formats.form_offer import ID, offer_steps
from data.formats.form_steps import Step, paste, pick, press
from data.lint.accepting import split
from data.lint.engine import lint
from data.lint.rule import Finding, Severity
from data.models import same_id
from data.plans import Plan, Visibility

MOST_BY_HAND = 10
"""Subscriptions of an audience that the form takes one by one."""
_PLAN, _PLAN_LISTING = "Plan overview", "Plan listing"
_AVAILABILITY, _TECHNICAL, _END = (
    "Pricing and availability",
    "Technical configuration",
    "At the end",
)
_NOBODY: Mapping[str, str] = {}


def steps(plan: Plan, names: Mapping[str, str] = _NOBODY) -> tuple[Step, ...]:
    """Return everything that is to be typed, picked and pressed.

    Args:
        plan: The plan, whatever lint says of it.
        names: What subscriptions of the audience are called, by id in lower case.
    """
    found = tuple(_all(plan, names))
    said = _warnings(plan, {each.place for each in found if each.place})
    return tuple(each._replace(warning=said.get(each.place) or each.warning) for each in found)


def _all(plan: Plan, names: Mapping[str, str]) -> Iterator[Step]:
    yield from offer_steps(plan)
    yield from _plan(plan)
    yield from _availability(plan, names)
    yield from _technical(plan)
    yield from authorization_steps(plan)
    yield press(_END, "Save draft", "Of the technical configuration nothing is kept before.")
    yield press(
        _END,
        "Review and publish",
        "Lightkeeper publishes nothing. Once the version is live, record it as published: P in the "
        "list of plans.",
    )


def _plan(plan: Plan) -> Iterator[Step]:
    begin = "Only for a new plan; open one that exists, and go on with its listing."
    yield press(_PLAN, "Create new plan", begin)
    yield paste(_PLAN, "Plan ID", plan.plan_id, f"{ID} Customers see it.", "plan_id")
    limit = "At most 50 characters by one of Microsoft's pages, 200 by a newer one."
    yield paste(_PLAN, "Plan name", plan.name, f"Customers see it. {limit}", "name")
    yield press(_PLAN, "Create", "The plan id is fixed from here on.")
    there = "Of a new plan it stands here already; check it."
    yield paste(_PLAN_LISTING, "Plan name", plan.name, f"{there} {limit}", "name")
    own = (
        "A plan here has none, so write a sentence of your own: at most 100 characters by one of "
        "Microsoft's pages, and search results show no more."
    )
    yield Step(_PLAN_LISTING, "Plan summary", "", own)
    limit = "At most 3,000 characters by one of Microsoft's pages, 5,000 with markup by another."
    yield paste(_PLAN_LISTING, "Plan description", plan.description, limit, "description")
    yield press(_PLAN_LISTING, "Save draft")


def _availability(plan: Plan, names: Mapping[str, str]) -> Iterator[Step]:
    is_private = plan.visibility is Visibility.PRIVATE
    about = (
        "Only the subscriptions of the audience are offered it."
        if is_private
        else "Everybody is offered it, with the same permissions; it never becomes private again."
    )
    price = "There is no price to enter, for the model is always bring your own license."
    visibility = "Private" if is_private else "Public"
    yield pick(_AVAILABILITY, "Plan visibility", visibility, f"{about} {price}", "visibility")
    if is_private:
        yield from _audience(plan, names)
    yield press(_AVAILABILITY, "Save draft")


def _audience(plan: Plan, names: Mapping[str, str]) -> Iterator[Step]:
    if len(plan.audience) > MOST_BY_HAND:
        hint = (
            f"{len(plan.audience):,} subscriptions are too many to type. Upload the file that "
            "Lightkeeper exports as private audience."
        )
        yield press(_AVAILABILITY, "Import Audience (csv)", hint, "audience")
        return
    if not plan.audience:
        hint = "A subscription that may accept the plan; your own ones too, to try it."
        yield paste(_AVAILABILITY, "Azure subscription ID", "", hint, "audience")
    for at, each in enumerate(plan.audience):
        if at:
            yield press(_AVAILABILITY, "Add ID")
        name = names.get(same_id(each), "")
        hint = "A subscription that may accept the plan; none that a CSP reseller sold."
        about = f"{name}. {hint}" if name else hint
        yield paste(_AVAILABILITY, "Azure subscription ID", each, about, f"audience[{at}]")
        if name:
            yield Step(_AVAILABILITY, "Description", name, "Optional; for yourself.")


def _technical(plan: Plan) -> Iterator[Step]:
    again = "Only when an earlier manifest of this plan was published."
    yield press(_TECHNICAL, "New manifest", again)
    version = "Three numbers with dots, higher than that of any manifest before."
    yield paste(_TECHNICAL, "Version", plan.version, version, "version")
    tenant = "The managing tenant, so your own. Another one would need a new offer."
    yield paste(_TECHNICAL, "Tenant ID", plan.managing_tenant_id, tenant, "managing_tenant_id")


def _warnings(plan: Plan, places: Set[str]) -> Mapping[str, str]:
    """Return by place what lint says there, unless somebody accepted it.

    Hints about single authorizations are about security, and no matter of the form.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for each in split(plan, lint(plan)).open:
        if each.severity is not Severity.HINT or "[" not in each.place:
            found[_shown_at(each.place, places)].append(_words(each))
    return {place: " ".join(words) for place, words in found.items()}


def _shown_at(place: str, places: Set[str]) -> str:
    """Return the step at which a finding is told.

    What is about a list is told at its first entry, what is about an entry that has no step of its
    own at the list. There may be no permanent authorization; and a public plan has no audience.
    """
    last = "eligible[0]" if place == "authorizations" else "visibility"
    nearby = (place, f"{place}[0]", place.rpartition("[")[0], last)
    return next(each for each in nearby if each in places)


def _words(finding: Finding) -> str:
    return clean(f"{finding.severity}: {finding.message} {finding.fix}")
