"""The tab of rules and choices: what is in use, and nothing is taken into use before it shows what it does."""

from __future__ import annotations

import io
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from app import tagging, tagging_rules, tagging_schemes
from app.tagging import OpenedDossier
from finmodel.i18n import t
from finmodel.intake.tagging_templates import own_scheme, proposed_rules, rules_text, schemes
from finmodel.store.dossier.folder import DossierFolder
from finmodel.tagging.decisions import Decision, Step
from finmodel.tagging.dossier import decide, split
from finmodel.tagging.splits import Split, SplitPart
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


EU = b"id;prio;typ;text;climate;konf;granska\nA;700;DI;solcell|cykel;100;h;n\nF;1;DI;*;0;l;j\n"


def test_rules_with_the_axes_of_another_scheme_begin_a_dossier_in_it(workspace: Path) -> None:
    before = dossier()
    line = next(one for one in before.dossier.parts()[0] if one.text.startswith("Ny skola"))
    said = MappingProxyType({"mitigation": "OG"})
    step = Decision(line.key, Step.REVIEWED, said, "Skäl", "Eva", "2026-01-02T00:00:00+00:00", scheme="se")
    parts = (SplitPart("Solceller", Fraction(1, 10)), SplitPart("Skola"))
    old = split(
        decide(before.dossier, [step], own_scheme()), Split(line.key, parts, "Skäl", "Eva", "2026-01-03T00:00:00+00:00")
    )
    folder = DossierFolder(workspace / "budget")
    folder.save(replace(before.kept, dossier=old))
    at = page(tab="rules")
    field(at, "selectbox", "budget_other_scheme").select("eu").run()
    assert "climate" in next(item.value for item in at.info if "climate" in item.value)
    upload(at, EU, "eu.csv")
    happens = {"versions": "1", "splits": "1", "links": "0", "decisions": "1", "judged": "I"}
    assert t("app.budget_rules.scheme_happens", "sv", **happens).partition("Reglerna")[0] in words(at)
    sign(at, "scheme", "nämnden prövar EU:s klasser")
    new, (aside,) = saved(workspace), folder.earlier()
    assert (new.dossier.scheme, new.dossier.log.decisions, new.dossier.splits) == ("eu", (), old.splits)
    assert new.dossier.versions[0].lines == old.versions[0].lines
    assert [(one.who, one.reason) for one in new.choice_steps] == [("Eva Ek", "nämnden prövar EU:s klasser")]
    assert len(aside.read().dossier.log.decisions) == 1  # type: ignore[union-attr]
    budget = tagging.tagged(OpenedDossier(new, is_sample=False))
    # The divided school: only its panels have words of the rules, and a part that waits for a person is not judged.
    assert sorted((item.line.text, item.categories) for item in budget.lines) == [
        ("Bidrag till bolaget", ("0",)),
        ("Förbifart", ("0",)),
        ("Gång- och cykelväg", ("100",)),
        ("Skola", ("0",)),
        ("Solceller", ("100",)),
    ]
    # The proposed rules are of another scheme by now: they begin a dossier too, and are not merely taken back.
    assert not [item for item in at.toggle if (item.key or "").startswith("budget_rules_back")]
    field(at, "selectbox", "budget_other_scheme").select("se").run()
    field(at, "toggle", "budget_scheme_own").set_value(True).run()
    sign(at, "scheme", "åter", who=None)
    assert (saved(workspace).dossier.scheme, saved(workspace).dossier.splits) == ("se", old.splits)


@pytest.mark.parametrize("name", [name for name in schemes() if name != "se"])
def test_a_workbook_of_rules_to_begin_with_says_its_scheme_and_what_is_outside(name: str) -> None:
    data = tagging_schemes.first_rules(schemes()[name], "en")
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    cells: dict[str, str | int] = {"id": "A", "prio": 700, "typ": "DI", "text": "sol", "skal": "Prov"}
    for heading, value in cells.items():
        sheet.cell(9, [cell.value for cell in sheet[1]].index(heading) + 1).value = value
    axis = schemes()[name].axes[0]
    place = [cell.value for cell in sheet[1]].index(axis.heading) + 1
    sheet.cell(9, place).value = schemes()[name].on_axis(axis.id)[0]
    filled = io.BytesIO()
    book.save(filled)
    read = tagging_rules.read_rules("regler.xlsx", filled.getvalue())
    assert read.scheme is not None
    assert read.rule_set is not None
    assert read.scheme.id == name
    assert [rule.id for rule in read.rule_set.rules] == ["X01", "X02", "X03", "X04", "X05", "X06", "X07", "A"]
    assert all(set(rule.categories.values()) == {read.scheme.outside} for rule in read.rule_set.rules[:-1])
