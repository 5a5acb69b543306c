"""What ``plan export`` does; apart from the commands, for the dashboard starts without it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from data.errors import WrongUseError
from data.formats.audience import subscription_names
from data.formats.exports import Export, export
from data.formats.format import Format, form_by_name, name_problem
from data.formats.identity import deployed_groups, target_of
from data.formats.imported import as_drafts
from data.formats.outputs import names_of_files, stem_of
from data.lint.around import context_of_plan
from data.lint.engine import lint
from data.lint.rule import Severity
from data.plans import Plan
from data.sides import draft_name
from data.snapshot import Snapshot
from data.store.import_files import FILE_ENDINGS, load, parameters_beside
from data.store.outgoing import Outgoing
from data.store.profile import Profile
from data.words import plural
from tui.console import contents_of, put_files, put_out, say
from tui.plan_files import find_plan


def export_plan(
    profile: Profile,
    name: str,
    form: Format | None,
    groups: Sequence[str],
    path: Path | None,
    *,
    marketplace: bool,
    force: bool,
) -> bool:
    """Write a plan to files, or print the first of them.

    Args:
        profile: Whose library has the plan, and whose cache knows what is published.
        name: The plan, by words of its name; or a file that holds one.
        form: What it is written as; by the ending of the path when absent, else YAML.
        groups: Resource groups to delegate; those it was deployed to when absent.
        path: Where to; the files that go with the first stand beside it. Printed when absent.
        marketplace: Whether a deployment names the marketplace's plan.
        force: Whether files that are there are replaced.

    Returns:
        Whether lint finds no error in the plan; it is written all the same.

    Raises:
        PlainError: There is no such plan, or the files cannot be written.
    """
    snapshot = contents_of(profile)
    plan = _plan(snapshot, name, profile.name)
    form = _form(form, path)
    if groups and not form.deploys:
        raise WrongUseError(f"{form.title} deploys nothing, so --group says nothing to it.")
    wanted = target_of(tuple(groups) or deployed_groups(plan), marketplace=marketplace)
    target = replace(wanted, names=subscription_names(snapshot))
    found = export(plan, form, target, stem_of(path.name, form.ending) if path else "")
    if path is None:
        _print(found)
    else:
        files = outgoing(found, path)
        put_files(files, force=force)
        say(f"Wrote {draft_name(plan)} to {', '.join(str(each.path) for each in files)}.")
    for note in found.notes:
        say(note)
    return _is_right(plan, snapshot)


def outgoing(found: Export, path: Path) -> list[Outgoing]:
    """Return the files of an export with their places: the first is the path, the others beside."""
    names = names_of_files(found.files, path.name)
    return [
        Outgoing(path.with_name(name), each.text.encode())
        for name, each in zip(names, found.files, strict=True)
    ]


def _form(form: Format | None, path: Path | None) -> Format:
    """Return what is written, which the name of the file must not contradict."""
    if path is None or path.is_dir():  # who writes it says what is wrong with a folder
        return form or Format.YAML
    if str(path) == "-":
        raise WrongUseError("-o takes the name of a file. Leave it out, and it is printed.")
    if form and (problem := name_problem(form, path.name)):
        raise WrongUseError(f'"{path}" is a strange name for it. {problem}')
    return form or form_by_name(path.name)


def _plan(snapshot: Snapshot, name: str, profile_name: str) -> Plan:
    """Return a plan of the library or of Azure, or the one in a file."""
    if not _is_path(name):
        return find_plan(snapshot, name, profile_name)
    found = as_drafts(load(Path(name), parameters_beside(Path(name)))).definitions
    if len(found) != 1:
        raise WrongUseError(f"{name} holds {len(found)} plans; 'plan import' takes them all.")
    return found[0].plan


def _is_path(name: str) -> bool:
    """Whether a name is that of a file, be it there or not."""
    path = Path(name)
    return bool(name) and (path.exists() or path.suffix.lower() in FILE_ENDINGS)


def _print(found: Export) -> None:
    first, *others = found.files
    put_out(first.text.rstrip("\n"))
    if others:
        names = ", ".join(f"*{each.ending}" for each in others)
        say(f"What belongs to it was left out ({names}); -o FILE writes all.")


def _is_right(plan: Plan, snapshot: Snapshot) -> bool:
    found = lint(plan, context_of_plan(plan, snapshot))
    errors = [each for each in found if each.severity is Severity.ERROR]
    if errors:
        what = f"{plural(len(errors), 'error')}: {errors[0].message}"
        say(f"Azure or Partner Center will refuse it: {what} 'plan lint' tells all.")
    return not errors
