"""A plan in a text editor, and back."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from data.formats.plain import to_yaml, yaml_lines
from data.formats.plain_editing import edited, with_remarks
from data.formats.plain_reader import read_plan
from data.formats.plain_tree import PlanFileError
from data.lint.engine import lint
from data.models import Approver, Authorization
from data.plans import Plan
from tests.data.arbitrary import records
from tests.data.formats.test_plain import cleaned
from tests.data.lint.examples import BACKUP, GOOD, OWNER, activates, adding, gives, without
from tests.data.lint.mutations import MUTATIONS, good_plans
from tests.data.records import BOSS, OPS, READER

READY = replace(GOOD, ready=True, saved_at="2026-11-22T08:00:00+00:00")


def above(plan: Plan) -> dict[str, list[str]]:
    """The rules told above each line that has any, by what stands in the line."""
    found: dict[str, list[str]] = {}
    waiting: list[str] = []
    for line in with_remarks(plan, lint(plan)).splitlines():
        text = line.strip()
        if text.startswith("#"):
            waiting += [text.rpartition("[")[2].rstrip("]")] if text.endswith("]") else []
        elif waiting:
            found[text], waiting = waiting, []
    return found


def test_findings_stand_above_their_lines() -> None:
    plan = replace(
        gives(OWNER), eligible=activates(mfa="Yes", approvers=(Approver("boss", "Lead"),)).eligible
    )
    assert above(plan) == {
        f"role_id: {OWNER}  # Owner": ["role-owner"],
        'mfa: "Yes"': ["mfa-value"],
        "principal_id: boss": ["principal-not-guid"],
    }
    text = with_remarks(plan, lint(plan))
    assert (
        f"  # ✗ error: The role is Owner. [role-owner]\n"
        f"  #   Give Contributor, or the roles for the work at hand.\n"
        f"  role_id: {OWNER}  # Owner\n"
    ) in text


def test_findings_about_what_has_no_line_stand_as_near_as_can_be() -> None:
    plan = adding(
        Authorization(OPS, READER, "Operations"),
        Authorization(OPS, READER, ""),
        to=replace(activates(approvers=(Approver(BOSS),)), name=""),
    )
    found = above(plan)
    assert found["- principal_id: " + OPS] == ["display-name-missing", "duplicate-authorization"]
    assert found["- principal_id: " + BOSS] == ["display-name-missing"]
    assert found['id: "1"'] == ["name-missing"]
    assert with_remarks(plan, lint(plan)).startswith("lightkeeper_plan: 1\n# ✗ error: The plan has")
    nothing = replace(GOOD, authorizations=())
    assert above(nothing)['id: "1"'] == ["no-permanent-authorization"]


def test_findings_about_a_list_stand_above_it() -> None:
    assert above(without(*GOOD.authorizations[:2]))["authorizations:"] == [
        "no-delete-role",
        "no-reader",
    ]


@pytest.mark.parametrize("name", MUTATIONS)
@settings(max_examples=5)
@given(data=st.data())
def test_every_finding_is_told_and_none_is_read_back(name: str, data: st.DataObject) -> None:
    plan = MUTATIONS[name].apply(data.draw(good_plans()), data.draw)
    findings = lint(plan, MUTATIONS[name].knowing)
    text = with_remarks(plan, findings)
    assert read_plan(text.encode()) == cleaned(plan)
    for each in findings:
        assert f"[{each.rule}]" in text
    assert text.count("\n") == to_yaml(plan).count("\n") + 2 * len(findings)


@given(records(Plan))
@example(GOOD)
def test_what_was_not_touched_is_the_same(plan: Plan) -> None:
    plan = cleaned(plan)
    assert edited(with_remarks(plan, lint(plan)).encode(), plan) == plan
    assert edited(to_yaml(plan).encode(), plan) == plan
    assert with_remarks(plan, ()) == to_yaml(plan)


def test_what_was_edited_keeps_its_id_and_is_ready_no_more() -> None:
    text = to_yaml(READY).replace("1.1.0", "1.2.0").replace('id: "1"', "id: other")
    assert edited(text.encode(), READY) == replace(READY, version="1.2.0", ready=False)
    without_id = to_yaml(READY).replace('id: "1"\n', "").replace("saved_at", "# saved_at")
    assert edited(without_id.encode(), READY) == READY


def test_nobody_makes_a_plan_ready_in_an_editor() -> None:
    text = to_yaml(GOOD) + "ready: true\n"
    assert edited(text.encode(), GOOD) == GOOD


def test_what_is_wrong_is_named() -> None:
    text = with_remarks(gives(OWNER), lint(gives(OWNER))).replace("principal_id", "principal")
    line = next(at for at, each in enumerate(text.splitlines(), 1) if "principal:" in each)
    with pytest.raises(PlanFileError, match=rf"^Line {line}: authorizations\[0\]\.principal: "):
        edited(text.encode(), GOOD)


def test_lines_know_what_stands_in_them() -> None:
    places = [line.place for line in yaml_lines(GOOD)]
    assert places[:4] == ["", "id", "name", "publisher_id"]
    assert places[-5:] == [
        "eligible[0].max_duration",
        "eligible[0].mfa",
        "eligible[0].approvers",
        "eligible[0].approvers[0].display_name",
        "eligible[0].approvers[0].principal_id",
    ]
    at = places.index("authorizations[2].delegated_role_ids[0]")
    assert BACKUP in list(yaml_lines(GOOD))[at].text
