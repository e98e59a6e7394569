"""The tab of rules and choices: what is in use, and nothing is taken into use before it shows what it does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.tagging import OpenedDossier
from finmodel.i18n import t
from finmodel.intake.tagging_templates import proposed_rules, rules_text
from finmodel.store.dossier.folder import DossierFolder
from tests.app.pages import button, healthy, words
from tests.app.test_budget_import_files import dossier
from tests.app.test_budget_import_page import field, page, saved, upload
from tests.app.test_pages import KEY

OWN = rules_text().replace("\nX01;", "\nZ01;690;I;*;*;*;förbifart;*;*;MG;-;h;n;Prov\nX01;", 1).encode()


def test_the_rules_in_use_are_searched_and_those_of_ones_own_show_what_they_do_first(workspace: Path) -> None:
    DossierFolder(workspace / "budget").save(dossier().kept)
    at = page(tab="rules")
    assert proposed_rules().sha256 in words(at)
    assert len(next(item.value for item in at.dataframe if "note" in item.value)) == len(proposed_rules().rules)
    field(at, "text_input", "budget_rules_search").set_value("solcell").run()
    found = next(item.value for item in at.dataframe if "note" in item.value)
    assert 0 < len(found) < 10
    upload(at, b"id;prio;typ;begr\nA;x;I;MG\n", "egna.csv")
    assert at.error
    assert "budget_use.rules" not in [item.key for item in at.button]
    upload(at, OWN, "egna.csv")
    assert t("app.budget_rules.effect", "sv", n="1", of="4", moved="")[:20] in words(at)
    effect = next(item.value for item in at.dataframe if "change" in item.value)
    assert sorted(effect["change"]) == [-60.0, 60.0]
    assert saved(workspace).choices.rule_set.sha256 == proposed_rules().sha256
    button(at, "budget_use.rules").click().run()
    assert saved(workspace).choices.rule_set.sha256 != proposed_rules().sha256
    field(healthy(at), "toggle", "budget_rules_back").set_value(True).run()
    button(at, "budget_use.proposed").click().run()
    assert healthy(at)
    assert saved(workspace).choices.rule_set.sha256 == proposed_rules().sha256


def test_profile_companies_and_activity_codes_are_chosen_in_english(workspace: Path) -> None:
    opened = dossier()
    (version,) = opened.dossier.versions
    other = replace(version, source=replace(version.source, chart="bas"))
    kept = replace(opened.kept, dossier=replace(opened.dossier, versions=(other,)))
    DossierFolder(workspace / "budget").save(kept)
    at = page(lang="en", tab="rules")
    assert not KEY.search(words(at))
    assert any("BAS" in item.value for item in at.warning)
    field(at, "selectbox", "budget_profile").select("gv25").run()
    button(at, "budget_use.profile").click().run()
    field(healthy(at), "radio", "budget_companies").set_value(False).run()
    assert t("app.budget_rules.no_effect", "en", of="4") in [item.value for item in at.info]
    button(at, "budget_use.companies").click().run()
    upload(healthy(at), b"own;rs\n249;249\n", "codes.csv", place=1)
    button(at, "budget_use.activities").click().run()
    choices = saved(workspace).choices
    assert healthy(at)
    assert (choices.profile, choices.group_companies_outside) == ("gv25", False)
    assert choices.activities is not None
    unmapped = next(item.value for item in at.dataframe if "code" in item.value)
    assert unmapped["code"].tolist() == ["440", "920"]
    assert unmapped["amount"].tolist() == [180.0, 5.0]


def test_rules_of_another_scheme_are_refused_in_words(workspace: Path) -> None:
    at = page(OpenedDossier(dossier().kept, is_sample=False), tab="rules")
    upload(at, b"id;prio;typ;text;tag\nA;700;DI;sol;very favourable\n", "i4ce.csv")
    assert at.error
    assert "budget_use.rules" not in [item.key for item in at.button]
    assert not workspace.exists()
