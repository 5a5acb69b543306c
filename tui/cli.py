"""The command line: everything that the program does without its screens."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.changes import vanished
from data.emulator.faults import KINDS
from data.emulator.options import CUSTOMERS, DELEGATIONS, SEED, Options
from data.known import nobody
from data.ledger import RolloutEntry
from data.profile_settings import ReaderName
from data.snapshot import Snapshot, newly_accepted
from data.store.profile import Profile
from data.words import plural
from screens.widgets.columns import shorten
from tui.console import (
    NAMES_WIDTH,
    PARTIAL,
    USAGE,
    ProfileName,
    fail,
    plain_errors,
    put_out,
    say,
)
from tui.doctor_cli import doctor
from tui.list_cli import list_
from tui.plan_cli import plan
from tui.profile_cli import profile as profile_commands
from tui.settings import Settings
from tui.sign_in_cli import show_sign_in
from tui.updates_cli import updates

if TYPE_CHECKING:
    from data.azure.cancel import Progress
    from data.known import Known
    from tui.app import LightkeeperApp


cli = typer.Typer(
    name="lightkeeper",
    epilog="New here? 'lightkeeper demo' shows everything on sample data and needs nothing.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ArmUrl = Annotated[
    str | None,
    typer.Option("--arm-url", metavar="URL", help="Another Azure, such as 'emulator' prints."),
]
Ca = Annotated[
    str | None, typer.Option("--ca", metavar="FILE", help="The certificate of the one there.")
]
Reader = Annotated[
    ReaderName | None,
    typer.Option(
        "--reader",
        help="auto: ask Resource Graph, and each subscription that it leaves in doubt. "
        "graph: ask Resource Graph alone. arm: ask each subscription.",
    ),
]
Customers = Annotated[int, typer.Option("--customers", min=1, max=20_000, help="How many.")]
Delegations = Annotated[
    int, typer.Option("--delegations", min=1, max=100, help="How many each delegates, about.")
]
Seed = Annotated[int, typer.Option("--seed", help="Another number makes another sample.")]
Throttle = Annotated[
    bool, typer.Option("--throttle", help="Refuse requests above Azure's limits, with 429.")
]
FaultNames = Annotated[
    list[str] | None,
    typer.Option(
        "--fault",
        metavar="NAME[=RATE]",
        help="What goes wrong on purpose, and for which share of requests: 0.1 is every tenth, "
        "a third unless told otherwise. May be given several times.",
    ),
]


def _faults_explained() -> str:
    """Return every fault with its sentence, kept by the help as it is after the mark."""
    return "\b\nFaults:\n" + "\n".join(f"  {name:<10} {why}" for name, why in KINDS.items())


@cli.callback(invoke_without_command=True)
def dashboard(
    context: typer.Context,
    profile: ProfileName = None,
    arm_url: ArmUrl = None,
    ca: Ca = None,
    reader: Reader = None,
) -> None:
    """Azure Lighthouse for the managing side: which customers delegated what to you, under which
    version of your offer, and who of you can do what there.

    Without a command the dashboard opens, from the cache on this machine; r in it syncs with
    Azure. It only ever reads. Sign-in is that of 'az login', or AZURE_TENANT_ID, AZURE_CLIENT_ID
    and AZURE_CLIENT_SECRET.
    """  # noqa: D205  # typer prints it as the help
    context.obj = Settings().or_else(profile, arm_url, ca, reader)
    if context.invoked_subcommand is None:
        settings: Settings = context.obj
        with plain_errors():
            settings.resolved()  # what cannot be right is better told now than at the first sync
            app = _open(Profile(settings.profile), settings.source)
        if app.wants_demo:
            _demo(CUSTOMERS, DELEGATIONS, SEED)


@cli.command()
def demo(
    context: typer.Context,
    customers: Customers = CUSTOMERS,
    delegations: Delegations = DELEGATIONS,
    seed: Seed = SEED,
) -> None:
    """Open the dashboard on sample data. Needs no Azure, no sign-in, no network."""
    if context.obj != Settings():
        fail("The demo has a profile and an Azure of its own; give it no such options.", USAGE)
    _demo(customers, delegations, seed)


@cli.command()
def sync(
    context: typer.Context,
    profile: ProfileName = None,
    arm_url: ArmUrl = None,
    ca: Ca = None,
    reader: Reader = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Read Azure into the cache. Exits with 3 when only a part could be read."""
    settings = context.obj.or_else(profile, arm_url, ca, reader)
    with plain_errors():
        kept = Profile(settings.profile, report=say)
        before = kept.cache.load()
        known = _sync(kept, settings)
        if known is None:
            fail("Cancelled; the cache is as it was.", PARTIAL)
        accepted = newly_accepted(Snapshot(known, kept.library.contents()))
        kept.library.save(*accepted)
    gone = vanished(before, known) if before else 0
    put_out(_summary_json(known, gone, accepted) if as_json else _summary(known))
    if why := nobody(known):
        say(why)
    if accepted:
        say(f"Accepted since the last sync: {plural(len(accepted), 'update')}.")
    if gone:
        say(f"No longer visible, removed or out of our sight: {gone:,} delegations.")
    for failure in known.meta.failures:
        what = shorten(failure.what, NAMES_WIDTH)
        say(f"{what}: {failure.cause} {failure.remedy} [{failure.code}]")
    if known.meta.failures:
        raise typer.Exit(PARTIAL)


cli.command("list")(list_)
cli.command("doctor")(doctor)
cli.add_typer(updates, name="updates")
cli.add_typer(plan, name="plan")
cli.add_typer(profile_commands, name="profile")


@cli.command(epilog=_faults_explained())
def emulator(
    port: Annotated[int, typer.Option("--port", min=0, max=65_535, help="0 takes a free one.")] = 0,
    customers: Customers = CUSTOMERS,
    delegations: Delegations = DELEGATIONS,
    seed: Seed = SEED,
    throttle: Throttle = False,
    fault: FaultNames = None,
) -> None:
    """Serve the sample Azure until interrupted; one line of JSON says how to reach it."""
    from data.emulator.serve import run

    with plain_errors():
        run(Options(customers, delegations, seed, port, throttle=throttle, fault=fault or ()))


@cli.command()
def wipe(
    context: typer.Context,
    profile: ProfileName = None,
    library: Annotated[
        bool, typer.Option("--library", help="Also the plans that were made here.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Forget a profile's cache and history. Plans stay unless --library is given."""
    settings = context.obj.or_else(profile, None, None, None)
    with plain_errors():
        found = Profile(settings.profile)
        what = "cache, history and ALL PLANS" if library else "cache and history"
        if not yes and not typer.confirm(f"Forget the {what} of {found.name}?", err=True):
            fail("Nothing was changed.", 1)
        found.wipe(library=library)
    say(f"Forgot the {what} of profile {found.name} ({found.folder}).")


def _demo(customers: int, delegations: int, seed: int) -> None:
    from tui.demo import PROFILE, Demo

    sample = Demo(customers, delegations, seed)
    try:
        with plain_errors():
            _open(Profile(PROFILE), sample.connect, sync_at_start=True)
    finally:
        sample.stop()


def _open(
    profile: Profile, connect: Callable[[], Any], *, sync_at_start: bool = False
) -> LightkeeperApp:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        fail("The dashboard needs a terminal. For scripts: lightkeeper list --help", USAGE)
    from tui.app import LightkeeperApp

    app = LightkeeperApp(profile, connect, sync_at_start=sync_at_start, welcomes=not sync_at_start)
    app.run()
    if app.return_code:
        raise typer.Exit(app.return_code)
    return app


def _sync(profile: Profile, settings: Settings) -> Known | None:
    from data.azure.cancel import Cancelled, Watch

    show = _show_progress if sys.stderr.isatty() else lambda progress: None
    watch = Watch(show, show_sign_in=show_sign_in)
    # Before the SDK is imported, which takes a second: a cancel must not fall into that.
    before = signal.signal(signal.SIGINT, lambda number, frame: watch.cancel())
    try:
        from data.azure.sync import sync

        return sync(profile, settings.source(), watch)
    except Cancelled:
        return None
    finally:
        signal.signal(signal.SIGINT, before)
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")


def _show_progress(progress: Progress) -> None:
    from tui.jobs import describe

    sys.stderr.write(f"\r\x1b[K{describe(progress)}")
    sys.stderr.flush()


def _summary(known: Known) -> str:
    stale = len(known.meta.stale)
    everything = Snapshot(known).customers.rows[0]
    text = f"{len(known.customers):,} customers, {everything.delegated:,} delegations"
    text = f"{text}, {stale:,} subscriptions stale" if stale else text
    left_out = len(known.meta.left_out)
    return f"{text}, {left_out:,} left out by the profile." if left_out else f"{text}."


def _summary_json(known: Known, gone: int, accepted: Sequence[RolloutEntry]) -> str:
    import msgspec

    from tui import output

    counts = {
        "customers": len(known.customers),
        "subscriptions": len(known.subscriptions),
        "delegations": len(known.delegations),
        "plan_versions": len(known.plan_versions),
        "no_longer_visible": gone,
        "newly_accepted": [msgspec.to_builtins(each) for each in accepted],
    }
    return output.document({**msgspec.to_builtins(known.meta), **counts})
