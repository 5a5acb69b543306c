"""Findings in words: for details, previews and messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from data.lint.rule import Finding, Severity
from data.words import plural

SIGNS = {Severity.ERROR: "✗", Severity.WARNING: "▲", Severity.HINT: "·"}
"""What stands before a finding; each has a shape of its own."""


def summary(findings: Sequence[Finding]) -> str:
    """Count findings in words."""
    counts = Counter(each.severity for each in findings)
    told = [plural(counts[of], of.value) for of in Severity if counts[of]]
    return ", ".join(told) or "nothing found"


def finding_lines(findings: Iterable[Finding]) -> Iterator[tuple[Severity | None, str]]:
    """Yield the lines of findings: what is wrong, by severity, and without one how to mend it.

    What several findings of one rule have in common is said once.
    """
    for found in by_rule(findings):
        for each in found:
            yield each.severity, finding_line(each)
        yield None, f"  {found[0].fix}"


def by_rule(findings: Iterable[Finding]) -> Iterable[Sequence[Finding]]:
    """Take findings of one rule together, in the order of the first of each."""
    found: dict[str, list[Finding]] = {}
    for each in findings:
        found.setdefault(each.rule, []).append(each)
    return found.values()


def finding_line(finding: Finding) -> str:
    """Say what is wrong, with the sign of the severity and the rule's name."""
    return f"{SIGNS[finding.severity]} {finding.message} [{finding.rule}]"
