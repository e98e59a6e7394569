"""``finmodel tag`` and what cannot be used: a clear message in the user's language, and no file written."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from finmodel.i18n import LANGUAGES, Language
from finmodel.intake.tagging_templates import rules_text
from tests.cli.conftest import Run
from tests.cli.tagging import HEADINGS, decision, decisions, document, school_split, write

SIE = """#FLAGGA 0
#FORMAT PC8
#SIETYP 4
#FNAMN "Kommunen"
#RAR 0 20260101 20261231
#KONTO 6910 "Drivmedel"
#KONTO 1510 "Skulder"
"""


def refused(run: Run, folder: Path, *arguments: str | Path, language: Language = "en") -> str:
    """Ask for every file, and return what is said instead; exit code 1 and nothing written."""
    targets = [folder / name for name in ("out.xlsx", "out.json", "rules.xlsx")]
    before = sorted(folder.iterdir())
    wanted = ("--out", targets[0], "--json", targets[1], "--rules-out", targets[2])
    done = run("tag", *arguments, *wanted, "--language", language)
    assert done.exit_code == 1, done.output
    assert sorted(folder.iterdir()) == before
    return done.stderr


def with_rule(folder: Path, rule: str) -> Path:
    path = folder / "own.csv"
    path.write_text(f"{rules_text()}{rule}\n", encoding="utf-8")
    return path


def test_a_control_total_that_is_an_ore_off_shows_the_difference_and_no_share(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path)
    said = refused(run, tmp_path, file, "--unit", "tkr", "--control", "I2026=240000,00001")
    assert "FM-T180" in said
    assert "240,000,000.01" in said
    shown = run("tag", file, "--unit", "tkr", "--control", "I2026=240000.00001", "--language", "sv")
    assert "DET STÄMMER INTE" in shown.stdout
    assert "\N{MINUS SIGN}0,00001" in shown.stdout
    assert "Vägd andel" not in shown.stdout
    found = document(run, file, "--unit", "tkr", "--control", "I2026=240000.00001", code=1)
    assert (found["valid"], found["is_balanced"], found["difference"]) == (False, False, 0.01)
    assert found["reconciliation"][0]["control_difference"] == -0.01
    assert "distribution" not in found
    assert document(run, file, "--unit", "tkr", "--control", "D2026=1", code=1)["difference"] == 1000


def test_a_control_total_in_the_files_own_signs_is_told_that_they_were_turned(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "b.csv"
    file.write_text("Typ;Konto;Text;Budget 2026\nD;501;Lön;-100\nD;501;Hyra;-20,5\n", encoding="utf-8")
    said = refused(run, tmp_path, file, "--unit", "kr", "--control", "D2026=-120.5")
    assert "is SEK −120.50 in the file and is read as SEK 120.50" in said
    assert "SEK 120.50, but the control total is SEK −120.50: imported less the control total is SEK 241" in said
    assert "costs as positive amounts" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_amounts_that_are_text_are_named_by_their_cells(run: Run, tmp_path: Path, language: Language) -> None:
    rows = ("I;800;403;87;Solceller;cirka 5", "I;800;403;87;Annat;12", "I;800;403;87;Tredje;fem")
    said = refused(run, tmp_path, write(tmp_path, rows), "--unit", "tkr", language=language)
    assert said.count("FM-B130") == 2
    assert "F2" in said
    assert "F4" in said
    assert "cirka 5" in said
    assert {"sv": "går inte att läsa", "en": "cannot be read"}[language] in said


def test_mappings_that_cannot_be_used(run: Run, tmp_path: Path) -> None:
    file, mapping = write(tmp_path), tmp_path / "mapping.json"
    columns = {"Text": "text", "Budget 2026": "amount", "Konto": "account", "Typ": "kind"}
    for content, said in (
        (
            json.dumps({"columns": [{"heading": "Konto", "field": "account"}, {"heading": "Konto", "field": "text"}]}),
            "FM-B111",
        ),
        ('{"columns": {"Konto": "account", "Konto": "text"}}', "FM-B111"),
        (json.dumps({"columns": {**columns, "Motpart": "account"}}), "FM-B110"),
        (json.dumps({"columns": {**columns, "Kolumnen": "project"}}), "FM-B109"),
        ("{not json", "FM-B113"),
        ("[1]", "FM-B113"),
        ("[" * 100_000, "FM-B113"),
        (json.dumps({"columns": {**columns, "Motpart": "motparten"}}), "FM-B113"),
    ):
        mapping.write_text(content, encoding="utf-8")
        assert said in refused(run, tmp_path, file, "--unit", "tkr", "--mapping", mapping)
    mapping.write_text(json.dumps({"columns": columns}), encoding="utf-8")
    found = document(run, file, "--unit", "tkr", "--mapping", mapping)
    assert {line["activity"] for line in found["lines"]} == {""}


@pytest.mark.parametrize(
    ("rule", "code", "shown"),
    [
        ("Z1;700;DI;*;*;*;(led;*;-;MG;-;h;n;x", "FM-T107", "(led"),
        ("Z1;700;DI;*;*;*;(a+)+b;*;-;MG;-;h;n;x", "FM-T108", "(a+)+b"),
        ("K02;700;DI;*;*;*;led;*;-;MG;-;h;n;x", "FM-T104", "K02"),
        ("Z1;700;DI;*;*;*;led;*;-;MV;-;h;n;x", "FM-T110", "MV"),
        ("Z1;700;DI;*;*;*;led;*;K99;MG;-;h;n;x", "FM-T111", "K99"),
        ("Z1;700;DI;*;*;*;led;*;-;UT;UT;h;n;x", "FM-T113", "UT"),
    ],
)
def test_rules_that_cannot_be_used(run: Run, tmp_path: Path, rule: str, code: str, shown: str) -> None:
    said = refused(run, tmp_path, write(tmp_path), "--unit", "tkr", "--rules", with_rule(tmp_path, rule))
    assert code in said
    assert shown in said
    assert "own.csv" in said


def test_problems_of_all_files_are_told_at_once(run: Run, tmp_path: Path) -> None:
    codes = tmp_path / "codes.csv"
    codes.write_text("1;249\n1;800\n2;\n", encoding="utf-8")
    rules = with_rule(tmp_path, "Z1;700;DI;*;*;*;(led;*;-;MG;-;h;n;x")
    said = refused(run, tmp_path, write(tmp_path, ("I;1;4;8;x;y",)), "--activities", codes, "--rules", rules)
    assert all(code in said for code in ("FM-T107", "FM-T120", "FM-T121", "FM-B130"))


def test_decisions_that_cannot_be_used(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path)
    key = document(run, file, "--unit", "tkr")["lines"][0]["key"]
    for step, code in (
        (decision(key, categories={"mitigation": "XX"}), "FM-T162"),
        (decision(key, reason=" "), "FM-T160"),
        (decision(key, who=""), "FM-T161"),
        (decision(key, "approved"), "FM-T164"),
    ):
        said = refused(run, tmp_path, file, "--unit", "tkr", "--decisions", decisions(tmp_path, decisions=[step]))
        assert code in said
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    assert "FM-T2" in refused(run, tmp_path, file, "--unit", "tkr", "--decisions", broken)


def test_what_is_said_of_a_line_that_is_gone_is_a_warning(run: Run, tmp_path: Path) -> None:
    gone = "0123456789abcdef-1"
    steps = decisions(tmp_path, decisions=[decision(gone, text="Gammal rad")], splits=[school_split(gone)])
    file = write(tmp_path)
    found = document(run, file, "--unit", "tkr", "--decisions", steps)
    assert {one["code"]: one["severity"] for one in found["issues"]} == {"FM-T168": "warning", "FM-T155": "warning"}
    assert found["is_balanced"] is True
    assert found["distribution"] == document(run, file, "--unit", "tkr")["distribution"]
    done = run("tag", file, "--unit", "tkr", "--decisions", steps, "--language", "sv")
    assert (done.exit_code, "Gammal rad" in done.stderr) == (0, True)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (SIE.encode() + b'#VER A 1 20260131 "x"\n{\n#TRANS 6910 {} 100.00\n#TRANS 1510 {} -100.00\n', "FM-B203"),
        (SIE.encode() + b'#VER A 1 20260131 "x"\n{\n#TRANS 6910 {} 100.00\n#TRANS 1510 {} -99.99\n}\n', "FM-B204"),
        (SIE.encode() + b"#PBUDGET 0 202601 6910 {} x\n", "FM-B202"),
        (SIE.encode("utf-16"), "FM-"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "FM-G"),
        (b"", "FM-"),
    ],
)
def test_sie_and_files_that_cannot_be_read(run: Run, tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "budget.se"
    path.write_bytes(content)
    assert code in refused(run, tmp_path, path)


def test_sie_in_any_of_its_encodings_is_the_same_budget(run: Run, tmp_path: Path) -> None:
    text = SIE.replace("Drivmedel", "Drivmedel åäö") + "#PBUDGET 0 202601 6910 {} 1234.50\n"
    found = []
    for encoding in ("cp437", "latin-1", "utf-8"):
        path = tmp_path / f"{encoding}.se"
        path.write_bytes(text.encode(encoding))
        (line,) = document(run, path)["lines"]
        found.append((line["key"], line["text"], line["amounts"]))
    assert found[0][1:] == ("Drivmedel åäö", {"2026": 1234.5})
    assert found == [found[0]] * 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "BUDGET"),
        (["none.csv"], "none.csv"),
        (["FILE", "--rules", "none.csv"], "none.csv"),
        (["FILE", "--decisions", "none.json"], "none.json"),
        (["FILE", "--mapping", "none.json"], "none.json"),
        (["FILE", "--plan", "none.json"], "none.json"),
        (["FILE", "--before", "none.csv"], "none.csv"),
        (["FILE", "--unit", "mdkr"], "kr, tkr, mnkr"),
        (["FILE", "--kind", "X"], "I, D"),
        (["FILE", "--kind", "D"], "I"),
        (["FILE", "--year", "2031"], "2026"),
        (["FILE", "--year", "next"], "next"),
        (["FILE", "--basis", "plan"], "budget, forecast, outturn"),
        (["FILE", "--basis", "outturn"], "budget"),
        (["FILE", "--mask", "some"], "none, persons, suppliers, texts, all"),
        (["FILE", "--scheme", "i4c"], "i4ce"),
        (["FILE", "--scheme", "zzz"], "se, eu, fr_state, i4ce, rio"),
        (["FILE", "--profile", "gv99"], "gv40, gv25, gv50"),
        (["FILE", "--control", "2026=1"], "2026=1"),
        (["FILE", "--control", "I2026=x"], "I2026=x"),
        (["FILE", "--unit", "kr", "--control", "I2026=0.001"], "0.001"),
        (["FILE", "--control", "I2026=1", "--control", "I2026=2"], "I2026"),
        (["FILE", "--out", "tagged.csv"], ".xlsx"),
        (["FILE", "--json", "FILE"], "is read by the command"),
        (["FILE", "--out", "o.xlsx", "--rules-out", "./o.xlsx"], "--out and --rules-out are the same file"),
        (["FILE", "--out", "con.xlsx"], "device in Windows"),
        (["FILE", "--out", "a\x1bb.xlsx"], "control characters"),
    ],
)
def test_a_wrong_call_is_exit_2(run: Run, tmp_path: Path, arguments: list[str], said: str) -> None:
    file = write(tmp_path, headings=HEADINGS + " tkr")
    done = run("tag", *(str(file) if item == "FILE" else item for item in arguments))
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in " ".join(done.stderr.split())


def test_everything_that_is_wrong_with_a_call_is_told_at_once(run: Run, tmp_path: Path) -> None:
    wrong = (
        "--unit",
        "mdkr",
        "--year",
        "x",
        "--control",
        "X=1",
        "--control",
        "Y=2",
        "--rules",
        "no.csv",
        "--out",
        "x.y",
    )
    done = run("tag", write(tmp_path), *wrong, "--json", "CON")
    assert done.exit_code == 2
    assert [
        name for name in ("mdkr", "--year", "X=1", "Y=2", "no.csv", ".xlsx", "CON") if name not in done.stderr
    ] == []
    late = run("tag", write(tmp_path, headings=HEADINGS + " tkr"), "--year", "2031", "--profile", "gv99").stderr
    assert [name for name in ("2031", "gv99") if name not in late] == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name")
@pytest.mark.parametrize("option", ["--rules", "--decisions", "--mapping", "--activities", "--before", "--mask-names"])
def test_a_pipe_is_not_waited_for(run: Run, tmp_path: Path, option: str) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    done = run("tag", write(tmp_path), option, pipe)
    assert (done.exit_code, "FM-G103" in done.stderr) == (1, True)


def test_hostile_texts_reach_no_terminal_and_stay_data(run: Run, tmp_path: Path) -> None:
    text = "\u202eSolceller {0} %s =cmd|x \x1b[31m" + "Å" * 300
    file = write(tmp_path, (f'I;800;403;87;"{text}";4000', "I;800;403;87;=HYPERLINK(1);1"))
    done = run("tag", file, "--unit", "tkr")
    assert done.exit_code == 0
    assert not set(done.output) & {"\u202e", "\x1b"}
    assert max(map(len, done.stdout.splitlines())) <= 140
    raw = run("tag", file, "--unit", "tkr", "--json", "-").stdout
    assert "\u202e" not in raw
    assert "{0} %s =cmd|x" in next(line["text"] for line in json.loads(raw)["lines"])


def test_two_versions_of_which_only_one_states_its_unit_are_a_question(run: Run, tmp_path: Path) -> None:
    head = "Typ;Verksamhet;Konto;Text;Budget {}\nI;800;403;Solceller;{}\n"
    before, now = tmp_path / "before.csv", tmp_path / "now.csv"
    before.write_text("Belopp i tkr (intäkter minus)\n" + head.format(2025, 100), encoding="utf-8")
    now.write_text(head.format(2026, 110), encoding="utf-8")
    said = refused(run, tmp_path, now, "--before", before)
    assert "FM-B159" in said
    assert "--unit" in said
    assert "FM-B162" in refused(run, tmp_path, before, "--before", now)
    assert document(run, now, "--before", before, "--unit", "tkr")["lines"][0]["amounts"] == {"2026": 110_000}
