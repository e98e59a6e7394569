"""The Swedish rule set: every rule with a line that it must catch and one that it must not, and the example lines."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from finmodel.tagging.rules import RuleSet
from finmodel.tagging.verdicts import TagReason
from tests.tagging.swedish import line, rules, tagger, tags

INVEST = "I;249;403;87"
EXAMPLES = list(
    csv.reader((Path(__file__).parent / "example_lines.csv").read_text("utf-8").splitlines()[1:], delimiter=";")
)

# rule: (a text it must catch, codes), (a text it must not catch, codes)
LINES: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "X01": (("Balanskonto", "D;263;121;"), ("Konsult", "D;263;741;")),
    "X02": (("Avgifter", "D;300;311;"), ("Hyror", "D;300;631;")),
    "X03": (("Kommunalskatt", "D;600;801;"), ("Inköp 80 stolar", "I;600;402;")),
    "X04": (("Avskrivningar", "D;249;791;"), ("Inventarier", "I;249;403;79")),
    "X05": (("Städning", "D;440;741;12"), ("Städning", "D;440;741;87")),
    "X06": (("Hyra bostadsbolaget", "D;815;601;62"), ("Hyra", "D;815;601;86")),
    "X07": (("Internhyra särskilt boende", "D;510;601;"), ("Hyra extern lokal", "D;510;601;")),
    "K01": (("Konvertering från olja till bergvärme", INVEST), ("Byte av olja i hydraulaggregat", INVEST)),
    "K02": (("Ny skola med solceller", INVEST), ("Förskolan Solparken möbler", INVEST)),
    "K03": (("Vindkraftverk Stallbacka", INVEST), ("Beläggning Vindkraftsvägen", INVEST)),
    "K04": (("Laddstolpar Resecentrum", INVEST), ("Laddstation för surfplattor", INVEST)),
    "K05": (("Inköp av elbilar hemtjänst", INVEST), ("Läromedel elever", "D;440;640;87")),
    "K06": (("GC-väg Norra stråket", INVEST), ("Livscykelplan för fastigheter", INVEST)),
    "K07": (("Busskörfält Drottninggatan", INVEST), ("Renovering Spårvägsgatan 4", INVEST)),
    "K08": (("Ny hållplats lasarettet", INVEST), ("VA Hållplatsvägen", INVEST)),
    "K09": (("Energieffektivisering skolor", INVEST), ("Energidryck kiosk", "D;300;640;87")),
    "K10": (("LED-belysning idrottshall", INVEST), ("Ledarskapsbyte i ledningsgruppen", "D;100;741;87")),
    "K11": (("Bergvärme Västra skolan", INVEST), ("Skola utan bergvärme", INVEST)),
    "K12": (("Fjärrvärmeanslutning Lunden", INVEST), ("Fjärrundervisning", "D;440;740;87")),
    "K13": (("Diesel HVO100", "D;510;691;87"), ("Värmemätare", "D;510;641;87")),
    "K14": (("Återvinningscentral Källstorp", INVEST), ("SKR:s cirkulär 24:10", "D;100;741;87")),
    "K15": (("Deponigas Heljestorp", INVEST), ("Deponi sluttäckning", INVEST)),
    "K16": (("Batterilager brandstation", INVEST), ("Lagerhyllor", INVEST)),
    "K17": (("Bio-CCS förstudie", INVEST), ("Skolsänkning av anslag", "D;440;740;87")),
    "K18": (("Anläggning av våtmark", INVEST), ("Gatubelysning Våtmarksvägen", INVEST)),
    "K19": (("Trädplantering torget", INVEST), ("Trädgårdsmöbler", INVEST)),
    "K20": (("Klimatanpassning av centrum", INVEST), ("Arbetsklimat medarbetarenkät", "D;100;741;87")),
    "K21": (("Skyfallsled Eriksro", INVEST), ("Översvämningsskada källare", INVEST)),
    "K22": (("Rasskydd Göta älv", INVEST), ("Terrasskydd markis", INVEST)),
    "K23": (("Solskydd äldreboende", INVEST), ("Solskyddskräm förskolan", "D;407;640;87")),
    "K24": (("Reservvatten ny ledning", INVEST), ("Vattenkanna", INVEST)),
    "K25": (("Klimatstrateg lön", "D;263;501;"), ("Arbetsklimatprogram", "D;263;501;")),
    "K26": (("Bilpool för anställda", "D;215;740;87"), ("Mobilpool skolan", "D;440;640;87")),
    "K27": (("Trästomme förskola", INVEST), ("Möbler av trä", INVEST)),
    "K28": (("Vegetarisk skolmat", "D;440;640;87"), ("Vegetation i park", "D;250;640;87")),
    "H01": (("Byte oljepanna", INVEST), ("Skola utan oljepanna", INVEST)),
    "H02": (("Diesel tjänstebilar", "D;510;691;87"), ("Diesel HVO100", "D;510;691;87")),
    "H03": (("Flygresor kommunledning", "D;100;701;87"), ("Flyglarm", "D;275;640;87")),
    "H04": (("Förbifart Väster etapp 2", INVEST), ("Ny ledning till reservoar", INVEST)),
    "H05": (("Nytt parkeringshus", INVEST), ("Cykelparkering torget", INVEST)),
    "H06": (("Charkuteri och nötkött", "D;510;640;87"), ("Köttbullsfritt", "D;510;640;87")),
    "H07": (("Avfallsförbränning behandlingsavgift", "D;870;740;87"), ("Avfallskärl", "D;870;640;87")),
    "H08": (("Asfaltering Storgatan", INVEST), ("Överbeläggning korttidsboende", "D;510;740;87")),
    "H09": (("Ny skola Lunden", INVEST), ("Ny skolassistent", INVEST)),
    "H10": (("Rivning kv Hjorten", INVEST), ("Beskrivning av tjänst", INVEST)),
    "H11": (("Personbilar utbyte", "I;800;402;87"), ("Läromedel fordonsprogrammet", "D;450;640;87")),
    "H12": (("Livsmedel förskola", "D;407;640;87"), ("Minskat matsvinn livsmedel", "D;407;640;87")),
    "H13": (("Laddhybrider hemtjänst", "D;510;631;87"), ("Elbilar hemtjänst", "D;510;631;87")),
    "H14": (("Ombyggnad Storgatan", INVEST), ("Ombyggnad av cykelväg", INVEST)),
    "V01": (("Trafik", "D;832;740;87"), ("Trafik", "I;832;403;87")),
    "V02": (("Drift flygplats", "D;830;740;87"), ("Drift", "D;832;740;87")),
    "V03": (("Kaj", "I;805;403;87"), ("Kaj", "I;800;403;87")),
    "V04": (("Nät", "I;860;403;87"), ("Nät", "I;865;403;87")),
    "V05": (("Nät", "I;855;403;87"), ("Nät", "D;855;740;87")),
    "V06": (("Nytt reningsverk", "I;865;403;87"), ("Nytt reningsverk", "D;865;740;87")),
    "V07": (("Tömning", "D;870;740;87"), ("Tömning", "D;865;740;87")),
    "V08": (("Lekplats", "I;250;403;87"), ("Lekplats", "I;300;403;87")),
    "V09": (("Tillsyn", "D;263;740;87"), ("Tillsyn", "D;261;740;87")),
    "V10": (("Rådgivning till hushåll", "D;225;740;87"), ("Rådgivning", "D;220;740;87")),
    "V11": (("Brandbil", "I;270;402;87"), ("Brandbil", "I;267;402;87")),
    "V12": (("Resor", "D;530;740;87"), ("Resor", "D;520;740;87")),
    "V13": (("Försörjningsstöd", "D;575;452;86"), ("Handläggare", "D;575;501;")),
    "E01": (("Förnybar el", "D;440;621;87"), ("Grön elefant lekplats", "D;440;621;87")),
    "E02": (("El", "D;440;621;87"), ("El", "D;440;611;87")),
    "E03": (("Service", "D;510;691;87"), ("Service", "D;510;681;87")),
    "E04": (("Tåg till Göteborg", "D;100;701;87"), ("Luciatåg", "D;100;701;87")),
    "E05": (("Resor", "D;100;701;87"), ("Resor", "D;100;741;87")),
    "E06": (("Möbler nytt boende", "I;510;402;87"), ("Möbler", "D;510;642;87")),
    "E07": (("Material", "D;510;411;87"), ("Material", "D;510;641;87")),
    "E08": (("Bidrag", "D;310;451;86"), ("Bidrag", "I;310;451;86")),
    "E09": (("Löner centralt", "D;900;501;"), ("Löner", "D;900;751;")),
    "E10": (("Porto", "D;100;681;87"), ("Porto", "D;100;661;87")),
    "E11": (("Städ", "D;100;741;87"), ("Städ", "I;100;741;87")),
    "N01": (("Undervisning", "D;440;741;87"), ("Undervisning", "D;249;741;87")),
    "F00": (("Vad som helst", "I;900;999;87"), ("", "")),
}


def test_every_rule_of_the_set_is_tried() -> None:
    assert sorted(LINES) == sorted(rules().by_id)
    assert len(rules().rules) == 75


@pytest.mark.parametrize("name", sorted(LINES))
def test_a_rule_catches_what_it_must_and_leaves_what_it_must_not(name: str) -> None:
    caught, left = LINES[name]
    assert name in tagger().matching(line(*caught))
    if left[1]:  # the last rule of all leaves nothing
        assert name not in tagger().matching(line(*left))


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row[4])
def test_every_example_line_has_its_tags(row: list[str]) -> None:
    kind, activity, account, counterparty, text, mitigation, adaptation = row
    assert tags(text, f"{kind};{activity};{account};{counterparty}") == (mitigation, adaptation)


@pytest.mark.parametrize(
    ("text", "codes", "expected"),
    [
        # Names of places, schools and companies.
        ("Möbler förskolan Solparken", "I;407;402;87", "OU"),
        ("Fritidshem Förbifartsskolan inventarier", "I;425;402;87", "OU"),
        # Compounds.
        ("Ledarskapsutbildning", "D;440;741;87", "NE"),
        ("Livscykelanalys av byggnad", "D;440;741;87", "NE"),
        ("Arbetsklimatmätning", "D;440;741;87", "NE"),
        ("Elever resebidrag", "D;440;741;87", "NE"),
        ("Beskrivning av verksamhet", "D;440;741;87", "NE"),
        # Negations.
        ("Ny skola utan solceller", "I;440;403;87", "OU"),
        ("Renovering, ej laddstolpar", "I;440;403;87", "OU"),
        ("Servicebil fri från diesel", "D;510;691;87", "OU"),
        # Favourable and other words in one line: divide it.
        ("Breddning av Storgatan med cykelbana", INVEST, "OU"),
        ("Breddning av cykelväg", INVEST, "MG"),
        ("Parkeringshus med solceller", "I;249;403;87", "OU"),
    ],
)
def test_traps(text: str, codes: str, expected: str) -> None:
    assert tags(text, codes)[0] == expected


def test_words_in_any_form_are_the_same_words() -> None:
    decomposed = "GC-va\N{COMBINING DIAERESIS}g  NORRA\N{NO-BREAK SPACE}stra\N{COMBINING RING ABOVE}ket"
    assert tags(decomposed) == tags("gc-väg norra stråket") == ("MG", "EP")
    assert tags("gc-vag") == ("OU", "EP")


def test_a_tag_says_why() -> None:
    (verdict,) = tagger().verdicts([line("Ny skola med solceller", "I;440;403;87")])
    mitigation, adaptation = verdict.tags
    assert (mitigation.reason, mitigation.rules) == (TagReason.DIVIDE_LINE, ("K02", "H09"))
    assert (adaptation.reason, adaptation.rules, adaptation.review) == (TagReason.NO_RULE, (), True)
    found = tagger().evidence(line("Ny skola med Solceller", "I;440;403;87"), mitigation.rules)
    assert [(item.rule, item.field, item.found) for item in found] == [
        ("K02", "text", "solcell"),
        ("H09", "text", "ny skola"),
    ]


def test_the_hash_is_of_what_rules_say_and_not_of_their_order() -> None:
    there = rules()
    assert RuleSet("other name", "se", there.rules[::-1]).sha256 == there.sha256
    assert RuleSet("x", "se", there.rules[1:]).sha256 != there.sha256
