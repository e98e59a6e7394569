"""The priority list: the library's order, sorting and filters, and cost and saving by actor."""

from __future__ import annotations

import pandas as pd
import pytest

from finmodel import evaluate
from finmodel.analysis.priorities import priorities
from finmodel.analysis.priority_order import order_rule, sorted_by
from finmodel.i18n import LANGUAGES, Language, t
from tests.app.pages import grid, healthy, html_table, number, open_page, sample, words


def names_of(rows: pd.DataFrame) -> list[str]:
    """Return the actions of the list without the mark of what is illustrative."""
    return [str(name).removeprefix("* ") for name in rows["name"]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_is_in_the_order_of_the_rule_which_is_said(lang: Language) -> None:
    at = open_page("priorities", lang)
    expected = priorities(evaluate(sample()), 2030)
    shown = grid(at, "rank", "control")
    assert names_of(shown) == [row.name for row in expected]
    assert shown["rank"].tolist() == list(range(1, len(expected) + 1))
    said = words(at).replace("\\", "")
    for key in order_rule():
        assert t(f"priority_list.rule.{key}", lang) in said


def test_sorting_keeps_the_rank_and_filters_narrow_the_list() -> None:
    at = open_page("priorities", "sv")
    at.selectbox(key="prio_sort.sv").select("tonnes_year").run()
    at.toggle(key="prio_descending.sv").set_value(True).run()
    expected = sorted_by(priorities(evaluate(sample()), 2030), "tonnes_year", descending=True)
    shown = grid(healthy(at), "rank", "control")
    assert shown["rank"].tolist() == [row.rank for row in expected]
    at.multiselect(key="prio_owners.sv").select("oresundskraft").run()
    mine = [row.name for row in expected if row.owner == "oresundskraft"]
    assert names_of(grid(healthy(at), "rank", "control")) == mine
    assert len(mine) < len(expected)


def test_cost_and_saving_by_actor_are_signed_and_add_up() -> None:
    expected = priorities(evaluate(sample()), 2030)
    shown = grid(open_page("priorities", "sv"), "organisation", "investment", "running", "net")
    assert len(shown) == sum(len(row.actors) for row in expected)
    assert (shown["investment"] + shown["running"]).to_numpy() == pytest.approx(shown["net"].to_numpy())
    nets = [item.net / 1e6 for row in expected for item in row.actors if item.net is not None]
    assert shown["net"].tolist() == pytest.approx(nets)


def test_what_each_organisation_starts_each_year_holds_every_action() -> None:
    at = open_page("priorities", "sv")
    rows = html_table(at, t("gap.n_actions", "sv"))
    assert rows[t("gap.n_actions", "sv")].map(number).sum() == len(grid(at, "rank", "control"))
