"""Every investment tested against the climate, whatever it is made for: actions and the adopted investment plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.fitted import fitted
from app.components.gap_words import action_names, cell_of, money_cell, owner_names, percent_column
from app.components.inert import one_line
from app.components.marks import illustrative_actions
from app.components.tables import Column, download_csv, show_table
from finmodel.analysis.investment_test import Verdict
from finmodel.i18n import t

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.state import Page
    from finmodel.analysis.gap import GapAnalysis
    from finmodel.analysis.investment_test import InvestmentTest, VerdictSum

__all__ = ["show_investment_test"]


def show_investment_test(found: GapAnalysis, page: Page) -> None:
    """Show what every investment does to emissions."""
    formats, lang, tested = page.formats, page.lang, found.tested
    st.caption(t("investment_test.how", lang))
    if not tested.actions:
        st.info(formats.text("actions.no_actions"))
        return
    raising = [row.name for row in tested.actions if row.verdict is Verdict.RAISES]
    if raising:
        st.warning(formats.text("gap.raising", n=len(raising)), icon=":material/trending_up:")
    sums = {"all": tested.by_verdict}
    if any(not row.for_climate for row in tested.actions):
        sums["not_for_climate"] = tested.not_for_climate
    _sums(sums, page)
    _actions(tested, page)
    st.subheader(t("investment_test.adopted", lang))
    _projects(tested, page)


def _sums(sums: Mapping[str, Mapping[Verdict, VerdictSum]], page: Page) -> None:
    formats, lang = page.formats, page.lang
    heads = {
        "all": formats.text("gap.test_all"),
        "not_for_climate": t("investment_test.not_for_climate", lang),
        "adopted": t("investment_test.adopted", lang),
    }
    rows = [
        {
            "what": heads[name],
            "verdict": t(f"investment_test.verdict.{verdict}", lang),
            "n": item.n,
            "amount": formats.in_unit(item.amount),
            "share": None if item.share.value is None else 100 * item.share.value,
            "known": formats.text("gap.n_of", n=item.n_known, of=item.n),
        }
        for name, by_verdict in sums.items()
        for verdict, item in by_verdict.items()
        if item.n
    ]
    columns = [
        Column("what", formats.text("gap.test_what"), width=230),
        Column("verdict", t("investment_test.column.verdict", lang), width=170),
        Column("n", t("investment_test.column.n", lang), decimals=0, width=80),
        Column(
            "amount",
            f"{t('investment_test.column.investment', lang)}, {formats.money_label}",
            decimals=formats.decimals,
            width=150,
        ),
        percent_column("share", t("investment_test.column.share", lang), width=100),
        Column("known", t("gap.n_known", lang), width=190),
    ]
    key = "test_sums" if "adopted" not in sums else "test_adopted_sums"
    alt_text = formats.text("gap.test_sums_alt")
    show_table(rows, fitted(rows, columns), formats, key=f"{key}.{lang}", alt=alt_text, n_shown=len(rows))
    download_csv(rows, columns, formats, name=key)


def _actions(tested: InvestmentTest, page: Page) -> None:
    formats, lang, year = page.formats, page.lang, str(tested.year)
    owners, made_up = owner_names(page), illustrative_actions(page.plan)
    rows = [
        {
            "action": one_line(row.name) or row.id,
            "verdict": t(f"investment_test.verdict.{row.verdict}", lang),
            "verdict_year": t(f"investment_test.verdict.{row.verdict_year}", lang),
            "tonnes_year": cell_of(row.tonnes_year, formats),
            "tonnes_total": cell_of(row.tonnes_total, formats),
            "investment": money_cell(row.investment, formats),
            "for_climate": t(f"choice.flag.{'yes' if row.for_climate else 'no'}", lang),
            "owner": owners[row.owner],
            "flags": formats.text("mark.illustrative") if row.id in made_up else "",
        }
        for row in tested.actions
    ]

    def label(name: str) -> str:
        return t(f"investment_test.column.{name}", lang, year=year)

    columns = [
        Column("action", label("action"), width=260, pinned=True),
        Column("verdict", label("verdict"), width=140),
        Column("verdict_year", label("verdict_year"), width=140),
        Column("tonnes_year", label("tonnes_year"), decimals=0, width=100),
        Column("tonnes_total", label("tonnes_total"), decimals=0, width=120),
        Column("investment", f"{label('investment')}, {formats.money_label}", decimals=formats.decimals, width=140),
        Column("for_climate", label("for_climate"), width=130),
        Column("owner", label("owner"), width=180),
        Column("flags", formats.text("actions.flags"), width=110),
    ]
    alt_text = formats.text("gap.test_alt", n=len(rows))
    show_table(rows, fitted(rows, columns), formats, key=f"investment_test.{lang}", alt=alt_text, n_shown=12)
    download_csv(rows, columns, formats, name="investment_test")


def _projects(tested: InvestmentTest, page: Page) -> None:
    formats, lang = page.formats, page.lang
    if not tested.projects:
        st.info(formats.text("funding.no_adopted", sheet=t("table.adopted_plan.title", lang)))
        return
    share = tested.tested_share
    if share.value is not None:
        amount = formats.money(tested.not_tested)
        st.markdown(formats.text("gap.adopted_tested", share=formats.share(share.value), amount=amount))
    st.caption(t("investment_test.adopted_how", lang))
    _sums({"adopted": tested.adopted_by_verdict}, page)
    owners, actions = owner_names(page), action_names(page)
    rows: list[dict[str, Any]] = [
        {
            "project_number": one_line(row.project_number),
            "project": one_line(row.name),
            "organisation": owners.get(row.organisation or "", ""),
            "action": actions.get(row.action or "", ""),
            "amount": formats.in_unit(row.amount),
            "verdict": t(f"investment_test.verdict.{row.verdict}", lang),
            "why_unknown": "" if row.why_unknown is None else t(f"investment_test.why_unknown.{row.why_unknown}", lang),
        }
        for row in tested.projects
    ]
    widths = {"project_number": 120, "project": 240, "organisation": 180, "action": 240, "verdict": 140}
    columns = [
        Column(key, t(f"investment_test.column.{key}", lang), width=width, pinned=key == "project_number")
        for key, width in widths.items()
    ]
    amount_label = f"{t('investment_test.column.amount', lang)}, {formats.money_label}"
    columns.insert(4, Column("amount", amount_label, decimals=formats.decimals, width=150))
    columns.append(Column("why_unknown", t("investment_test.column.why_unknown", lang), width=260))
    alt_text = formats.text("gap.projects_alt", n=len(rows))
    show_table(rows, fitted(rows, columns), formats, key=f"test_projects.{lang}", alt=alt_text, n_shown=10)
    download_csv(rows, columns, formats, name="test_projects")
