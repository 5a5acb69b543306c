"""Arbitrary plans that a deployment can carry, and what it carries of them."""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec.structs import replace

from data.clean import clean
from data.models import Approver, Authorization, EligibleAuthorization
from data.plans import Plan, Visibility

texts = st.one_of(
    st.text(max_size=12).map(clean),
    st.sampled_from(
        ("[x]", "[[x]]", "[", "[concat('a')]", "it's", "${a}", "a\\b", 'a "b"', "%{if}", "#{1}")
    ),
)
"""Also what each format takes for something else than text."""
guids = st.uuids().map(str)
versions = st.tuples(*[st.integers(0, 10**6)] * 3).map(lambda each: ".".join(map(str, each)))
_ids = st.text("abc-_9", min_size=1, max_size=8)
_approvers = st.lists(st.builds(Approver, guids, texts), max_size=2).map(tuple)
_permanent = st.builds(Authorization, guids, guids, texts, st.lists(guids, max_size=2).map(tuple))
_eligible = st.builds(
    EligibleAuthorization,
    guids,
    guids,
    texts,
    st.sampled_from(("Azure", "None")),
    st.sampled_from(("PT30M", "PT8H", "PT1H30M")),
    _approvers,
)
groups = st.lists(
    st.text("aB1-_.()", min_size=1, max_size=6).filter(lambda each: not each.endswith(".")),
    max_size=3,
    unique_by=str.lower,
).map(tuple)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Plans of templates, and of the marketplace."""
    ids = draw(st.one_of(st.just(("", "", "")), st.tuples(_ids, _ids, _ids)))
    return Plan(
        id="1",
        name=draw(texts),
        publisher_id=ids[0],
        offer_id=ids[1],
        plan_id=ids[2],
        managing_tenant_id=draw(guids),
        version=draw(versions),
        authorizations=tuple(draw(st.lists(_permanent, max_size=3))),
        eligible=tuple(draw(st.lists(_eligible, max_size=3))),
        description=draw(texts),
    )


def carried(plan: Plan) -> Plan:
    """What a deployment says of a plan."""
    return replace(
        plan,
        id="",
        offer_name="",
        saved_at="",
        visibility=Visibility.PRIVATE,
        audience=(),
        archived=False,
        ready=False,
        accepted=(),
        deployed=(),
    )
