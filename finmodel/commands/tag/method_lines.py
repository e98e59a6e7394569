"""How a tagged budget was made, and what must be said of it, as lines for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.commands.tag.words import THINGS_SAID
from finmodel.i18n.tagging import axis_name, said
from finmodel.tagging.report import method_facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from finmodel.commands.tag.report import TagReport
    from finmodel.commands.tag.words import TagWords

__all__ = ["method_lines"]


def method_lines(report: TagReport, words: TagWords) -> Iterator[str]:
    """Return scheme, rules, coverage, decisions and source, then the limits of what the figures say."""
    facts, budget, language = method_facts(report.budget), report.budget, words.language
    yield from words.title("method")
    yield from words.note(
        words.text(
            "of_scheme",
            name=said(report.scheme.name, language),
            version=facts.scheme_version,
            source=said(report.scheme.source, language),
        ),
        words.text("of_rules", name=facts.rule_set, n=facts.n_rules, sha256=facts.rules_sha256),
        words.text("companies_outside" if facts.group_companies_outside else "companies_inside"),
        words.text(
            "of_decisions",
            n=facts.n_decisions,
            sha256=facts.decisions_sha256 or "–",
            n_splits=facts.n_splits,
            n_links=facts.n_links,
        ),
        words.text("of_file", file=facts.file, sha256=facts.file_sha256),
    )
    for kind, of in report.reports.items():
        if not of.totals.n_lines:
            continue
        for axis, share in of.totals.approved_shares.items():
            yield from words.note(
                words.text(
                    "coverage",
                    kind=words.text(f"of_kind.{kind}"),
                    axis=axis_name(report.scheme, axis, language),
                    share=words.percent(of.coverage(axis)),
                    approved=words.percent(share),
                )
            )
    if budget.unmapped is not None and budget.unmapped.by_code:
        listed = words.listed(f"{code} ({words.money(ore)})" for code, ore in budget.unmapped.by_code.items())
        amount = words.with_unit(budget.unmapped.total)
        yield from words.note(words.text("unmapped", n=len(budget.unmapped.by_code), amount=amount, codes=listed))
    if report.found.issues:
        yield from words.note(words.text("see_issues", n=len(report.found.issues)))
    yield from words.title("said.title")
    for name in THINGS_SAID:
        yield from words.note(words.text("said.item", text=words.text(f"said.{name}")))
