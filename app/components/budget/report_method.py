"""The method of the report: all that an auditor needs to make it again, and its limits."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.budget.report_figures import coverage_of
from app.components.budget.report_notes import NOTES, whose_rules
from app.components.budget.report_weighted import profile_label
from app.components.budget.report_words import axis_label, percent
from app.components.inert import inert, one_line
from app.components.tables import Column, download_csv
from finmodel.i18n import t
from finmodel.i18n.moments import moment_text
from finmodel.i18n.tagging import said
from finmodel.tagging.report import method_facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.components.budget.report_words import Shown

__all__ = ["method_rows", "show_method"]

_LIMITS = (*NOTES, "never_added", "unknown", "carried")


def show_method(shown: Shown) -> None:
    """Show scheme, weights, rules, decisions, source and limits."""
    formats = shown.formats
    rows = method_rows(shown)
    columns = [
        Column("name", formats.text("budget_report.method_what"), width=260),
        Column("value", formats.text("budget_report.method_value"), width=700),
    ]
    _table(rows, columns, formats.text("budget_report.method_alt"))
    download_csv(rows, columns, formats, name="budget_method")
    st.subheader(formats.text("budget_report.limits"))
    said = [formats.text(f"budget_report.note_{name}") for name in _LIMITS]
    said.append(inert(whose_rules(shown.budget.tagger.rule_set, formats)))
    st.markdown("\n".join(f"- {text}" for text in said))


def _table(rows: Sequence[dict[str, Any]], columns: Sequence[Column], alt: str) -> None:
    """Show names and values with the values whole: a hash that is cut off cannot be compared."""
    heads = "".join(f'<th scope="col">{escape(column.label)}</th>' for column in columns)
    body = "".join(
        f'<tr><th scope="row">{escape(row["name"])}</th>'
        f'<td style="overflow-wrap:anywhere">{escape(row["value"])}</td></tr>'
        for row in rows
    )
    head = f'<table class="figures" aria-label="{escape(alt)}"><thead><tr>{heads}</tr></thead>'
    st.html(f"{head}<tbody>{body}</tbody></table>")


def method_rows(shown: Shown) -> list[dict[str, Any]]:
    """Return what the method is, name and value, in the order of the road from the file to the figures."""
    formats, scheme, source = shown.formats, shown.scheme, shown.budget.version.source
    facts, report = method_facts(shown.budget), shown.report
    text = formats.text

    def by_axis(values: dict[str, str]) -> str:
        return "; ".join(f"{axis_label(scheme, axis, formats)} {value}" for axis, value in values.items())

    approved = report.totals.approved_shares
    masking = text(
        "budget_report.method_masked",
        suppliers=t(f"budget_masking.{source.masking[0]}", formats.lang),
        texts=t(f"budget_masking.{source.masking[1]}", formats.lang),
    )
    left_out = "; ".join(
        f"{t(f'budget_left_out.{why}', formats.lang)} {n}" for why, n in source.n_left_out.items() if n
    )
    weights = " ".join(
        f"{profile_label(profile, formats)}: {one_line(said(profile.source, formats.lang))}"
        for profile in scheme.profiles
    )
    values = {
        "municipality": one_line(shown.opened.choices.municipality),
        "which_version": one_line(shown.budget.version.id),
        "basis": t(f"tag_basis.{shown.budget.basis}", formats.lang),
        "file": one_line(facts.file),
        "file_hash": facts.file_sha256,
        "imported": one_line(" · ".join(one for one in (moment_text(source.when), source.who) if one)),
        "chart": t(f"budget_chart.{source.chart}", formats.lang),
        "left_out": left_out,
        "masking": masking,
        "scheme": text(
            "budget_report.method_scheme_named",
            name=one_line(said(scheme.name, formats.lang)),
            version=facts.scheme_version,
        ),
        "scheme_source": one_line(said(scheme.source, formats.lang)),
        "weights": weights,
        "rules_name": text("budget_report.method_rules", name=one_line(facts.rule_set), n=facts.n_rules),
        "rules_hash": facts.rules_sha256,
        "companies": text(f"budget_report.method_companies_{'out' if facts.group_companies_outside else 'in'}"),
        "coverage": by_axis({axis: percent(coverage_of(shown, axis), formats) for axis in scheme.axis_ids}),
        "approved": by_axis({axis: percent(share, formats) for axis, share in approved.items()}),
        "decisions_name": text(
            "budget_report.method_decisions", n=facts.n_decisions, splits=facts.n_splits, links=facts.n_links
        ),
        "decisions_hash": facts.decisions_sha256,
    }
    return [{"name": _label(name, shown), "value": value or "–"} for name, value in values.items()]


def _label(name: str, shown: Shown) -> str:
    return shown.formats.text(f"budget_report.method_{name}")
