"""What screens ask of the App: they say what the user wants, the App does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from textual.message import Message

from data.entries import Entry, Side
from data.ledger import ExpectedCustomer, Kept
from data.models import PlanKey
from data.notes.style import Format
from data.plans import Plan
from data.profile_settings import SignIn
from data.rows import VersionRow
from data.update_row import UpdateRow

if TYPE_CHECKING:
    from data.formats.format import Format as PlanFormat
    from data.formats.identity import Target
    from data.query import Listed, Rows
    from data.revision_listings import StateRow


@dataclass
class Copy(Message):
    """Put a text on the clipboard."""

    text: str
    what: str
    """What it is, for the confirmation."""


@dataclass
class OpenLink(Message):
    """Open an address in the browser."""

    url: str


@dataclass
class MakeReport(Message):
    """Let the user write a list into a file, as it is shown."""

    listed: Listed[Any]


@dataclass
class ShowFailures(Message):
    """Open the list of what the last sync could not read."""


@dataclass
class NewPlan(Message):
    """Open a new draft in the editor."""

    plan: Plan | None = None
    """What it holds already; an empty one when nothing is given."""


@dataclass
class StartPlan(Message):
    """Let the user choose what a new draft starts from."""

    of: Plan | None = None
    """The plan at hand, of which the next version can be made."""


@dataclass
class OpenPlan(Message):
    """Open a draft in the editor."""

    plan_id: str


@dataclass
class SavePlan(Message):
    """Keep a draft as it is now."""

    plan: Plan


@dataclass
class DeletePlan(Message):
    """Take a plan out of the library."""

    plan: Plan


@dataclass
class RestorePlan(Message):
    """Bring the plan back that was deleted last."""


@dataclass
class PublishPlan(Message):
    """Let the user record a plan as published."""

    plan: Plan


@dataclass
class Keep(Message):
    """Put records into the library, or take them out."""

    records: tuple[Kept, ...] = ()
    gone: tuple[Kept, ...] = ()
    said: str = ""
    """The confirmation; none when empty."""


@dataclass
class Compare(Message):
    """Compare something with whatever the user picks."""

    side: Side


@dataclass
class ShowDiff(Message):
    """Show what changes from one thing to another."""

    before: Side
    after: Side


@dataclass
class ShowImpact(Message):
    """Show whom a version of a plan, or a draft, reaches when it is accepted."""

    of: VersionRow | Plan


@dataclass
class ShowNote(Message):
    """Show the note to the customer of a row of the board."""

    row: UpdateRow


@dataclass
class WriteNotes(Message):
    """Write the notes to the customers of these rows into a folder."""

    rows: tuple[UpdateRow, ...]
    form: Format = Format.MARKDOWN


@dataclass
class EditCustomer(Message):
    """Let the user change what we call a customer and what is noted about it."""

    tenant_id: str
    name: str


@dataclass
class ConfirmName(Message):
    """Take note that a customer's new name is known."""

    tenant_id: str
    name: str


@dataclass
class EditRollout(Message):
    """Let the user change who was told when."""

    row: UpdateRow


@dataclass
class RecordVersion(Message):
    """Let the user record a version of a plan as published."""

    plan: PlanKey | None
    version: str


@dataclass
class ForgetVersion(Message):
    """Take back the newest version of a plan that was recorded by hand, once the user agrees."""

    plan: PlanKey


@dataclass
class LinkStandard(Message):
    """Let the user pick the standard plan that a customer's templates follow."""

    row: UpdateRow


@dataclass
class ShowExpected(Message):
    """Open the list of expected customers."""


@dataclass
class EditExpected(Message):
    """Let the user say which customer is expected; a new one when nothing is given."""

    customer: ExpectedCustomer | None = None


@dataclass
class WhyMissing(Message):
    """Show what may keep an expected customer from being seen."""

    customer: ExpectedCustomer


@dataclass
class NoteTold(Message):
    """Note that the customers of these rows were told today, once the user agrees."""

    rows: tuple[UpdateRow, ...]


@dataclass
class ImportPlan(Message):
    """Let the user choose a file to import plans from."""


@dataclass
class ShowRoles(Message):
    """Open the browser of roles."""


class PlanHost(Protocol):
    """Whoever has a plan under edit and takes a changed one in its place."""

    def take(self, plan: Plan, words: str) -> None:
        """Go on with this plan; what was done, in words, is one step that can be taken back."""


@dataclass
class ShowChecklist(Message):
    """Open the checklist for publishing a plan."""

    plan: Plan


@dataclass
class ShowPartnerCenter(Message):
    """Open a plan as the fields of Partner Center's form, to copy them one by one."""

    plan: Plan


@dataclass
class ShowHistory(Message):
    """Let the user look at earlier states of a plan, compare them, and restore one."""

    host: PlanHost
    plan: Plan


class StatesShown(Protocol):
    """Whoever shows the earlier states of a plan."""

    def show(self, states: Rows[StateRow]) -> None:
        """Show them as they are kept now."""


@dataclass
class MarkState(Message):
    """Mark an earlier state of a plan with a word, or take its mark away."""

    shown: StatesShown
    plan_id: str
    at: str
    """The moment of the state."""
    mark: str


@dataclass
class ExportPlan(Message):
    """Show what a plan can be written as."""

    plan: Plan


@dataclass
class SaveExport(Message):
    """Let the user name the file that a plan is written to."""

    plan: Plan
    form: PlanFormat
    target: Target


@dataclass
class EditAsText(Message):
    """Open a plan as YAML in the user's editor and bring it back."""

    host: PlanHost
    plan: Plan


@dataclass
class PickRoleSet(Message):
    """Let the user pick a set of authorizations to put into a plan."""

    host: PlanHost
    plan: Plan


@dataclass
class KeepRoleSet(Message):
    """Let the user keep some authorizations of a plan as a set to use again."""

    entries: tuple[Entry, ...]


@dataclass
class ShowPrincipals(Message):
    """Open the list of principals and role sets."""


@dataclass
class EditorOpened(Message):
    """An editor of a plan is open; whether it may change anything, the App's ``read_only`` says."""

    plan_id: str


@dataclass
class EditorClosed(Message):
    """An editor was closed; sent to the App itself, since the editor is going away."""


@dataclass
class Connect(Message):
    """Sign in this way from now on, and sync."""

    sign_in: SignIn
    tenant: str
    """The managing tenant; empty to leave it as it is."""


class ShowDemo(Message):
    """Leave for the demo."""
