"""A plan on its way through a text editor, with what lint says above the lines it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from data.clean import clean
from data.formats.plain import yaml_lines
from data.formats.plain_reader import read_plan
from data.lint.rule import Finding
from data.lint.text import SIGNS
from data.plan_states import after_edit
from data.plans import Plan


def with_remarks(plan: Plan, findings: Iterable[Finding]) -> str:
    """Write a plan as YAML, with findings as comments above the lines that they are about.

    A finding about what is empty, and so has no line, stands above the entry that it belongs to,
    or else at the top. Comments are not read back.
    """
    lines = list(yaml_lines(plan))
    heads = _heads(line.place for line in lines)
    remarks: dict[str, list[Finding]] = defaultdict(list)
    for each in findings:
        remarks[_line_of(each.place, heads)].append(each)
    written: list[str] = []
    for line in lines:
        above = remarks.pop(line.place, ())
        said = [f"{line.indent}{remark}" for each in above for remark in _remark(each)]
        # What is about the whole stands below the mark, which must come first
        written += [line.text, *said] if not line.place else [*said, line.text]
    return "".join(f"{each}\n" for each in written)


def edited(text: bytes, before: Plan) -> Plan:
    """Read what came back from the editor, as any plan file is read.

    The plan keeps its id, and when it was saved; whoever changes anything is to say again that it
    is ready.

    Raises:
        PlanFileError: It is no plan any more; the sentence names the line or the field.
    """
    found = replace(read_plan(text), id=before.id, saved_at=before.saved_at, ready=before.ready)
    return after_edit(before, found)


def _heads(places: Iterable[str]) -> dict[str, str]:
    """Return the line of each place; an entry of a list is at the line of its first field."""
    found: dict[str, str] = {}
    for place in places:
        found.setdefault(place, place)
        found.setdefault(place.rpartition(".")[0], place)
    return found


def _line_of(place: str, heads: Mapping[str, str]) -> str:
    """Return the place of the line that a finding is about, or of what that belongs to."""
    while place and place not in heads:
        end = max(place.rfind("."), place.rfind("["), 0)
        place = place[:end]
    return heads.get(place, "")


def _remark(finding: Finding) -> Iterator[str]:
    sign = SIGNS[finding.severity]
    yield clean(f"# {sign} {finding.severity}: {finding.message} [{finding.rule}]")
    yield clean(f"#   {finding.fix}")
