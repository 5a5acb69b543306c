"""The commands about plans: import, lint, export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from data.formats.format import Format
from data.store.profile import Profile
from tui.console import FINDINGS, NO_FILE, ProfileName, plain_errors, say

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Given = Annotated[
    list[str] | None,
    typer.Option(
        "--parameter",
        "-p",
        metavar="NAME=VALUE",
        help="A value for a parameter, as text or JSON. May be given several times.",
    ),
]
Template = Annotated[Path, typer.Argument(metavar="FILE", help="A template, a plan, a list.")]

plan = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Plans from files and into files, and what is wrong with them. Azure is not asked.",
)


@plan.command("import")
def import_(
    context: typer.Context,
    file: Template,
    parameters: Annotated[
        Path | None, typer.Argument(metavar="[PARAMETERS]", help="Its parameter file.")
    ] = None,
    profile: ProfileName = None,
    given: Given = None,
    as_json: Json = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what is in it.")] = False,
) -> None:
    """Read a plan out of a file into the library, as a draft.

    Takes ARM templates of every api-version (nested, many groups, policies that deploy), parameter
    files, plans in YAML or JSON, and what 'az managedservices definition list' prints. A parameter
    file of the template's name beside it is used by itself. Exits with 1 when something is left
    open.
    """
    from tui import plan_files

    with plain_errors():
        keep_in = None if dry_run else _profile(context, profile)
        whole = plan_files.import_file(file, parameters, given or (), keep_in, as_json=as_json)
    if not whole:
        raise typer.Exit(FINDINGS)


@plan.command("lint")
def lint_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Templates and plans.")],
    parameters: Annotated[
        Path | None, typer.Option("--parameters", metavar="FILE", help="A parameter file for them.")
    ] = None,
    profile: ProfileName = None,
    given: Given = None,
    as_json: Json = False,
) -> None:
    """Say what Azure or Partner Center will refuse, what will hurt, and how to mend it.

    What the profile's cache knows counts: the version that is published, other plans, customers.
    Exits with 1 when there is an error, or when a file tells nothing that could be checked.
    """
    from tui import plan_files

    with plain_errors():
        found = plan_files.lint_files(
            files, parameters, given or (), _profile(context, profile), as_json
        )
    if found is plan_files.Outcome.UNREADABLE:
        raise typer.Exit(NO_FILE)
    if found is plan_files.Outcome.WRONG:
        raise typer.Exit(FINDINGS)


def _formats_explained() -> str:
    """Return every format with its sentence, kept by the help as it is after the mark."""
    rows = (f"  {each.value:<16} {each.title}: {each.about}" for each in Format)
    return "\b\nFormats:\n" + "\n".join(rows)


@plan.command("export", epilog=_formats_explained())
def export(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="PLAN",
            help="Words of its name, or OFFER/PLAN VERSION; or a file.",
        ),
    ],
    profile: ProfileName = None,
    form: Annotated[
        Format | None,
        typer.Option("--format", help="What to write; by the file's ending, else YAML."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where; else printed.")
    ] = None,
    group: Annotated[
        list[str] | None,
        typer.Option(
            "--group",
            metavar="NAME",
            help="A resource group to delegate instead of the subscription. "
            "May be given several times.",
        ),
    ] = None,
    marketplace: Annotated[
        bool,
        typer.Option(
            "--marketplace/--no-marketplace",
            help="Whether a deployment names the marketplace's plan.",
        ),
    ] = True,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write a plan as a file that is ready to deploy, to type off, to send, or to keep in git.

    What goes with the file stands beside it: parameters, a module. The same plan gives the same
    files. Exits with 1 when lint finds an error in the plan, which is written all the same.
    """
    from tui import plan_export

    with plain_errors():
        is_right = plan_export.export_plan(
            _profile(context, profile),
            name,
            form,
            group or (),
            output,
            marketplace=marketplace,
            force=force,
        )
    if not is_right:
        raise typer.Exit(FINDINGS)


def _profile(context: typer.Context, profile: str | None) -> Profile:
    return Profile(context.obj.or_else(profile, None, None, None).profile, report=say)
