"""The commands about profiles: list, add, show, remove."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Annotated, NamedTuple

import msgspec
import typer

from data.errors import WrongUseError
from data.profile_settings import (
    KEYS,
    CloudName,
    ProfileSettings,
    ReaderName,
    SignIn,
    both_problem,
    from_environment,
    layered,
    value_problem,
    variable,
)
from data.query import Field, Listing
from data.store.profile import Profile, is_profile_name
from data.store.profile_file import ProfileFile, Said
from tui import output
from tui.console import fail, plain_errors, put_out, say

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="The profile's name.")]

profile = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Profiles: which Azure, whose tenant, how to sign in. Azure is not asked.",
)


class ProfileRow(NamedTuple):
    """A profile, and what holds for it."""

    name: str
    holds: ProfileSettings
    is_kept: bool
    """Whether there is a cache or a library of it."""


class Setting(NamedTuple):
    """What holds for one key, and who says so."""

    key: str
    value: str
    source: str


PROFILES: Listing[ProfileRow] = Listing(
    name="profiles",
    key=lambda row: row.name,
    search=lambda row: f"{row.name} {row.holds.tenant}",
    record=lambda row: {
        "name": row.name,
        **msgspec.to_builtins(row.holds),
        "kept": row.is_kept,
    },
    fields=(
        Field("name", "Name", lambda row: row.name),
        Field("tenant", "Managing tenant", lambda row: row.holds.tenant or "any"),
        Field("azure", "Azure", lambda row: row.holds.arm_url or row.holds.cloud.value),
        Field("sign_in", "Sign-in", lambda row: row.holds.sign_in.value),
        Field("kept", "Data", lambda row: "yes" if row.is_kept else "no"),
    ),
)
SETTINGS: Listing[Setting] = Listing(
    name="settings",
    key=lambda row: row.key,
    search=lambda row: f"{row.key} {row.value}",
    record=lambda row: row._asdict(),
    fields=(
        Field("key", "Key", lambda row: row.key),
        Field("value", "Value", lambda row: row.value or "–"),
        Field("source", "Said by", lambda row: row.source),
    ),
)


@profile.command("list")
def list_(as_json: Json = False) -> None:
    """Say which profiles there are: in the file, and with data on this machine."""
    with plain_errors():
        said = ProfileFile().profiles()
        names = sorted({*said, *Profile.kept()})
        rows = [
            ProfileRow(each, _holds(said.get(each, {})), each in Profile.kept()) for each in names
        ]
    if as_json:
        put_out(output.document({"profiles": [PROFILES.record(each) for each in rows]}))
    elif rows:
        put_out(output.as_table(PROFILES, rows))
    else:
        say("No profiles yet: 'lightkeeper profile add NAME' makes one, so does the first sync.")


@profile.command("add")
def add(
    name: Name,
    tenant: Annotated[
        str, typer.Option("--tenant", metavar="GUID", help="The managing tenant's id.")
    ] = "",
    cloud: Annotated[CloudName | None, typer.Option("--cloud", help="Which cloud.")] = None,
    arm_url: Annotated[
        str, typer.Option("--arm-url", metavar="URL", help="Another Azure than those.")
    ] = "",
    ca: Annotated[
        str, typer.Option("--ca", metavar="FILE", help="The certificates to trust.")
    ] = "",
    sign_in: Annotated[
        SignIn | None, typer.Option("--sign-in", help="Whose sign-in is used.")
    ] = None,
    reader: Annotated[
        ReaderName | None, typer.Option("--reader", help="The way to read Azure.")
    ] = None,
    leave_out: Annotated[
        list[str] | None,
        typer.Option(
            "--leave-out",
            metavar="GUID",
            help="A customer's tenant or a subscription that is not read. May be given several "
            "times.",
        ),
    ] = None,
) -> None:
    """Add a profile to the file of profiles. What is not given stays as it is by itself.

    No secret belongs there: the environment or az has it.
    """
    ids = " ".join(leave_out or ())
    given = dict(zip(KEYS, (tenant, cloud, arm_url, ca, sign_in, reader, ids), strict=True))
    values = {key: str(value) for key, value in given.items() if value}
    file = ProfileFile()
    with plain_errors():
        if not is_profile_name(name):
            raise WrongUseError(f'"{name}" cannot name a profile: use letters, digits, . - _.')
        problems = [value_problem(key, value) for key, value in values.items()]
        if problem := next(filter(None, [*problems, both_problem(values)]), ""):
            raise WrongUseError(problem)
        file.add(name, values)
    say(f"Added profile {name} to {file.path}. Next: lightkeeper sync --profile {name}")


@profile.command("show")
def show(name: Name, as_json: Json = False) -> None:
    """Say what holds for a profile, and who says so: the file, a variable, or nobody."""
    file = ProfileFile()
    with plain_errors():
        said = file.profiles().get(name)
        if said is None and name not in Profile.kept():
            raise WrongUseError(
                f"There is no profile {name}; 'lightkeeper profile list' lists them."
            )
        rows = _settings(file, said or {})
        folder = Profile(name).folder
    if as_json:
        found = [SETTINGS.record(each) for each in rows]
        put_out(output.document({"name": name, "folder": str(folder), "settings": found}))
    else:
        put_out(output.as_table(SETTINGS, rows))
        say(f"Its data is in {folder}.")


@profile.command("remove")
def remove(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Take a profile out of the file of profiles. Its data on this machine stays."""
    file = ProfileFile()
    with plain_errors():
        ask = name in file.profiles() and not yes
        if ask and not typer.confirm(f"Take profile {name} out of {file.path}?", err=True):
            fail("Nothing was changed.", 1)
        file.remove(name)
        is_kept = name in Profile.kept()
    say(f"Took profile {name} out of {file.path}.")
    if is_kept:
        say(f"Its data stays: lightkeeper wipe --library --profile {name} forgets it.")


def _holds(said: Mapping[str, Said]) -> ProfileSettings:
    return layered({key: each.value for key, each in said.items()})


def _settings(file: ProfileFile, said: Mapping[str, Said]) -> list[Setting]:
    variables = from_environment(os.environ)
    plain = {key: each.value for key, each in said.items()}
    holds = msgspec.to_builtins(layered(plain, variables))
    return [Setting(key, _text(holds[key]), _source(key, file, said, variables)) for key in KEYS]


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else " ".join(value)


def _source(
    key: str, file: ProfileFile, said: Mapping[str, Said], variables: Mapping[str, str]
) -> str:
    if key in variables:
        return variable(key)
    if key in said:
        return f"{file.path.name}, line {said[key].line}"
    return "by itself"
