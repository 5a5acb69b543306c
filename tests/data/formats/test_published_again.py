"""Every published template, read, written out by us, and read again."""

from __future__ import annotations

import json
from pathlib import Path

from data.formats.arm import read_template
from data.formats.exports import export
from data.formats.format import Format
from data.formats.identity import Target
from data.formats.imported import Imported, ImportedAssignment, Kind, as_drafts
from data.formats.json_text import NotJsonError
from data.plans import Plan
from tests.data.formats.planning import carried
from tests.data.formats.test_published_templates import PAIRS


def assigned(found: Imported, at: int) -> list[ImportedAssignment]:
    return [each for each in found.assignments if each.definition == at]


def scopes(found: list[ImportedAssignment]) -> set[tuple[str, str]]:
    return {(each.resource_group.lower(), each.name.lower()) for each in found}


def again(plan: Plan, groups: tuple[str, ...]) -> Imported:
    """What is read from the template that we make of a plan."""
    written = export(plan, Format.ARM, Target(groups)).files[0].text
    return as_drafts(read_template(written.encode()))


def check(found: Imported) -> int:
    """Each definition and what it is assigned to is kept; how many that were."""
    for at, definition in enumerate(found.definitions):
        before = assigned(found, at)
        known = [
            each for each in before if each.name and bool(each.resource_group) == each.of_group
        ]
        groups = tuple(each.resource_group for each in known if each.of_group)
        second = again(definition.plan, groups)
        (after,) = second.definitions
        assert carried(after.plan) == carried(definition.plan)
        assert (second.unresolved, second.asked, second.others) == ((), (), ())
        if definition.name:
            assert after.name == definition.name
        if known and definition.name:
            assert scopes(list(second.assignments)) == scopes(known)
        left = [each for each in before if each not in known]
        assert not left or found.unresolved, "what is left out is named"
    return len(found.definitions)


def test_what_a_template_says_is_kept(shared: Path) -> None:
    facts = json.loads((shared / "TEMPLATE-FACTS.json").read_bytes())
    kept = 0
    for name, expected in facts.items():
        try:
            found = as_drafts(read_template((shared / name).read_bytes()))
        except NotJsonError:
            continue
        checked = check(found)
        assert checked == len(expected.get("definitions", ())) or found.kind is Kind.PARAMETERS
        kept += checked
    assert kept > 19


def test_what_a_template_says_with_its_parameters_is_kept(shared: Path) -> None:
    for name, parameters in PAIRS.items():
        content, values = (shared / name).read_bytes(), (shared / parameters).read_bytes()
        found = as_drafts(read_template(content, values))
        assert check(found) >= 1
        named = {(each.type, each.place) for each in found.others}
        assert len(named) == len(found.others)
