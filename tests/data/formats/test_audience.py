"""The audience of a private plan as a file."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from data.clean import defused_cell
from data.formats.audience import subscription_names
from data.formats.exports import export
from data.formats.format import Format
from data.formats.identity import Target
from data.models import same_id
from data.plans import Plan, Visibility
from data.snapshot import Snapshot
from tests.data.lint.examples import GOOD
from tests.data.records import customers, definition, delegation, guid, known, subscription

PROD, DEV = guid("prod"), guid("dev")
UNNAMED = "Where no name is known, the description is empty; Partner Center does not need it."


def for_audience(*ids: str, **fields: object) -> Plan:
    return replace(GOOD, audience=ids, **fields)


def rows_of(plan: Plan, names: dict[str, str] | None = None) -> list[list[str]]:
    (file,) = export(plan, Format.AUDIENCE, Target(names=names or {})).files
    assert file.ending == ".audience.csv"
    return list(csv.reader(io.StringIO(file.text, newline="")))


def test_each_subscription_has_a_row_with_its_name_if_that_is_known() -> None:
    assert rows_of(for_audience(PROD.upper(), DEV), {PROD: "Fabrikam / Prod"}) == [
        ["Id", "Description", "Type"],
        [PROD.upper(), "Fabrikam / Prod", "SubscriptionId"],
        [DEV, "", "SubscriptionId"],
    ]


def test_a_subscription_that_is_there_twice_has_one_row() -> None:
    assert len(rows_of(for_audience(PROD, PROD.upper()))) == 2


@given(st.lists(st.text(max_size=9), max_size=4), st.text(max_size=9))
def test_it_reads_back_and_holds_no_formula(ids: list[str], name: str) -> None:
    names = {same_id(each): name for each in ids}
    found = rows_of(for_audience(*ids), names)[1:]
    unique = {same_id(each): each for each in ids}
    assert found == [
        [defused_cell(each), defused_cell(name), "SubscriptionId"] for each in unique.values()
    ]


def test_a_name_that_is_a_formula_is_only_a_text() -> None:
    assert rows_of(for_audience(PROD), {PROD: '=HYPERLINK("x")'})[1][1] == '\'=HYPERLINK("x")'


def test_nothing_is_said_of_an_audience_that_can_be_typed() -> None:
    assert export(for_audience(PROD), Format.AUDIENCE, Target(names={PROD: "Prod"})).notes == ()


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (for_audience(), "The plan has no audience: the file holds nothing but the headings."),
        (
            for_audience(PROD, visibility=Visibility.PUBLIC),
            "The plan is public: Partner Center asks for no audience.",
        ),
        (for_audience(PROD, "Prod"), "No id of a subscription: Prod."),
        (for_audience(PROD), UNNAMED),
        (
            for_audience(*(guid(str(each)) for each in range(11))),
            "11 subscriptions are more than the 10 that can be typed: upload the file.",
        ),
        (
            for_audience(*(guid(str(each)) for each in range(10_001))),
            "10,001 subscriptions: Partner Center takes 10,000 by file. Make a second plan for the "
            "others.",
        ),
    ],
    ids=["none", "public", "no id", "no name", "many", "too many"],
)
def test_what_partner_center_may_refuse_is_said(plan: Plan, said: str) -> None:
    assert said in export(plan, Format.AUDIENCE, Target()).notes


def test_names_are_those_of_azure() -> None:
    prod, lab = subscription("Prod", "fabrikam"), subscription("", "litware")
    held = [definition(prod), definition(lab)]
    snapshot = Snapshot(
        known([prod, lab], held, map(delegation, held), customers=customers(fabrikam="Fabrikam"))
    )
    assert subscription_names(snapshot) == {prod.subscription_id: "Fabrikam / Prod"}
