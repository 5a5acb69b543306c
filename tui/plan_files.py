"""What the commands about plans do; apart from them, for the dashboard starts without it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import typer
from msgspec import structs

from data.clean import clean
from data.errors import StoreError, WrongUseError
from data.formats.import_text import description
from data.formats.imported import AskedParameter, Imported
from data.formats.plain import to_json, to_yaml
from data.lint.around import context_of_plan
from data.lint.imported import lint_imported
from data.lint.rule import Finding, Severity
from data.lint.subject import Context
from data.plan_listings import PLANS
from data.plans import Plan, new_plan
from data.query import Rows, fold, parse
from data.sides import draft_name
from data.snapshot import Snapshot
from data.store.files import write_atomic
from data.store.import_files import load, parameters_beside
from data.store.profile import Profile
from data.words import plural
from tui import output
from tui.console import contents_of, put_out, say


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
    kept = _keep(keep_in, found) if keep_in else []
    if as_json:
        put_out(output.document(msgspec.to_builtins(found)))
    else:
        put_out("\n".join(line.text for line in description(found)))
    for each in kept:
        say(f"Kept as a draft: {draft_name(each)}.")
    return bool(found.definitions) and not (found.asked or found.unresolved)


def lint_files(
    files: Sequence[Path], given: Sequence[str], profile: Profile, as_json: bool
) -> bool:
    """Say what is wrong with the plans in files.

    Returns:
        Whether there is no error.

    Raises:
        PlainError: A file cannot be read, or is not what it should be.
    """
    around, values = _around(profile), _values(given)
    found = [(file, load(file, parameters_beside(file), values)) for file in files]
    results = [
        (clean(str(file)), definition.place, finding)
        for file, imported in found
        for definition, findings in lint_imported(imported, around)
        for finding in findings
    ]
    if as_json:
        put_out(_findings_json(results, found))
    else:
        _tell(results, found)
    return not any(finding.severity is Severity.ERROR for _, _, finding in results)


def export_plan(profile: Profile, name: str, is_yaml: bool, path: Path | None, force: bool) -> None:
    """Write a plan of the library to a file, or print it.

    Raises:
        PlainError: There is no such plan, or the file cannot be written.
    """
    found = _find(contents_of(profile), name)
    text = to_yaml(found) if is_yaml else to_json(found)
    if path is None:
        put_out(text.rstrip("\n"))
        return
    if path.exists() and not force:
        raise StoreError(f"{path} is there already. --force replaces it.")
    write_atomic(path, text.encode())
    say(f"Wrote {draft_name(found)} to {path}.")


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


def _keep(profile: Profile, found: Imported) -> list[Plan]:
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    plans = [
        structs.replace(each.plan, id=each.plan.id or new_plan("").id, saved_at=moment)
        for each in found.definitions
    ]
    profile.library.save(*plans)
    return plans


def _around(profile: Profile) -> Callable[[Plan], Context]:
    snapshot = contents_of(profile)
    return lambda each: context_of_plan(each, snapshot)


def _find(snapshot: Snapshot, name: str) -> Plan:
    rows = Rows(PLANS, snapshot.plans)
    exact = [each for each in rows.rows if fold(name) in (fold(draft_name(each)), fold(each.id))]
    found = exact or [rows.rows[at] for at in rows.select(parse(name))]
    if len(found) == 1:
        return found[0]
    names = "; ".join(map(draft_name, found or rows.rows)) or "none at all"
    which = "may be any of these" if found else "is no plan of the library; there are"
    raise WrongUseError(f'"{name}" {which}: {names}.')


def _findings_json(
    results: Sequence[tuple[str, str, Finding]], files: Sequence[tuple[Path, Imported]]
) -> str:
    rows = [
        {"file": file, "definition": place, **msgspec.to_builtins(finding)}
        for file, place, finding in results
    ]
    left_open = [
        {"file": str(file), **msgspec.to_builtins(part)}
        for file, imported in files
        for part in imported.unresolved
    ]
    return output.document({"findings": rows, "unresolved": left_open})


def _tell(
    results: Sequence[tuple[str, str, Finding]], files: Sequence[tuple[Path, Imported]]
) -> None:
    for file, place, each in results:
        put_out(f"{file}: {place} {each.place}: {each.severity} {each.rule}: {each.message}")
        put_out(f"    Why: {each.why}\n    Fix: {each.fix}\n    {each.link}")
    for path, imported in files:
        if not imported.definitions:
            say(f"{path}: no plan was found in it.")
        elif imported.unresolved:
            parts = plural(len(imported.unresolved), "part")
            say(f"{path}: {parts} left open, of which no rule speaks; 'plan import' lists them.")
    counts = {of: sum(each.severity is of for _, _, each in results) for of in Severity}
    say(", ".join(plural(count, of.value) for of, count in counts.items()) + ".")
