"""The awkward customers: which case stands where, and what it is.

A case takes the place of an ordinary customer. All of them are among the first sixty customers;
those whose point is not a name come again, more thinly, among the customers after these.
"""

from __future__ import annotations

from dataclasses import dataclass

from data.emulator import awkward
from data.emulator.names import Company

FIRST = 60
"""Among so many customers every case stands once."""
AGAIN = 300
"""After these, a case stands once among so many."""


@dataclass(frozen=True)
class Case:
    """One way in which a customer is out of the ordinary."""

    position: int
    build: awkward.Build
    company: Company | None = None
    """The customer's name, where the name is the point. Such a case stands once only."""
    explained: str = ""
    """What is awkward, where the builder does not say it."""


_TWIN = Company("Meridian Dental Group", "US", "eastus2")
_LONG = Company(
    "The Amalgamated Wharfingers, Lightermen and Cold Storage Proprietors' Mutual Provident "
    "Association of Greater Saxonbridge and the Outer Isles (Holdings) Ltd",
    "GB",
    "uksouth",
)

CASES: dict[str, Case] = {
    "newest": Case(1, awkward.newest),
    "one behind": Case(2, awkward.one_behind, explained="One version behind on managed-ops/gold."),
    "mixed versions": Case(4, awkward.mixed),
    "several offers": Case(6, awkward.several_offers),
    "template": Case(9, awkward.template),
    "same name": Case(
        11, awkward.newest, _TWIN, explained="Has the same name as another customer."
    ),
    "far behind": Case(12, awkward.far_behind),
    "eligible": Case(14, awkward.eligible),
    "largest": Case(15, awkward.largest),
    "groups only": Case(16, awkward.groups_only),
    "renamed": Case(17, awkward.renamed),
    "japanese": Case(
        18,
        awkward.one_behind,
        Company("株式会社白鷺精機製作所", "JP", "japaneast"),
        explained="A name in Japanese.",
    ),
    "subscription and group": Case(20, awkward.both_levels),
    "failed": Case(21, awkward.failed),
    "private plan": Case(23, awkward.private),
    "private plan behind": Case(24, awkward.private_behind),
    "german": Case(
        25,
        awkward.newest,
        Company("Börnsen & Söhne Präzisionsgießerei GmbH", "DE", "germanywestcentral"),
        explained="A name with umlauts and a sharp s.",
    ),
    "refused": Case(26, awkward.refused),
    "overlap": Case(28, awkward.overlap),
    "preview": Case(30, awkward.preview),
    "unnamed": Case(31, awkward.unnamed),
    "databricks": Case(33, awkward.databricks),
    "odd version": Case(
        34,
        awkward.unlisted("northwindmsp.backup-dr.standard.2.0"),
        explained="Accepted a version that is not n.n.n.",
    ),
    "beta version": Case(
        35,
        awkward.unlisted("northwindmsp.managed-ops.silver.1.2.0-beta"),
        explained="Accepted a version with a suffix.",
    ),
    "same name twin": Case(
        37, awkward.one_behind, _TWIN, explained="Has the same name as another customer."
    ),
    "polish": Case(
        38,
        awkward.template,
        Company("Spółdzielnia Mleczarska Źródło w Łąkowicach", "PL", "polandcentral"),
        explained="A name with Polish letters.",
    ),
    "leftover": Case(39, awkward.leftover),
    "ahead": Case(
        41,
        awkward.unlisted("northwindmsp.finops.advisor.1.2.0"),
        explained="Accepted a version above everything that the marketplace lists.",
    ),
    "finops": Case(42, awkward.finops),
    "no reader": Case(43, awkward.no_reader),
    "long name": Case(44, awkward.newest, _LONG, explained="A name of over a hundred characters."),
    "letter case": Case(46, awkward.letter_case),
    "disabled": Case(47, awkward.disabled),
    "warned": Case(48, awkward.warned),
    "unnamed principal": Case(49, awkward.unnamed_principal),
    "another provider": Case(50, awkward.another_provider),
    "leftover only": Case(51, awkward.leftover_only),
    "absent": Case(52, awkward.absent),
    "unknown role": Case(53, awkward.unknown_role),
    "unlisted plan": Case(
        54,
        awkward.unlisted("northwindmsp.server-care.basic.1.0.0"),
        explained="On a plan of which the marketplace says nothing.",
    ),
    "partly refused": Case(56, awkward.partly_refused),
    "hostile": Case(
        58,
        awkward.hostile,
        Company("[bold red]Hexagon[/] Foods\u202e\x1b]0;owned\x07\nLtd", "US", "eastus2"),
    ),
}

EXPLAINED: dict[str, str] = {
    **{name: case.explained or case.build.__doc__ or "" for name, case in CASES.items()},
    "home": "The managing tenant's own subscriptions, which nobody delegated.",
    "own databricks": "An own subscription with Databricks' tenant in managedByTenants.",
}
"""What each name in ``World.cases`` stands for."""


def case_at(index: int) -> tuple[str, Case] | None:
    """Return the case that stands at a customer's position, if one does."""
    found = _BY_POSITION.get(index if index < FIRST else index % AGAIN)
    return None if found is None or (index >= FIRST and found[1].company) else found


_BY_POSITION = {case.position: (name, case) for name, case in CASES.items()}
