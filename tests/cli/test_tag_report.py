"""``finmodel tag``: what it shows in a terminal, beside a plan, an earlier budget and another scheme; what it hides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from finmodel.commands.tag import progress
from finmodel.i18n import LANGUAGES, Language, t
from tests.cli.conftest import Run
from tests.cli.tagging import (
    HEADINGS,
    OPERATING,
    WHO,
    WORKED,
    decision,
    decisions,
    document,
    key_of,
    tags_of,
    write,
)
from tests.gap_plans import gap_document


def words(text: str) -> str:
    """Return the text with every run of blanks, also those that do not break, as one blank."""
    return " ".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_reconciliation_is_first_and_all_parts_are_there(run: Run, tmp_path: Path, language: Language) -> None:
    file = write(tmp_path, (*WORKED, *OPERATING))
    done = run("tag", file, "--unit", "tkr", "--control", "I2026=240000", "--language", language)
    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    titles = [
        t("tag_cli.reconciliation", language, unit={"sv": "tkr", "en": "kSEK"}[language]),
        t("tag_cli.weighted", language, axis={"sv": "Begränsning", "en": "Mitigation"}[language]),
        t("tag_cli.method", language),
        t("tag_cli.said.title", language),
    ]
    places = [lines.index(title) for title in titles]
    assert places == sorted(places)
    assert places[0] < 3
    assert max(map(len, lines)) <= 100
    said = words(done.stdout)
    assert t("tag_cli.balanced", language) in said
    for name in ("no_effect", "not_comparable", "saving", "relevant", "no_standard"):
        assert words(t(f"tag_cli.said.{name}", language)) in said
    expected = {
        "sv": ("1 234,5", "Granska 1 rad, så är 90 % av kronorna bedömda", "60 000,0 tkr (25,0 %)"),
        "en": ("1,234.5", "Review 1 line, and 90% of the kronor are judged", "60,000.0 kSEK (25.0%)"),
    }
    assert {"X07", "gv40"} <= set(said.split())
    assert [text for text in expected[language] if text not in said] == []


def test_amounts_are_exact_in_the_unit(run: Run, tmp_path: Path) -> None:
    finest = write(tmp_path, ("I;800;403;87;Solceller;1,23456789",), name="finest.csv")
    assert "1.23456789" in run("tag", finest, "--unit", "mnkr").stdout
    file = write(tmp_path, ("I;800;403;87;Solceller;1234567,89", "I;249;403;87;GC-väg;0,01"))
    assert "1,234,567.90" in run("tag", file, "--unit", "kr").stdout


def test_in_another_scheme_harm_that_is_hidden_is_said(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path)
    found = document(run, file, "--unit", "tkr", "--scheme", "eu")
    assert (found["scheme"]["id"], found["tagged_in"]["id"]) == ("eu", "se")
    assert found["crosswalk"]["harm_lost"] == 60_000_000
    assert list(found["distribution"]) == ["climate"]
    assert found["distribution"]["climate"]["0"]["kronor"] == 60_000_000
    assert found["weighted"]["climate"]["profile"] == "coefficients"
    assert tags_of(found)["Solceller"] == ("100",)
    assert found["lines"][0]["tagged"] == {"mitigation": "MG", "adaptation": "EP"}
    assert found["by_kind"]["I"]["distribution"]["mitigation"]["OG"]["kronor"] == 60_000_000
    said = run("tag", file, "--unit", "tkr", "--scheme", "eu").stdout
    assert "Harm that is not seen in that scheme: 60,000 kSEK" in words(said)
    both = (of["name"] for of in (found["scheme"], found["tagged_in"]))
    assert words(said).index("Reconciliation") > max(words(said).index(name) for name in both)
    assert said.index("Harm that is not seen") < said.index("Mitigation")
    without_weights = document(run, file, "--unit", "tkr", "--scheme", "i4ce")
    assert (without_weights["weighted"], without_weights["crosswalk"]["harm_lost"]) == ({}, 0)
    assert without_weights["distribution"]["mitigation"]["defavorable"]["kronor"] == 60_000_000
    assert document(run, file, "--unit", "tkr", "--scheme", "se")["crosswalk"] is None


def test_beside_an_earlier_budget_each_effect_is_told(run: Run, tmp_path: Path) -> None:
    old = write(tmp_path, (*WORKED[:-1], "I;249;403;87;Cykelbana;50"), name="old.csv")
    rows = [row.replace("Förbifart;60000", "Förbifart etapp 1;65000") for row in WORKED]
    new = write(tmp_path, rows)
    found = document(run, new, "--unit", "tkr", "--before", old)["by_kind"]["I"]["comparison"]
    changes = found["changes"]["mitigation"]
    for change in changes.values():
        effects = ("amount_effect", "tag_effect", "new", "gone")
        assert change["before"] + sum(change[name] for name in effects) == change["after"]
    assert changes["OG"]["amount_effect"] == 5_000_000
    assert (changes["MG"]["gone"], changes["OU"]["new"]) == (-50_000, 8_000_000)
    assert (found["n_new"], found["n_gone"], found["retagged"]) == (1, 1, [])
    said = words(run("tag", new, "--unit", "tkr", "--before", old).stdout)
    assert "Comparison with old.csv (2026 → 2026)" in said
    assert "New lines: 1. Gone: 1. With another tag: 0." in said


def test_decisions_follow_their_line_into_the_next_budget(run: Run, tmp_path: Path) -> None:
    old = write(tmp_path, name="old.csv")
    key = key_of(document(run, old, "--unit", "tkr"), "Möbler")
    steps = decisions(tmp_path, decisions=[decision(key)])
    new = write(tmp_path, [row.replace("Möbler", "Möbler boende") for row in WORKED])
    alone = document(run, new, "--unit", "tkr", "--decisions", steps)
    assert tags_of(alone)["Möbler boende"][0] == "OU"
    found = document(run, new, "--unit", "tkr", "--decisions", steps, "--before", old)
    (line,) = [line for line in found["lines"] if line["text"] == "Möbler boende"]
    assert line["tags"]["mitigation"] == "NE"
    assert line["look_again"] == ["text"]
    assert "FM-T168" in {one["code"] for one in alone["issues"]}
    assert "FM-T168" not in {one["code"] for one in found["issues"]}


def test_beside_a_plan_what_is_needed_less_what_is_budgeted_is_the_gap(run: Run, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps(gap_document()), encoding="utf-8")
    file = write(tmp_path)
    key = key_of(document(run, file, "--unit", "tkr"), "Solceller")
    link: dict[str, Any] = {"key": key, "actions": [{"action": "sol", "kind": "implements", "amounts": None}], **WHO}
    steps = decisions(tmp_path, links=[link])
    found = document(run, file, "--unit", "tkr", "--plan", plan, "--decisions", steps)
    links = found["by_kind"]["I"]["links"]
    (row,) = [row for row in links["actions"] if (row["action"], row["year"]) == ("sol", 2026)]
    assert row["budgeted"] == 4_000_000
    for each in links["actions"]:
        assert each["gap"] == pytest.approx(each["need"] - each["budgeted"] - each["granted"])
        assert each["missing"] - each["surplus"] == each["gap"]
        assert each["missing"] * each["surplus"] == 0
    sums = links["sums"]
    assert sums["missing"] == sum(each["gap"] for each in links["actions"] if each["gap"] > 0)
    assert sums["surplus"] == -sum(each["gap"] for each in links["actions"] if each["gap"] < 0) > 0
    assert "sol" not in links["without_line"]
    assert "led" in links["without_line"]
    assert {line["text"] for line in links["favourable_without_action"]} >= {"GC-väg", "Skyfallsled"}
    assert next(line for line in found["lines"] if line["key"] == key)["links"][0]["amounts"] == {"2026": 4_000_000}
    said = words(run("tag", file, "--unit", "tkr", "--plan", plan, "--decisions", steps).stdout)
    assert "Actions: need − budgeted − granted = missing − surplus, kSEK" in said
    wrong = decisions(tmp_path, links=[link | {"actions": [{"action": "solo", "kind": "implements", "amounts": None}]}])
    refused = document(run, file, "--unit", "tkr", "--plan", plan, "--decisions", wrong, code=1)
    assert {one["code"] for one in refused["issues"] if one["severity"] == "error"} == {"FM-T172"}


LEDGER = "kopare;leverantor;leverantor_id;konto_nr;konto_text;belopp;datum;text"


def test_personal_data_is_masked_in_all_that_is_written(run: Run, tmp_path: Path) -> None:
    rows = (
        "Kommunen;Anna Svensson;640823-3234;6910;Drivmedel;100,5;2026-01-31;Diesel till Anna Svensson",
        "Kommunen;Bolaget AB;556000-4615;6910;Drivmedel;200;2026-02-28;Diesel 640823-3234",
    )
    file = write(tmp_path, rows, LEDGER)

    def said(mask: str) -> str:
        return run("tag", file, "--mask", mask, "--json", "-").stdout + run("tag", file, "--mask", mask).output

    assert all(name in said("none") for name in ("Anna Svensson", "Bolaget AB", "640823-3234", "Diesel"))
    persons = said("persons")
    assert "Bolaget AB" in persons
    assert "Diesel" in persons
    assert [name for name in ("Anna Svensson", "640823-3234") if name in persons] == []
    suppliers = json.loads(run("tag", file, "--mask", "suppliers", "--json", "-").stdout)
    assert {line["supplier"] for line in suppliers["lines"]} == {"***"}
    hidden = said("all")
    assert [name for name in ("Anna Svensson", "Bolaget AB", "640823-3234", "Diesel") if name in hidden] == []
    open_, masked = (json.loads(run("tag", file, "--mask", mask, "--json", "-").stdout) for mask in ("none", "all"))
    assert masked["distribution"] == open_["distribution"]  # the rules read the words all the same
    # A name without a number is no person's that a program can tell: it is masked where the user lists it.
    assert "Anna Svensson" in run("tag", file, "--mask-names", write(tmp_path, ("Bo Ek",), "x", "names.txt")).output
    names = write(tmp_path, ("anna svensson", ""), "Bo Ek", "names.txt")
    result = run("tag", file, "--mask-names", names, "--json", "-")
    assert "Anna" not in result.output
    assert "Bolaget AB" in result.stdout
    assert json.loads(result.stdout)["method"]["masking"] == {"suppliers": "nothing", "texts": "nothing", "n_names": 2}
    assert "none.txt" in run("tag", file, "--mask-names", str(tmp_path / "none.txt")).output


def test_figures_from_no_source_are_marked(run: Run, tmp_path: Path) -> None:
    plain = write(tmp_path)
    marked = write(tmp_path, headings=f"ILLUSTRATIVT EXEMPEL\r\n{HEADINGS}", name="marked.csv")
    book = openpyxl.Workbook()
    for row in (["Illustrativ budget"], HEADINGS.split(";"), ["I", "249", "403", "87", "GC-väg", 5]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "marked.xlsx")
    for arguments, is_illustrative in (
        ((plain,), False),
        ((plain, "--illustrative"), True),
        ((marked,), True),
        ((tmp_path / "marked.xlsx",), True),
    ):
        assert document(run, *arguments, "--unit", "tkr")["illustrative"] is is_illustrative
        assert ("ILLUSTRATIVE" in run("tag", *arguments, "--unit", "tkr").stdout) is is_illustrative


def test_committees_stand_side_by_side(run: Run, tmp_path: Path) -> None:
    rows = [f"{'21 Tekniska' if place % 2 else '22 Fastighet'};{row}" for place, row in enumerate(WORKED)]
    file = write(tmp_path, rows, f"Nämnd;{HEADINGS}")
    said = run("tag", file, "--unit", "tkr").stdout
    table = words(said[said.index("By committee and company – Mitigation") :])
    assert "22 Fastighet 82,000 4.9% 2.4% 19.5% 0.0% 73.2%" in table
    groups = document(run, file, "--unit", "tkr")["by_kind"]["I"]["groups"]["organisation"]
    assert {code: (of["name"], of["base"]) for code, of in groups.items()} == {
        "21": ("Tekniska", 158_000_000),
        "22": ("Fastighet", 82_000_000),
    }


def test_a_missing_unit_is_warned_of(run: Run, tmp_path: Path) -> None:
    done = run("tag", write(tmp_path), "--language", "sv")
    assert (done.exit_code, "Varning: FM-B119" in done.stderr) == (0, True)
    assert [one["code"] for one in document(run, write(tmp_path))["issues"]] == ["FM-B119"]


def test_the_workbook_and_the_json_are_written_together(run: Run, tmp_path: Path) -> None:
    file, out, target = write(tmp_path), tmp_path / "tagged.xlsx", tmp_path / "tagged.json"
    done = run("tag", file, "--unit", "tkr", "--out", out, "--json", target, "--before", file)
    assert (done.exit_code, done.stdout.splitlines()) == (0, [f"Wrote {out}"])
    found = json.loads(target.read_text(encoding="utf-8"))
    assert found["is_balanced"] is True
    book = openpyxl.load_workbook(out, read_only=True)
    texts = {
        cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)
    }
    book.close()
    assert {"Solceller", "Förbifart", "MG"} <= texts


def test_the_rules_are_written_and_read_back(run: Run, tmp_path: Path) -> None:
    rules, file = tmp_path / "rules.xlsx", write(tmp_path)
    assert run("tag", "--rules-out", rules).exit_code == 0
    own = document(run, file, "--unit", "tkr", "--rules", rules)
    usual = document(run, file, "--unit", "tkr")
    assert own["method"]["rules_sha256"] == usual["method"]["rules_sha256"]
    assert own["distribution"] == usual["distribution"]
    again = tmp_path / "again.xlsx"
    assert run("tag", file, "--unit", "tkr", "--rules", rules, "--rules-out", again).exit_code == 0
    assert again.exists()
    assert run("tag", "--rules-out", again, "--scheme", "eu").exit_code == 2


def test_a_large_file_tells_how_far_it_is(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_EVERY_ROWS", 5_000)
    rows = [f"I;249;403;87;GC-väg {place};1" for place in range(5_000)]
    done = run("tag", write(tmp_path, rows), "--unit", "tkr")
    assert done.exit_code == 0
    assert "5,000 rows of budget.csv read" in done.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_names_every_option(run: Run, language: Language) -> None:
    shown = run("tag", "--help", language=language).stdout
    options = (
        "--rules",
        "--mapping",
        "--unit",
        "--decisions",
        "--scheme",
        "--out",
        "--json",
        "--mask",
        "--rules-out",
        "--sie-level",
    )
    assert [name for name in options if name not in shown] == []
    assert "BUDGET" in shown
