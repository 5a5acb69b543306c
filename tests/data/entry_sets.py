"""Small arbitrary sets of authorizations in which repeats and changes of kind are common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec
from hypothesis import strategies as st

from data.entries import Entry, Side
from data.models import Approver, Authorization, EligibleAuthorization
from data.roles import DELETE_ROLE
from tests.data.records import BOSS, CONTRIBUTOR, NIGHT, OPS, READER, guid, role_id

UAA = role_id("User Access Administrator")
CUSTOM = guid("a role of our own")

_spelled = st.sampled_from([str.lower, str.upper])
_principals = st.builds(lambda spell, id: spell(id), _spelled, st.sampled_from([OPS, NIGHT]))
_roles = st.builds(
    lambda spell, id: spell(id),
    _spelled,
    st.sampled_from([READER, CONTRIBUTOR, CUSTOM, UAA, DELETE_ROLE]),
)
_names = st.sampled_from(["Operations", "operations", "Night", "none", ""])
_approvers = st.builds(Approver, st.sampled_from([BOSS, BOSS.upper(), OPS]), _names)

permanent = st.builds(
    Authorization,
    _principals,
    _roles,
    _names,
    st.lists(_roles, max_size=3).map(tuple),
)
eligible = st.builds(
    EligibleAuthorization,
    _principals,
    _roles,
    _names,
    st.sampled_from(["Azure", "azure", "None", "none", ""]),
    st.sampled_from(["PT4H", "PT240M", "PT30M", "PT8H", "P1D", ""]),
    st.lists(_approvers, max_size=2).map(tuple),
)
sides = st.builds(
    Side,
    st.sampled_from(["Gold 1.2.0", "Gold 1.3.0"]),
    st.lists(permanent, max_size=4).map(tuple),
    st.lists(eligible, max_size=4).map(tuple),
)


Plain = tuple[str, tuple[tuple[str, object], ...]]


def plain(entry: Entry) -> Plain:
    """All that an authorization says, without what means nothing to Azure: case and order."""
    said = msgspec.structs.asdict(entry)
    for field in ("principal_id", "role_id"):
        said[field] = said[field].lower()
    if isinstance(entry, Authorization):
        said["delegated_role_ids"] = frozenset(map(str.lower, entry.delegated_role_ids))
    else:
        said["approvers"] = frozenset(
            (each.principal_id.lower(), each.display_name) for each in entry.approvers
        )
    return type(entry).__name__, tuple(said.items())


def side(*entries: Entry) -> Side:
    """Both kinds, in any order."""
    permanent = (each for each in entries if isinstance(each, Authorization))
    eligible = (each for each in entries if isinstance(each, EligibleAuthorization))
    return Side("Gold", tuple(permanent), tuple(eligible))


def multiset(entries: Iterable[Entry]) -> Counter[Plain]:
    return Counter(map(plain, entries))
