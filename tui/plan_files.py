"""What the commands about plans do; apart from them, for the dashboard starts without it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from enum import Enum, auto
from pathlib import Path
from typing import NamedTuple

import msgspec
import typer
from msgspec import structs

from data.clean import clean
from data.errors import PlainError, WrongUseError
from data.formats.import_text import description
from data.formats.imported import (
    AskedParameter,
    Imported,
    ImportedDefinition,
    as_drafts,
    is_twin,
)
from data.library_rows import library_rows
from data.lint.around import context_of_plan
from data.lint.imported import is_checked, lint_imported
from data.lint.rule import Finding, Severity
from data.lint.subject import Context
from data.plan_listings import PLANS
from data.plans import Plan
from data.query import Rows, fold, parse
from data.sides import draft_name
from data.snapshot import Snapshot
from data.store.import_files import load, parameters_beside
from data.store.profile import Profile
from data.words import plural
from tui import output
from tui.console import contents_of, put_out, say

_NAMED = 12
"""Plans that a message lists."""


class Outcome(Enum):
    """How linting ended."""

    FINE = auto()
    WRONG = auto()
    """There is an error, or nothing could be checked."""
    UNREADABLE = auto()


class Linted(NamedTuple):
    """A file that was read, and what is wrong with the plans in it."""

    file: str
    imported: Imported
    findings: list[tuple[ImportedDefinition, tuple[Finding, ...]]]

    @property
    def has_errors(self) -> bool:
        """Whether any of its plans will be refused."""
        return any(each.severity is Severity.ERROR for _, found in self.findings for each in found)


def import_file(
    file: Path,
    parameters: Path | None,
    given: Sequence[str],
    keep_in: Profile | None,
    *,
    as_json: bool,
) -> bool:
    """Read a file, say what is in it, and keep its plans as drafts.

    Args:
        file: The file.
        parameters: Its parameter file; the one beside it when absent.
        given: Values of parameters, ``NAME=VALUE``.
        keep_in: The profile whose library takes the plans; none of them is kept when absent.
        as_json: Whether to print JSON.

    Returns:
        Whether nothing is left open.

    Raises:
        PlainError: A file cannot be read, or is not what it should be.
    """
    values = _values(given)
    beside = parameters or parameters_beside(file)
    found = load(file, beside, values)
    if found.asked and not as_json and sys.stdin.isatty():
        found = load(file, beside, values | _ask(found.asked))
    if beside and not parameters:
        say(f"Parameters from {beside}.")
    kept = as_drafts(found)
    if as_json:
        put_out(output.document(msgspec.to_builtins(kept)))
    else:
        put_out("\n".join(line.text for line in description(kept)))
    if keep_in:
        _keep(keep_in, kept)
    return bool(found.definitions) and not (found.asked or found.unresolved)


def lint_files(
    files: Sequence[Path],
    parameters: Path | None,
    given: Sequence[str],
    profile: Profile,
    as_json: bool,
) -> Outcome:
    """Say what is wrong with the plans in files; one that cannot be read keeps no other back.

    Raises:
        WrongUseError: A value is not given as it should be.
    """
    around, values = _around(profile), _values(given)
    linted: list[Linted] = []
    failed: list[tuple[Path, str]] = []
    for file in files:
        try:
            found = load(file, parameters or parameters_beside(file), values)
        except PlainError as error:
            failed.append((file, str(error)))
        else:
            linted.append(Linted(clean(str(file)), found, lint_imported(found, around)))
    if as_json:
        put_out(_findings_json(linted, failed))
    else:
        _tell(linted)
    for _, sentence in failed:
        say(sentence)
    if failed:
        return Outcome.UNREADABLE
    wrong = any(each.has_errors or not is_checked(each.imported) for each in linted)
    return Outcome.WRONG if wrong else Outcome.FINE


def _values(given: Sequence[str] | None) -> dict[str, str]:
    pairs = [each.partition("=") for each in given or ()]
    if wrong := [name for name, sign, _ in pairs if not sign or not name]:
        raise WrongUseError(f"--parameter takes NAME=VALUE, not {wrong[0] or 'an empty name'}.")
    return {name: value for name, _, value in pairs}


def _ask(asked: Sequence[AskedParameter]) -> dict[str, str]:
    """Ask for what the template needs; an empty answer leaves it open."""
    say(f"The template needs {plural(len(asked), 'value')}. Enter alone leaves one open.")
    found = {each.name: typer.prompt(f"{each.name} ({each.type})", "", err=True) for each in asked}
    return {name: value for name, value in found.items() if value}


def _keep(profile: Profile, found: Imported) -> None:
    """Put the plans into the library; one that is there already as it is needs no twin."""
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    there = profile.library.contents().plans
    ids = {each.id for each in there}
    for definition in found.definitions:
        plan = definition.plan
        if any(is_twin(plan, each) for each in there):
            say(f"There already: {draft_name(plan)}.")
            continue
        profile.library.save(structs.replace(plan, saved_at=moment, ready=False))
        say(f"{'Replaced the draft' if plan.id in ids else 'Kept as a draft'}: {draft_name(plan)}.")


def _around(profile: Profile) -> Callable[[Plan], Context]:
    snapshot = contents_of(profile)
    return lambda each: context_of_plan(each, snapshot)


def find_plan(snapshot: Snapshot, name: str, profile_name: str) -> Plan:
    """Return the plan that words of its name, its ids, or ``offer/plan version`` stand for.

    A draft comes before what is only published.

    Raises:
        WrongUseError: There is none, or there are several.
    """
    published = [row.plan for row in library_rows(snapshot) if not row.is_kept]
    found = _matching(snapshot.plans, name) or _matching(published, name)
    if len(found) == 1:
        return found[0]
    every = found or [*snapshot.plans, *published]
    if not every:
        raise WrongUseError(
            f"Profile {profile_name} has no plan yet: 'plan import FILE' or the dashboard makes "
            "one, a sync shows those that are published. Or name a file."
        )
    names = "; ".join(map(_told, every[:_NAMED]))
    more = f"; and {len(every) - _NAMED:,} more" if len(every) > _NAMED else ""
    which = "may be any of these" if found else f"is no plan of profile {profile_name}; there are"
    raise WrongUseError(f'"{name}" {which}: {names}{more}.')


def _matching(plans: Sequence[Plan], name: str) -> list[Plan]:
    """Return the plans with just this name; else those with all its words, if it has any."""
    wanted = fold(name.strip())
    exact = [each for each in plans if wanted in map(fold, _names(each))]
    if exact or not wanted:
        return exact
    rows = Rows(PLANS, plans)
    return [plans[at] for at in rows.select(parse(name))]


def _names(plan: Plan) -> Iterator[str]:
    yield from filter(None, (draft_name(plan), plan.id))
    if plan.offer_id and plan.plan_id:
        yield f"{plan.offer_id}/{plan.plan_id} {plan.version}"
        yield f"{plan.offer_id}/{plan.plan_id}"


def _told(plan: Plan) -> str:
    ids = f"{plan.offer_id}/{plan.plan_id} {plan.version}" if plan.offer_id else ""
    return f"{draft_name(plan)} ({plan.id or ids})"


def _findings_json(linted: Sequence[Linted], failed: Sequence[tuple[Path, str]]) -> str:
    content = {
        "findings": [
            {"file": each.file, "definition": of.place, **msgspec.to_builtins(finding)}
            for each in linted
            for of, found in each.findings
            for finding in found
        ],
        "unresolved": [
            {"file": each.file, **msgspec.to_builtins(part)}
            for each in linted
            for part in each.imported.unresolved
        ],
        "failed": [{"file": str(file), "message": sentence} for file, sentence in failed],
    }
    return output.document(content)


def _tell(linted: Sequence[Linted]) -> None:
    counts: Counter[Severity] = Counter()
    for each in linted:
        for definition, found in each.findings:
            counts.update(finding.severity for finding in found)
            for one in found:
                place = f"{each.file}: {definition.place} {one.place}"
                put_out(f"{place}: {one.severity} {one.rule}: {one.message}")
                put_out(f"    Why: {one.why}\n    Fix: {one.fix}\n    {one.link}")
        if not each.imported.definitions:
            say(f"{each.file}: no plan was found in it.")
        elif left := len(each.imported.unresolved):
            parts = plural(left, "part")
            whole = "" if is_checked(each.imported) else ", so that nothing could be checked"
            say(f"{each.file}: {parts} left open{whole}; 'plan import --dry-run' lists them.")
    if linted:
        say(", ".join(plural(counts[of], of.value) for of in Severity) + ".")
