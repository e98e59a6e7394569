"""The import page and SIE: levels with their amounts, what dimensions mean, and the choice kept for the next file."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from finmodel.i18n import t
from tests.app.pages import button, words
from tests.app.test_budget_import_files import CSV
from tests.app.test_budget_import_page import field, imported, page, saved, upload
from tests.sie_files import BALANCES, CHART, HEAD

SIE = (HEAD + CHART + BALANCES + '#PBUDGET 0 202601 5010 {1 "0100" 6 "P 1"} 60.00\n').encode("cp437")


@pytest.fixture(autouse=True)
def no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """The view is run without the frame that knows the other pages."""
    monkeypatch.setattr(st, "page_link", lambda *_, **__: None)


def lines(at: AppTest) -> list[tuple[float | None, str, str]]:
    """Return budget, responsibility and project of the lines that are shown."""
    # Amounts and codes stand in two tables where one would be too wide.
    money = next(item.value for item in at.dataframe if "budget.2026" in item.value)
    codes = next(item.value for item in at.dataframe if "account" in item.value)
    return [
        (amount, row.get("responsibility", ""), row.get("project", ""))
        for amount, row in zip(money["budget.2026"], codes.to_dict("records"), strict=True)
    ]


def test_a_level_and_the_fields_of_dimensions_are_chosen() -> None:
    at = upload(page(), SIE, "budget.se")
    level = field(at, "selectbox", "budget_sie_level")
    assert level.options == [
        t("app.budget_import.sie_level_each", "sv"),
        t("app.budget_import.sie_whole_account", "sv"),
        "Kostnadsställe (1)",
        "Kostnadsställe (1) + Projekt (6)",
    ]
    (levels,) = [
        item.value for item in at.table if "340 kr" in item.value.to_string().replace("\N{NO-BREAK SPACE}", " ")
    ]
    assert len(levels) == 4
    assert lines(at)[0] == (100, "0100 Gator", "")
    level.set_value("1,6").run()
    assert lines(at) == [(60, "0100 Gator", "P 1 Solceller Stavre"), (280, "", "")]
    field(at, "selectbox", "budget_sie_field.6").set_value("activity").run()
    assert lines(at) == [(60, "0100 Gator", ""), (280, "", "")]
    field(at, "selectbox", "budget_sie_field.1").set_value("activity").run()
    assert "FM-B224" in words(at)
    assert t("app.budget_import.cannot_read", "sv", file="budget\\.se", summary="1 fel")[:20] in words(at)


def test_a_table_has_no_levels_to_choose() -> None:
    at = upload(page(), CSV)
    assert [item.key for item in at.selectbox if "sie" in (item.key or "")] == []


def test_the_choice_is_kept_and_offered_for_the_next_file(workspace: Path) -> None:
    at = upload(page(), SIE, "budget.se")
    field(at, "selectbox", "budget_sie_level").set_value("1,6").run()
    field(at, "selectbox", "budget_sie_field.6").set_value("").run()
    field(at, "checkbox", "budget_sie_balance").set_value(True).run()
    at = imported(at)
    assert len(saved(workspace).dossier.versions[0].lines) == 2
    again = upload(page(), SIE.replace(b"60.00", b"70.00"), "next.se")
    assert field(again, "radio", "budget_sie_start").value == "kept"
    assert field(again, "selectbox", "budget_sie_level").value == "1,6"
    assert field(again, "checkbox", "budget_sie_balance").value is True
    assert lines(again) == [(70, "0100 Gator", ""), (270, "", "")]
    field(again, "radio", "budget_sie_start").set_value("proposed").run()
    assert lines(again)[0] == (100, "0100 Gator", "")
    button(again, "budget_cancel").click().run()


def test_an_uploaded_choice_is_used_and_one_of_columns_is_refused() -> None:
    at = upload(page(), SIE, "budget.se")
    at.file_uploader[1].set_value(
        ("sie.json", b'{"sie": {"level": [], "dimensions": {"1": null}}}', "application/json")
    )
    at.run()
    assert lines(at) == [(340, "", "")]
    at.file_uploader[1].set_value(("x.json", b'{"columns": {"Konto": "account"}}', "application/json"))
    at.run()
    assert t("app.budget_import.sie_of_columns", "sv") in words(at).replace("\\", "")
    at.file_uploader[1].set_value(("x.json", b'{"sie": 1}', "application/json"))
    at.run()
    assert "FM-B113" in words(at)
