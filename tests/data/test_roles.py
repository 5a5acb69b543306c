from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from data.plans import guid_problem
from data.roles import (
    CATALOGUE_DATE,
    catalogue,
    role_name,
    role_named,
    search,
    similar_roles,
)
from tests.data.records import CONTRIBUTOR, READER

OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
UAA = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"


def test_the_catalogue_is_whole() -> None:
    roles = catalogue()
    assert len(roles) == 928
    assert {key: role.id for key, role in roles.items()} == {key: key for key in roles}
    assert all(key == key.lower() and not guid_problem(key) for key in roles)
    assert all(role.name.strip() for role in roles.values())
    assert {role.lighthouse for role in roles.values()} == {"yes", "no", "limited"}
    assert all(bool(role.reasons) == (role.lighthouse == "no") for role in roles.values())
    assert date.fromisoformat(CATALOGUE_DATE) > date(2026, 1, 1)


@pytest.mark.parametrize(
    ("role_id", "name", "lighthouse"),
    [
        (READER, "Reader", "yes"),
        (CONTRIBUTOR, "Contributor", "yes"),
        (OWNER, "Owner", "no"),
        (UAA, "User Access Administrator", "limited"),
        ("92aaf0da-9dab-42b6-94a3-d43ce8d16293", "Log Analytics Contributor", "no"),
        (
            "91c1777a-f3dc-4fae-b103-61d183457e46",
            "Managed Services Registration assignment Delete Role",
            "yes",
        ),
    ],
)
def test_roles_that_matter(role_id: str, name: str, lighthouse: str) -> None:
    role = catalogue()[role_id]
    assert (role.name, role.lighthouse) == (name, lighthouse)
    assert role_name(role_id.upper()) == name


def test_an_unknown_role_goes_by_its_id() -> None:
    assert role_name("F98g86a2-not-a-role") == "F98g86a2-not-a-role"
    assert role_name("") == ""


def test_the_catalogue_agrees_with_azures_list(shared: Path) -> None:
    text = (shared / "roles" / "builtin-roles.json").read_text(encoding="utf-8")
    assert {
        row["id"].lower(): replace(
            catalogue()[row["id"].lower()],
            name=row["name"].strip(),
            category=row["category"],
            lighthouse=row["lighthouse"],
            reasons=tuple(row["lighthouse_block_reasons"]),
            documented=row["documented"],
            deprecated=row["deprecated"],
            reads_all=row["full_read"],
        )
        for row in json.loads(text)
    } == catalogue()


def test_who_can_write_agrees_with_azures_actions(shared: Path) -> None:
    path = shared / "roles" / "iann0036__iam-dataset" / "built-in-roles-raw.json"
    harmless = ("/read", "/search/action", "/query/action")
    expected = {
        row["name"].lower(): any(
            not action.strip().lower().endswith(harmless)
            and not action.lower().startswith("microsoft.support/")
            for permission in row["permissions"]
            for action in permission["actions"]
        )
        for row in json.loads(path.read_text(encoding="utf-8"))
    }
    assert {role.id: role.writes for role in catalogue().values()} == expected


@pytest.mark.parametrize(
    ("name", "writes", "reads_all", "manages_access"),
    [
        ("Reader", False, True, False),
        ("Monitoring Reader", False, True, False),
        ("Cost Management Reader", False, False, False),
        ("Support Request Contributor", False, False, False),
        ("Contributor", True, True, False),
        ("Virtual Machine Contributor", True, False, False),
        ("Managed Services Registration assignment Delete Role", True, False, False),
        ("User Access Administrator", True, True, True),
        ("Role Based Access Control Administrator", True, True, True),
        ("Owner", True, True, True),
    ],
)
def test_what_a_role_can_do(name: str, writes: bool, reads_all: bool, manages_access: bool) -> None:
    (role,) = (each for each in catalogue().values() if each.name == name)
    assert (role.writes, role.reads_all, role.manages_access) == (
        writes,
        reads_all,
        manages_access,
    )


def test_roles_that_only_read_are_told_from_those_that_write() -> None:
    usable = [role for role in catalogue().values() if role.lighthouse == "yes"]
    assert not any(role.manages_access for role in usable)
    writing = [role for role in usable if role.writes]
    assert (len(usable), len(writing)) == (578, 505)
    harmless = [role.name for role in usable if not role.writes]
    assert [name for name in harmless if name.endswith("Contributor")] == [
        "Azure VM Managed identities restore Contributor",
        "Support Request Contributor",
    ]


@given(st.sampled_from([role.name for role in catalogue().values()]))
def test_a_name_typed_in_full_comes_first(name: str) -> None:
    assert search(name)[0].name == name
    assert search(f" {name.upper()} ")[0].name == name


@given(st.sampled_from(["reader", "key vault", "data", "contributor backup", "a", "", "advisor"]))
def test_usable_roles_come_before_those_that_lighthouse_refuses(text: str) -> None:
    found = search(text)
    if found[0].name.casefold() == text:
        found = found[1:]
    refused = [role.lighthouse == "no" for role in found]
    assert any(refused)
    assert not all(refused)
    assert refused == sorted(refused)


def test_documented_roles_come_before_internal_ones() -> None:
    usable = [role.documented for role in search("reader")[1:] if role.lighthouse != "no"]
    assert usable == sorted(usable, reverse=True)
    assert len(set(usable)) == 2


def test_names_that_start_with_the_text_come_first_and_short_ones_before_long() -> None:
    found = [role for role in search("backup") if role.documented and role.lighthouse == "yes"]
    starts = [role.name.casefold().startswith("backup") for role in found]
    assert starts == sorted(starts, reverse=True)
    lengths = [len(role.name) for role in found if role.name.casefold().startswith("backup")]
    assert lengths == sorted(lengths)
    assert len(lengths) > 1


@pytest.mark.parametrize("text", ["owner", "OWNER "])
def test_a_role_that_is_refused_is_still_found_by_its_name(text: str) -> None:
    assert search(text)[0].id == OWNER


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("reader", "Reader"),
        ("cont", "Contributor"),
        ("uaa", None),
        ("access admin", "User Access Administrator"),
        ("delete registration", "Managed Services Registration assignment Delete Role"),
        (UAA.upper(), "User Access Administrator"),
        (UAA[:8], "User Access Administrator"),
    ],
)
def test_what_people_type(text: str, first: str | None) -> None:
    assert next((role.name for role in search(text)), None) == first


@pytest.mark.parametrize("text", ["db", "ad", "fab", "sql db"])
def test_a_short_word_is_not_looked_for_in_ids(text: str) -> None:
    for role in search(text):
        assert all(word in f"{role.name} {role.category}".casefold() for word in text.split())


def test_words_may_stand_in_any_order_and_in_the_category() -> None:
    both = {role.name for role in search("secrets vault")}
    assert both == {role.name for role in search("vault  SECRETS")} != set()
    assert {"AcrPull", "AcrPush"} <= {role.name for role in search("containers acr")}
    assert search("no such role") == []


def test_without_a_text_every_role_is_there_the_usual_ones_first() -> None:
    found = search("")
    assert len(found) == 928
    assert [role.name for role in found[:3]] == [
        "Reader",
        "Contributor",
        "Managed Services Registration assignment Delete Role",
    ]
    assert all(role.lighthouse != "no" for role in found[:8])
    assert search("   ")[:8] == found[:8]


def test_a_role_is_found_by_its_id_or_its_exact_name() -> None:
    reader = catalogue()[READER]
    assert role_named("reader") == role_named("READER") == role_named(READER.upper()) == reader
    assert role_named("Read") is role_named("") is role_named(f" {READER}") is None


def test_a_slip_of_a_name_is_recognised() -> None:
    assert similar_roles("Raeder") == ["Reader"]
    assert similar_roles("log analitics reader")[0] == "Log Analytics Reader"
    assert similar_roles("Zebra tamer") == similar_roles("") == []
