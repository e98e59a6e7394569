"""The tab of rules and choices: what is in use, and nothing is taken into use before it shows what it does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from streamlit.testing.v1 import AppTest

from app.tagging import OpenedDossier
from finmodel.i18n import t
from finmodel.intake.tagging_templates import proposed_rules, rules_text
from finmodel.store.dossier.folder import DossierFolder
from tests.app.pages import button, healthy, words
from tests.app.test_budget_import_files import dossier
from tests.app.test_budget_import_page import field, page, saved, upload
from tests.app.test_pages import KEY

OWN = rules_text().replace("\nX01;", "\nZ01;690;I;*;*;*;förbifart;*;*;MG;-;h;n;Prov\nX01;", 1).encode()


def sign(at: AppTest, name: str, reason: str, who: str | None = "Eva Ek") -> None:
    """Take a choice into use, which needs a name and a reason."""
    assert button(at, f"budget_use.{name}").disabled
    if who is not None:
        field(at, "text_input", f"budget_choice_who.{name}").set_value(who).run()
    field(at, "text_input", f"budget_choice_reason.{name}").set_value(reason).run()
    button(at, f"budget_use.{name}").click().run()
    healthy(at)


def test_the_rules_in_use_are_searched_and_those_of_ones_own_show_what_they_do_first(workspace: Path) -> None:
    DossierFolder(workspace / "budget").save(dossier().kept)
    at = page(tab="rules")
    assert proposed_rules().sha256 in words(at)
    assert len(next(item.value for item in at.dataframe if "note" in item.value)) == len(proposed_rules().rules)
    field(at, "text_input", "budget_rules_search").set_value("solcell").run()
    found = next(item.value for item in at.dataframe if "note" in item.value)
    assert 0 < len(found) < 10
    # Words that are read, and the pattern on demand.
    assert "solcell · solpanel" in found[found["id"] == "K02"]["text"].iloc[0]
    assert not at.code
    field(at, "selectbox", "budget_rule.").select("K02").run()
    field(at, "toggle", "budget_pattern").set_value(True).run()
    assert proposed_rules().by_id["K02"].text.source in at.code[0].value  # type: ignore[union-attr]
    upload(at, b"id;prio;typ;begr\nA;x;I;MG\n", "egna.csv")
    assert at.error
    assert "budget_use.rules" not in [item.key for item in at.button]
    upload(at, OWN, "egna.csv")
    assert t("app.budget_rules.effect", "sv", n="1", of="4", moved="")[:20] in words(at)
    effect = next(item.value for item in at.dataframe if "change" in item.value)
    assert sorted(effect["change"]) == [-60.0, 60.0]
    assert saved(workspace).choices.rule_set.sha256 == proposed_rules().sha256
    sign(at, "rules", "egna ord i nämnden")
    assert saved(workspace).choices.rule_set.sha256 != proposed_rules().sha256
    field(healthy(at), "toggle", "budget_rules_back").set_value(True).run()
    # The name stays for the session; the reason is asked each time.
    sign(at, "proposed", "åter till förslaget", who=None)
    steps = saved(workspace).choice_steps
    assert saved(workspace).choices.rule_set.sha256 == proposed_rules().sha256
    assert [(step.who, step.reason) for step in steps[1:]] == [
        ("Eva Ek", "egna ord i nämnden"),
        ("Eva Ek", "åter till förslaget"),
    ]
    assert all(step.when for step in steps)


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
    sign(at, "profile", "25 %")
    field(healthy(at), "radio", "budget_companies").set_value(False).run()
    assert t("app.budget_rules.no_effect", "en", of="4") in [item.value for item in at.info]
    sign(at, "companies", "they are in the file", who=None)
    upload(healthy(at), b"own;rs\n249;249\n", "codes.csv", place=1)
    sign(at, "activities", "own codes", who=None)
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
