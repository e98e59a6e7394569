"""Who pays, who benefits: the matrix adds up to society, what is missing is said, split incentives are sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.components.formats import Formats
from app.components.incentives import incentive_sentences
from app.components.tables import WHY
from finmodel import evaluate
from finmodel.analysis.who_pays import split_incentives, who_pays
from finmodel.i18n import LANGUAGES, Language, t
from tests.app.energy_plan import energy_plan
from tests.app.pages import grid, healthy, metric, open_page, open_plan, sample, words


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["helsingborg", "energy"])
def test_all_rows_add_up_to_society(name: str, lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = sample() if name == "helsingborg" else energy_plan()
    open_plan(plan, tmp_path, monkeypatch)
    at = open_page("who_pays", lang)
    npv = evaluate(plan, "society").portfolio["npv"]
    assert npv is not None
    formats = Formats.of(lang, "mnkr", "SEK")
    assert metric(at, t("app.payers.total_society", lang)) == formats.money(npv)
    shown = grid(at, "net")
    assert shown["name"].iloc[-1] == t("app.payers.sum", lang)
    assert shown["name"].iloc[-2] == t("app.payers.everyone", lang)
    assert shown["net"].iloc[:-1].sum() == pytest.approx(npv / 1e6)
    assert shown["net"].iloc[-1] == pytest.approx(npv / 1e6)
    lines = [column for column in shown.columns if column not in ("name", "kind", "net")]
    assert shown[lines].sum(axis=1).to_list() == pytest.approx(shown["net"].to_list())


@pytest.mark.parametrize(("view", "basis"), [("undiscounted", "society"), ("financial", "financial")])
def test_other_views(view: str, basis: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = energy_plan()
    open_plan(plan, tmp_path, monkeypatch)
    at = open_page("who_pays", "sv")
    at.radio(key="payers_view.sv").set_value(view).run()
    found = who_pays(plan, basis)  # type: ignore[arg-type]
    matrix = found.sums if view == "undiscounted" else found.present_values
    shown = grid(healthy(at), "net").set_index("name")
    for row in matrix.rows:
        if row.name:
            assert shown["net"][row.name] == pytest.approx((row.values["net"] or 0.0) / 1e6)
    assert (t("app.payers.everyone", "sv") in shown.index) == (view == "undiscounted")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_missing_social_rate_is_said_and_the_sums_still_stand(
    lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_plan(energy_plan(social_discount_rate=None), tmp_path, monkeypatch)
    at = open_page("who_pays", lang)
    assert t("app.payers.missing_society", lang) in [item.value for item in at.warning]
    assert metric(at, t("app.payers.total_society", lang)) == t("reason.no_rate.label", lang)
    assert grid(at, "net")["net"].isna().all()
    assert all(grid(at, "net")[WHY])
    at.radio(key=f"payers_view.{lang}").set_value("undiscounted").run()
    assert not healthy(at).warning
    assert not grid(at, "net")["net"].isna().any()


def test_a_missing_carbon_value_leaves_the_organisations_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_plan(energy_plan(carbon_value=None), tmp_path, monkeypatch)
    at = open_page("who_pays", "sv")
    assert t("app.payers.missing_carbon", "sv") in [item.value for item in at.warning]
    shown = grid(at, "net").set_index("name")
    assert not shown["net"].isna()["Fastighetsnämnden"]
    assert shown["net"].isna()[t("app.payers.sum", "sv")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_split_incentives_name_who_invests_and_who_gains(
    lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = energy_plan()
    open_plan(plan, tmp_path, monkeypatch)
    formats = Formats.of(lang, "mnkr", "SEK")
    (item,) = split_incentives(plan)
    sentences = incentive_sentences(item, formats)
    assert sentences[0].startswith("Fastighetsnämnden")
    assert formats.money(item.investors[0].investment) in sentences[0]
    assert sentences[1].startswith("Bostadsbolaget")
    assert formats.money(item.gainers[0].npv) in sentences[1]
    texts = [element.value for element in open_page("who_pays", lang).text]
    assert item.name in texts
    assert " ".join(sentences) in texts


def test_one_action_and_its_transfers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = energy_plan()
    open_plan(plan, tmp_path, monkeypatch)
    at = open_page("who_pays", "sv")
    at.selectbox(key="subject.payers.sv").select("buss").run()
    (transfer,) = who_pays(plan).transfers
    shown = grid(healthy(at), "payer")
    assert (shown["payer"][0], shown["receiver"][0]) == ("Hushållen", "Fastighetsnämnden")
    assert shown["total"][0] == pytest.approx(transfer.total / 1e6)
    assert t("app.incentives.none", "sv") in words(at)
    at.selectbox(key="subject.payers.sv").select("idé").run()
    assert t("app.payers.nothing", "sv") in words(healthy(at))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sum_of_everybodys_own_values_is_not_called_societys(lang: Language) -> None:
    at = open_page("who_pays", lang)
    captions = [item.value for item in at.caption]
    assert t("app.payers.how", lang) in captions
    at.radio(key=f"payers_view.{lang}").set_value("financial").run()
    assert grid(healthy(at), "net")["name"].iloc[-1] == t("app.payers.sum_financial", lang)
    captions = [item.value for item in at.caption]
    assert t("app.payers.how_financial", lang) in captions
    assert t("app.payers.how", lang) not in captions
