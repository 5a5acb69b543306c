"""An authorization as the texts of a form, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.editing.filling import FIELDS, entry_of, filled, problem, shown
from data.models import Approver, Authorization, EligibleAuthorization
from data.principals import PrincipalRow
from data.roles import USER_ACCESS_ADMINISTRATOR
from tests.data.records import BOSS, CONTRIBUTOR, NIGHT, OPS, READER

IDS = st.uuids().map(str)
NAMES = st.text("abc xyz()", min_size=1, max_size=8).map(str.strip).filter(bool)
PERMANENT = st.builds(
    Authorization, IDS, st.sampled_from([READER, CONTRIBUTOR]), NAMES
) | st.builds(
    Authorization,
    IDS,
    st.just(USER_ACCESS_ADMINISTRATOR),
    NAMES,
    st.lists(st.sampled_from([READER, CONTRIBUTOR]), min_size=1, max_size=2).map(tuple),
)
ELIGIBLE = st.builds(
    EligibleAuthorization,
    IDS,
    st.sampled_from([READER, CONTRIBUTOR]) | IDS,
    NAMES,
    st.sampled_from(["Azure", "None"]),
    st.sampled_from(["PT30M", "PT1H", "PT2H30M", "PT8H"]),
    st.lists(st.builds(Approver, IDS, st.sampled_from(["", "Ann", "B (x)"])), max_size=3).map(
        tuple
    ),
)


def seen(id: str, name: str) -> PrincipalRow:
    return PrincipalRow(id, None, ((name, 1),), (), (), (), ())


SEEN = (seen(OPS, "Operations"), seen(NIGHT, "Twice"), seen(BOSS, "Twice"))


@given(PERMANENT | ELIGIBLE)
def test_what_the_form_shows_is_what_it_holds(
    entry: Authorization | EligibleAuthorization,
) -> None:
    texts = filled(entry)
    assert set(texts) == set(FIELDS)
    assert [problem(each, texts, ()) for each in shown(texts) if problem(each, texts, ())] == []
    assert entry_of(texts, ()) == entry


def texts(**given: str) -> dict[str, str]:
    return {**filled(Authorization(OPS, READER, "Operations")), **given}


def test_only_what_belongs_to_the_kind_and_role_is_asked() -> None:
    assert shown(texts()) == ("principal", "name", "kind", "role")
    assert shown(texts(role="user access administrator"))[-1] == "delegated"
    assert shown(texts(kind="eligible"))[-3:] == ("duration", "mfa", "approvers")


def test_what_does_not_belong_is_not_kept() -> None:
    entry = entry_of(texts(delegated="Reader", approvers=NIGHT), ())
    assert entry == Authorization(OPS, READER, "Operations")


def test_a_name_seen_once_stands_for_its_principal() -> None:
    entry = entry_of(texts(principal="operations", kind="eligible", approvers="Operations"), SEEN)
    assert isinstance(entry, EligibleAuthorization)
    assert entry.principal_id == OPS
    assert entry.approvers == (Approver(OPS, "Operations"),)


def test_a_name_of_two_principals_stands_for_none() -> None:
    assert "looks like a name" in problem("principal", texts(principal="Twice"), SEEN)


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("principal", "ops@example.org", "e-mail address"),
        ("name", " ", "Required"),
        ("kind", "sometimes", "permanent or eligible"),
        ("role", "Owner", "Owner is never taken"),
        ("role", "Nobody", "Choose a role"),
        ("delegated", "", "At least one role"),
        ("delegated", "Reader; Nobody", "There is no role Nobody"),
        ("duration", "long", "8 hours"),
        ("mfa", "perhaps", "yes or no"),
        ("approvers", f"{OPS}; Ann", "Ann: "),
    ],
)
def test_what_cannot_stay_says_why(field: str, text: str, words: str) -> None:
    assert words.lower() in problem(field, texts(**{field: text}), ()).lower()
