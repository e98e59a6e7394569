"""``finmodel tag``: the figures of its JSON, from the file to the last digit."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from finmodel.i18n import LANGUAGES
from finmodel.intake.tagging_templates import rules_text
from finmodel.version import METHOD_VERSION
from tests.budget_files import xlsx_of
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
    school_split,
    tags_of,
    write,
)

EXAMPLES = Path(__file__).parents[1] / "tagging" / "example_lines.csv"


def percent(share: float, digits: str = "0.1") -> str:
    return str((Decimal(repr(share)) * 100).quantize(Decimal(digits), ROUND_HALF_UP))


def worked(run: Run, folder: Path, *arguments: str | Path) -> dict[str, Any]:
    """Return the worked example with its school split."""
    file = write(folder)
    key = key_of(document(run, file, "--unit", "tkr"), "Ny skola med solceller")
    part = decision(f"{key}.1", categories={"mitigation": "MG"}, text="solceller", amounts=[[2026, 6_000 * 100_000]])
    chosen = ("--decisions", decisions(folder, splits=[school_split(key)], decisions=[part]))
    return document(run, file, "--unit", "tkr", *chosen, *arguments)


def test_the_worked_example_to_the_last_digit(run: Run, tmp_path: Path) -> None:
    found = worked(run, tmp_path, "--control", "I2026=240000")
    (balance,) = found["reconciliation"]
    assert (balance["imported"], balance["base"], balance["control"]) == (240_000_000,) * 3
    assert (found["kind"], found["is_balanced"], found["difference"], balance["outside"]) == ("I", True, 0, {})
    shares = found["distribution"]["mitigation"]
    assert {name: percent(of["share"]) for name, of in shares.items()} == {
        "MG": "8.3",
        "GV": "9.2",
        "NE": "6.7",
        "OU": "50.8",
        "OG": "25.0",
    }
    weights = found["by_kind"]["I"]["weighted"]
    by_weight = [percent(weights[name]["mitigation"]["share"]) for name in ("gv25", "gv40", "gv50")]
    ends = [percent(end) for end in found["weighted"]["mitigation"]["ranges"]["conditional"]]
    assert [ends[0], *by_weight, ends[1]] == ["8.3", "10.6", "12.0", "12.9", "17.5"]
    assert found["weighted"]["mitigation"] == weights["gv40"]["mitigation"]
    assert (weights["gv40"]["mitigation"]["profile"], weights["gv40"]["mitigation"]["version"]) == ("gv40", "1")
    assert percent(found["weighted"]["adaptation"]["share"]) == "7.0"
    combined = found["by_kind"]["I"]["combined"]["gv40"]
    assert (percent(combined["share"], "0.01"), combined["overlap"]) == ("18.67", 800_000)
    assert found["combined"] == combined
    assert found["by_kind"]["I"]["harmful"]["mitigation"]["kronor"] == 60_000_000
    parts = [line for line in found["lines"] if line["part_of"]]
    assert [(line["text"], line["amounts"], line["tags"]["mitigation"]) for line in parts] == [
        ("solceller", {"2026": 6_000_000}, "MG"),
        ("Ny skola", {"2026": 114_000_000}, "OU"),
    ]
    assert found["method_version"] == METHOD_VERSION
    assert found["method"]["n_splits"] == 1


def test_every_example_line_has_its_tag(run: Run, tmp_path: Path) -> None:
    with EXAMPLES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    # Ordinals keep lines apart that are alike but for the row.
    table = [
        ";".join((*(row[name] for name in ("typ", "verksamhet", "konto", "motpart", "text")), "1")) for row in rows
    ]
    found = document(run, write(tmp_path, table), "--unit", "tkr")
    assert len(found["lines"]) == len(rows)
    for row, line in zip(rows, found["lines"], strict=True):
        assert (line["text"], line["tags"]) == (row["text"], {"mitigation": row["begr"], "adaptation": row["anp"]})
        assert line["rules"] or line["tags"]["mitigation"] == "OU"
        assert line["reason"]


def identities(found: dict[str, Any]) -> Iterator[tuple[object, object]]:
    """Yield what must be the same, two and two."""
    outside = {name for name, of in found["tagged_in"]["categories"].items() if of["role"] == "outside"}
    for kind, of in found["by_kind"].items():
        balances = [item for item in found["reconciliation"] if item["kind"] == kind]
        lines = [line for line in found["lines"] if line["kind"] == kind]
        ore = {True: 0, False: 0}
        for line in lines:
            tags = line.get("tagged", line["tags"])
            ore[bool(outside & set(tags.values()))] += sum(line["ore"].values())
        yield ore[False], of["base_ore"]
        yield ore[False], sum(item["ore"]["base"] for item in balances)
        yield ore[True], sum(sum(item["ore"]["outside"].values()) for item in balances)
        yield sum(ore.values()), sum(item["ore"]["imported"] for item in balances)
        for axis, categories in of["distribution"].items():
            yield sum(one["ore"] for one in categories.values()), of["base_ore"]
            if of["base_ore"] > 0:
                yield sum(one["share"] for one in categories.values()), pytest.approx(1, abs=1e-12)
            for name, one in categories.items():
                of_lines = [line for line in lines if line.get("tagged", line["tags"])[axis] == name]
                yield sum(sum(line["ore"].values()) for line in of_lines), one["ore"]
                yield round(one["kronor"] * 100), one["ore"]
                yield sum(year["distribution"][axis][name]["ore"] for year in of["by_year"].values()), one["ore"]
                for groups in of["groups"].values():
                    yield sum(group["distribution"][axis][name]["ore"] for group in groups.values()), one["ore"]
            for weighted in of["weighted"].values():
                low, high = weighted[axis]["ranges"]["unknown"]
                yield True, weighted[axis]["share"] is None or low <= weighted[axis]["share"] <= high
        for weighted, combined in zip(of["weighted"].values(), of["combined"].values(), strict=True):
            summed = sum(one["kronor"] for one in weighted.values())
            yield summed - combined["overlap"], pytest.approx(combined["kronor"], abs=0.01)


@pytest.mark.parametrize("arguments", [(), ("--scheme", "eu"), ("--scheme", "i4ce"), ("--group-companies-inside",)])
def test_every_ore_is_where_it_should_be(run: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    rows = [f"{row};{place},07" for place, row in enumerate((*WORKED, *OPERATING, "D;815;601;62;Hyra;7"), 1)]
    found = document(run, write(tmp_path, rows, f"{HEADINGS};Plan 2027"), "--unit", "tkr", *arguments)
    pairs = list(identities(found))
    assert [pair for pair in pairs if pair[0] != pair[1]] == []
    assert len(pairs) > 100
    assert found["years"] == [2026, 2027]
    for categories in found["distribution"].values():
        assert sum(one["ore"] for one in categories.values()) == found["by_kind"]["I"]["base_ore"]
    companies = [line for line in found["lines"] if line["text"] == "Hyra"]
    tags = companies[0].get("tagged", companies[0]["tags"])
    assert (tags["mitigation"] == "UT") is ("--group-companies-inside" not in arguments)


def test_neither_row_order_language_nor_unit_changes_a_number(run: Run, tmp_path: Path) -> None:
    rows = (*WORKED, *OPERATING)

    def numbers(found: dict[str, Any]) -> dict[str, Any]:
        lines = {line["key"]: (line["ore"], line["tags"], line["rules"]) for line in found["lines"]}
        return {**{name: found[name] for name in ("distribution", "weighted", "reconciliation")}, "lines": lines}

    first = document(run, write(tmp_path, rows), "--unit", "tkr", "--language", "sv")
    turned = document(run, write(tmp_path, rows[::-1], name="turned.csv"), "--unit", "tkr", "--language", "en")
    headings = HEADINGS.replace("Budget 2026", "Budget 2026 (tkr)")
    without_unit = document(run, write(tmp_path, rows, headings, name="heading.csv"))
    assert numbers(first) == numbers(turned) == numbers(without_unit)
    reasons = [{line["key"]: line["reason"] for line in found["lines"]} for found in (first, turned)]
    assert len(LANGUAGES) == 2
    assert all(reasons[0][key] != reasons[1][key] for key in reasons[0])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_amounts_and_letters_are_read_as_people_write_them(run: Run, tmp_path: Path, encoding: str) -> None:
    rows = (
        "I;865;403;87;Skyfallsled Åsen;1 234,5",
        "I;249;403;87;Förbifart;1\N{NO-BREAK SPACE}000",
        "I;1;403;87;Brö;-",
    )
    found = document(run, write(tmp_path, rows, encoding=encoding), "--unit", "tkr", "--control", "I2026=2 234,5")
    assert {line["text"]: line["ore"] for line in found["lines"]} == {
        "Skyfallsled Åsen": {"2026": 123_450_000},
        "Förbifart": {"2026": 100_000_000},
    }
    assert tags_of(found)["Skyfallsled Åsen"] == ("NE", "MG")


def test_the_kind_is_investment_where_there_is_any_and_the_kinds_are_never_added(run: Run, tmp_path: Path) -> None:
    both = document(run, write(tmp_path, (*WORKED, *OPERATING)), "--unit", "tkr")
    assert (both["kind"], list(both["by_kind"])) == ("I", ["I", "D"])
    asked = document(run, write(tmp_path, (*WORKED, *OPERATING)), "--unit", "tkr", "--kind", "drift")
    assert asked["kind"] == "D"
    assert asked["distribution"] == both["by_kind"]["D"]["distribution"]
    assert asked["distribution"]["mitigation"]["OG"] == {"kronor": 500_500, "ore": 50_050_000, "share": 1.0}
    alone = document(run, write(tmp_path, OPERATING), "--unit", "tkr")
    assert (alone["kind"], alone["distribution"]) == ("D", asked["distribution"])


def test_the_kind_asked_for_selects_and_turns_no_line_of_another_kind(run: Run, tmp_path: Path) -> None:
    head: list[object] = ["Konto", "Benämning", "Budget 2026"]
    path = tmp_path / "tal.xlsx"
    sheets: dict[str, Sequence[Sequence[object]]] = {
        "Drift": [["tkr"], head, ["611", "Vägar", 51]],
        "Investering": [["tkr"], head, ["403", "Väg", 449]],
    }
    path.write_bytes(xlsx_of(sheets))
    for kind, base in (("I", 449_000), ("D", 51_000)):
        found = document(run, path, "--kind", kind)
        assert (found["kind"], found["by_kind"][kind]["base"]) == (kind, base)
    bare = tmp_path / "bar.xlsx"
    bare.write_bytes(xlsx_of({"Blad": sheets["Drift"]}))
    assert document(run, bare, "--kind", "I")["by_kind"]["I"]["base"] == 51_000


def test_a_plan_of_another_municipality_than_the_budget_names_is_warned_of(
    run: Run, tmp_path: Path, plan_file: Path
) -> None:
    rows = ["Budget 2026 {} kommun, tkr", HEADINGS, *WORKED]
    for name, is_other in (("Björklunda", True), ("Småstads", False)):
        budget = write(tmp_path, rows[1:], rows[0].format(name))
        done = run("tag", budget, "--plan", plan_file)
        said = " ".join(done.stderr.split())
        assert (done.exit_code, "FM-T229" in said) == (0, is_other), said
        assert ("Björklunda kommun" in said and "Småstad" in said) is is_other
    named = write(tmp_path, name="Björklunda_kommun_2026.csv")
    assert "FM-T229" in run("tag", named, "--unit", "tkr", "--plan", plan_file).stderr
    assert "FM-T229" not in run("tag", write(tmp_path), "--unit", "tkr", "--plan", plan_file).stderr


def test_a_share_of_nothing_is_null_with_its_reason(run: Run, tmp_path: Path) -> None:
    found = document(run, write(tmp_path, OPERATING[1:]), "--unit", "tkr")
    assert found["distribution"]["mitigation"]["MG"] == {"kronor": 0, "ore": 0, "share": None, "reason": "no_base"}
    assert found["weighted"]["mitigation"]["share"] is None
    assert found["weighted"]["mitigation"]["ranges"]["unknown"] == [None, None]
    done = run("tag", write(tmp_path, OPERATING[1:]), "--unit", "tkr")
    assert (done.exit_code, "the base is 0" in done.stdout) == (0, True)


def test_a_decision_needs_two_people_and_says_who(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path)
    key = key_of(document(run, file, "--unit", "tkr"), "Möbler")
    review, approval = decision(key), decision(key, "approved", who="Bo", when="2026-01-11T10:00:00+01:00")
    found = document(run, file, "--unit", "tkr", "--decisions", decisions(tmp_path, decisions=[review, approval]))
    line = next(line for line in found["lines"] if line["key"] == key)
    assert line["tags"] == {"mitigation": "NE", "adaptation": "NE"}
    assert line["standing"] == line["reasons"] == {"mitigation": "approved", "adaptation": "approved"}
    assert line["decided"]["mitigation"] == {**WHO, "who": "Bo", "when": approval["when"], "evidence": ""}
    assert found["by_kind"]["I"]["approved"]["mitigation"] == pytest.approx(8 / 240)
    assert found["method"]["n_decisions"] == 2
    alone = decision(key, "approved", when="2026-01-11T10:00:00+01:00")
    refused = document(
        run, file, "--unit", "tkr", "--decisions", decisions(tmp_path, decisions=[review, alone]), code=1
    )
    assert {one["code"] for one in refused["issues"] if one["severity"] == "error"} == {"FM-T165"}


def test_years_bases_and_own_activity_codes(run: Run, tmp_path: Path) -> None:
    headings = f"{HEADINGS};Plan 2027;Utfall 2025"
    file = write(tmp_path, ("I;X80;403;87;Solceller;1;2;4", "D;Y1;741;87;Konsult;8;16;32"), headings)
    codes = tmp_path / "codes.csv"
    codes.write_text("Egen kod;RS\nX;800\n", encoding="utf-8")
    found = document(run, file, "--unit", "kr", "--year", "2027", "--activities", codes)
    assert (found["years"], found["by_kind"]["I"]["base"]) == ([2027], 2)
    assert found["unmapped"] == {"kronor": 24, "by_code": {"Y1": 24}}
    outturn = document(run, file, "--unit", "kr", "--basis", "utfall")
    assert (outturn["basis"], outturn["years"], outturn["by_kind"]["I"]["base"]) == ("outturn", [2025], 4)
    compared = document(run, file, "--unit", "kr", "--basis", "outturn", "--before", file)
    change = compared["by_kind"]["I"]["comparison"]
    assert (change["years_before"], change["years"]) == ([2026], [2025])
    assert change["changes"]["mitigation"]["MG"]["amount_effect"] == 3


def test_own_rules_are_read_and_named(run: Run, tmp_path: Path) -> None:
    rules = tmp_path / "own.csv"
    rules.write_text(rules_text(), encoding="utf-8")
    file = write(tmp_path)
    own, usual = (document(run, file, "--unit", "tkr", *chosen) for chosen in (("--rules", rules), ()))
    assert own["distribution"] == usual["distribution"]
    assert own["method"]["rules_sha256"] == usual["method"]["rules_sha256"]
    assert (own["method"]["rules_are_proposed"], usual["method"]["rules_are_proposed"]) == (False, True)
    only = tmp_path / "only.csv"
    head = rules_text().splitlines()[0]
    cells = dict.fromkeys(head.split(";"), "*") | {
        "id": "K1", "prio": "700", "typ": "DI", "text": "möbler", "begr": "GV", "anp": "-", "over": "-"
    } | {"konf": "H", "granska": "N"}  # fmt: skip
    only.write_text(f"{head}\n{';'.join(cells[name] for name in head.split(';'))}\n", encoding="utf-8")
    found = tags_of(document(run, file, "--unit", "tkr", "--rules", only))
    assert found.pop("Möbler") == ("GV", "EP")
    assert set(found.values()) == {("OU", "EP")}
