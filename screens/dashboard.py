"""The dashboard: customers, what they delegated, and the versions of the offer behind it."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from data.entries import Side
from data.known import nobody
from data.lint.rule import Finding
from data.listings import CUSTOMERS, SCOPES, VERSIONS
from data.models import Definition
from data.portal import customers_page, scope_page
from data.query import Rows
from data.rows import CustomerRow, ScopeRow, VersionRow
from screens.details import customer_detail, scope_detail, version_detail
from screens.linked import LinkedScreen
from screens.messages import Compare, ConfirmName, Copy, EditCustomer, OpenLink, ShowImpact
from screens.text import state_label, state_tone
from screens.widgets.columns import Column
from screens.widgets.pane import Pane, Words

_customer = CUSTOMERS.by_name
_scope = SCOPES.by_name
_version = VERSIONS.by_name

CUSTOMER_COLUMNS: tuple[Column[CustomerRow], ...] = (
    Column.of(_customer["name"], grow=True, min_width=16),
    Column.of(_customer["scopes"], right=True, priority=2),
    Column(
        "state",
        "Update",
        lambda row: "" if row.is_all else state_label(row.shown, row.behind),
        lambda row: state_tone(row.shown),
        priority=1,
    ),
)
SCOPE_COLUMNS: tuple[Column[ScopeRow], ...] = (
    Column.of(_scope["name"], grow=True, min_width=16),
    Column.of(_scope["scope"], min_width=14, priority=3),
    Column.of(_scope["offer"], min_width=18, priority=2, max_width=34),
    Column.of(_scope["version"], priority=1),
    Column(
        "state",
        "State",
        lambda row: state_label(row.shown, row.status.behind),
        lambda row: state_tone(row.shown),
    ),
)
ALL_SCOPE_COLUMNS: tuple[Column[ScopeRow], ...] = (
    Column.of(_scope["customer"], max_width=28, priority=1),
    *SCOPE_COLUMNS,
)
VERSION_COLUMNS: tuple[Column[VersionRow], ...] = (
    Column.of(_version["version"]),
    Column.of(_version["seen"], min_width=12, priority=3),
    Column.of(_version["customers"], right=True, priority=1),
    Column.of(_version["authorizations"], priority=2),
    Column.of(_version["note"], grow=True, min_width=8),
)


def _words(what: str) -> Words:
    return Words(
        nothing=f"No {what} here.",
        no_match=f"No {what} match.",
        loading="Reading the cache …",
    )


_NO_PLAN = Words(
    nothing="No marketplace plan here: this was onboarded by template, or nothing is selected.",
)
_NOT_SYNCED = Words(
    nothing="Nothing is known yet.\nPress r to sync with Azure; the line below says how far it is.",
    loading="Reading the cache …",
)


class Dashboard(LinkedScreen):
    """Three linked lists and a drawer with the details of the current row."""

    HELP = (
        "Moving in one list narrows the next: a customer's scopes, then the versions of the plan "
        "behind a scope. The first row stands for all customers."
    )
    MODE_TITLE = "Dashboard"
    PANES = ("customers", "scopes", "versions")
    NOTES = ("scopes →", "← customers · versions →", "← scopes")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "y",
            "copy_id",
            "Copy id",
            id="dashboard.copy",
            tooltip="Copy the id of the current row: tenant, subscription, or offer version",
        ),
        Binding(
            "Y",
            "copy_row",
            "Copy row",
            show=False,
            id="dashboard.copy-row",
            tooltip="Copy all that is known of the current row, as JSON",
        ),
        Binding(
            "o",
            "open",
            "Portal",
            id="dashboard.open",
            tooltip="Open the current row in the Azure portal",
        ),
        Binding("a", "alias", "Alias", False, id="dashboard.alias",
                tooltip="Our own name for the customer, and a note"),
        Binding("N", "confirm_name", "Name known", False, id="dashboard.confirm-name",
                tooltip="The customer's new name is known: stop showing the one before it"),
        Binding("c", "compare", "Compare", False, id="dashboard.compare",
                tooltip="Compare the authorizations of the current row with any others"),
        Binding("i", "impact", "Impact", False, id="dashboard.impact",
                tooltip="Whom the current version reaches, and who gains and loses what"),
    ]  # fmt: skip

    def __init__(self) -> None:
        """Make the three lists and the drawer."""
        super().__init__()
        self.customers = Pane(
            "Customers", CUSTOMERS, CUSTOMER_COLUMNS, _words("customers"), id="customers"
        )
        self.scopes = Pane(
            "Delegated scopes", SCOPES, ALL_SCOPE_COLUMNS, _words("delegated scopes"), id="scopes"
        )
        self.versions = Pane("Offer versions", VERSIONS, VERSION_COLUMNS, _NO_PLAN, id="versions")
        self._scopes_of = ""

    @property
    def panes(self) -> tuple[Pane[Any], ...]:
        """Customers, scopes, versions."""
        return self.customers, self.scopes, self.versions

    def jump(self, tenant_id: str, scope_key: str = "") -> None:
        """Put the cursor on a customer, and on one of its scopes."""
        self.catch_up()
        self.customers.go_to(tenant_id)
        self._show_scopes()
        if scope_key and self.scopes.go_to(scope_key):
            self.active = "scopes"
        else:
            self.active = "customers"

    # What is shown

    def fill(self) -> None:
        """Show the new state in all three lists, with the cursors where they were."""
        snapshot = self.snapshot
        if not snapshot.is_synced:
            self.customers.words = _NOT_SYNCED
            self.customers.show(Rows(CUSTOMERS, ()) if snapshot.is_loaded else None)
        elif why := nobody(snapshot.known):
            self.customers.words = Words(why)
            self.customers.show(Rows(CUSTOMERS, ()))
        else:
            self.customers.words = _words("customers")
            self.customers.show(snapshot.customers)
        self._show_scopes()

    @on(Pane.Highlighted, "#customers")
    def _follow_customer(self) -> None:
        self._show_scopes()

    @on(Pane.Highlighted, "#scopes")
    def _follow_scope(self) -> None:
        self._show_versions()

    @on(Pane.Highlighted, "#versions")
    def _follow_version(self) -> None:
        self.refresh_detail()

    def _show_scopes(self) -> None:
        row = self.customers.current
        # Only for another customer: a jump has chosen the scope before the cursor's move is told.
        from_top = row is not None and row.tenant_id != self._scopes_of
        self._scopes_of = row.tenant_id if row else ""
        if row is None or not self.snapshot.is_synced:
            self.scopes.show(Rows(SCOPES, ()))
        else:
            self.scopes.title = f"Delegated scopes · {row.name}"
            self.scopes.table.columns = ALL_SCOPE_COLUMNS if row.is_all else SCOPE_COLUMNS
            self.scopes.show(self.snapshot.scopes_of(row.tenant_id), from_top=from_top)
        self._show_versions()

    def _show_versions(self) -> None:
        scope = self.scopes.current
        plan = scope.definition.plan if scope and scope.definition else None
        if scope is None or plan is None:
            self.versions.title = "Offer versions"
            self.versions.show(Rows(VERSIONS, ()))
        else:
            self.versions.title = f"Offer versions · {plan.key.short}"
            self.versions.show(self.snapshot.versions_of(plan.key, plan.version), from_top=True)
        self.refresh_detail()

    def show_detail(self) -> None:
        """Show the details of the current row of the active list."""
        customer, scope, version = (
            self.customers.current,
            self.scopes.current,
            self.versions.current,
        )
        if self.active == "customers" and customer:
            self.detail.show(lambda width: customer_detail(customer, width))
        elif self.active == "scopes" and scope:
            findings = self._findings(scope)
            self.detail.show(lambda width: scope_detail(scope, findings, width))
        elif self.active == "versions" and version:
            self.detail.show(lambda width: version_detail(version, width))

    def _findings(self, row: ScopeRow) -> tuple[Finding, ...]:
        """Say what is wrong with what a delegation of ours rests on."""
        if row.definition is None or row.is_foreign:
            return ()
        # Here, since nobody needs the rules before the first details are opened.
        from data.lint.around import context_of_scope
        from data.lint.engine import lint_definition

        return lint_definition(row.definition, context_of_scope(row, self.snapshot))

    # What can be done with a row

    def action_copy_id(self) -> None:
        """Copy what identifies the current row at Azure."""
        match self._current:
            case CustomerRow(is_all=False) as row:
                self.post_message(Copy(row.tenant_id, "tenant id"))
            case ScopeRow() as row:
                self.post_message(Copy(row.subscription.subscription_id, "subscription id"))
            case VersionRow() as row:
                self.post_message(Copy(row.key, "offer version"))
            case _:
                self._say("Choose one row to copy its id.")

    def action_copy_row(self) -> None:
        """Copy the current row as JSON."""
        row, pane = self._current, self.active_pane
        if row is not None:
            text = json.dumps(pane.listing.record(row), indent=2, ensure_ascii=False)
            self.post_message(Copy(text, "row"))

    def action_open(self) -> None:
        """Open the current row in the portal."""
        meta, scope = self.snapshot.meta, self.scopes.current
        if self.active == "scopes" and scope:
            self.post_message(OpenLink(scope_page(meta.portal_url, meta.managing_tenant_id, scope)))
        elif self.snapshot.is_synced:
            self.post_message(OpenLink(customers_page(meta.portal_url)))

    def action_alias(self) -> None:
        """Change what we call the customer of the current row."""
        match self._current:
            case CustomerRow(is_all=False) as row:
                self.post_message(EditCustomer(row.tenant_id, row.name))
            case ScopeRow() as row:
                self.post_message(EditCustomer(row.tenant_id, row.customer))
            case _:
                self._say("Choose a customer to name it.")

    def action_confirm_name(self) -> None:
        """Take note that the current customer's new name is known."""
        match self._current:
            case CustomerRow(former_name=former) as row if former:
                self.post_message(ConfirmName(row.tenant_id, row.azure_name))
            case _:
                self._say("Choose a customer that was renamed: its name says what it was before.")

    def action_compare(self) -> None:
        """Compare the authorizations of the current row with any others."""
        match self._current:
            case CustomerRow(is_all=False, definitions=(held, *_)) as row:
                self.post_message(Compare(Side.of(f"{row.name} · {held.offer_name}", held)))
            case ScopeRow(definition=Definition() as held) as row:
                self.post_message(Compare(Side.of(f"{row.customer} · {row.scope}", held)))
            case VersionRow() as row:
                self.post_message(Compare(Side.of(f"{row.plan.short} {row.version}", row)))
            case _:
                self._say("Choose a row with authorizations to compare them.")

    def action_impact(self) -> None:
        """Show whom the current version reaches."""
        match self._current:
            case VersionRow() as row:
                self.post_message(ShowImpact(row))
            case _:
                self._say("Choose a version, in the third list, to see whom it reaches.")

    def _say(self, text: str) -> None:
        self.notify(text, timeout=3, markup=False)

    @property
    def _current(self) -> CustomerRow | ScopeRow | VersionRow | None:
        found: CustomerRow | ScopeRow | VersionRow | None
        found = self.active_pane.current
        return found
