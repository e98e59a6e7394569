"""The worked example of climate tagging to the last digit, and published cases."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from finmodel.tagging.amounts import Quotient
from finmodel.tagging.crosswalks import crossed
from finmodel.tagging.lines import BudgetLine, LineKind, keyed
from finmodel.tagging.reconciliation import reconciled
from finmodel.tagging.schemes import Role
from finmodel.tagging.splits import Split, SplitPart, split_lines
from finmodel.tagging.tagged import TaggedLine, tagged
from finmodel.tagging.totals import Totals, totals
from tests.cases.published import CASES
from tests.tagging.swedish import crosswalks, line, schemes, swedish, tagger

TKR = 100_000
I = LineKind.INVESTMENT  # noqa: E741
BUDGET = (
    ("Solceller", "I;800;403;87", 4_000),
    ("Ny skola med solceller", "I;440;403;87", 120_000),
    ("Förbifart", "I;249;403;87", 60_000),
    ("GC-väg", "I;249;403;87", 10_000),
    ("Skyfallsled", "I;865;403;87", 16_000),
    ("Energieffektivisering", "I;800;403;87", 20_000),
    ("Trädplantering", "I;800;403;87", 2_000),
    ("Möbler", "I;510;402;87", 8_000),
)


def example() -> tuple[tuple[BudgetLine, ...], tuple[TaggedLine, ...]]:
    lines = keyed([line(text, codes, tkr * TKR) for text, codes, tkr in BUDGET])
    school = next(item for item in lines if item.text.startswith("Ny skola"))
    split = Split(school.key, (SplitPart("solceller", amounts=((2026, 6_000 * TKR),)), SplitPart("Ny skola")))
    parts, issues = split_lines(lines, [split])
    assert issues == ()
    return lines, tagged(parts, tagger().verdicts(parts), swedish())


def of_example() -> Totals:
    return totals(example()[1], swedish(), I)


def percent(share: Quotient, digits: str = "0.1") -> Decimal:
    assert share.value is not None
    return (Decimal(share.value.numerator) * 100 / share.value.denominator).quantize(Decimal(digits))


def test_shares() -> None:
    found = of_example()
    assert found.base == 240_000 * TKR
    assert {name: str(percent(share)) for name, share in found.shares("mitigation").items()} == {
        "MG": "8.3",
        "GV": "9.2",
        "NE": "6.7",
        "OU": "50.8",
        "OG": "25.0",
    }
    assert found.of_role("mitigation", Role.HARMFUL) == (60_000 * TKR, Quotient(Fraction(1, 4)))


@pytest.mark.parametrize(
    ("weight", "expected"), [("0", "8.3"), ("0.25", "10.6"), ("0.40", "12.0"), ("0.50", "12.9"), ("1", "17.5")]
)
def test_weighted_mitigation(weight: str, expected: str) -> None:
    profile = swedish().profiles[0].replaced({"GV": Decimal(weight)})
    assert str(percent(of_example().weighted("mitigation", profile).share)) == expected


def test_adaptation_combined_and_overlap() -> None:
    profile = swedish().profile("gv40")
    assert profile is not None
    found = of_example()
    assert str(percent(found.weighted("adaptation", profile).share)) == "7.0"
    combined = found.combined(profile)
    assert str(percent(combined.share, "0.01")) == "18.67"
    assert combined.overlap == 800 * TKR


def test_ranges() -> None:
    profile = swedish().profile()
    assert profile is not None
    found = of_example().weighted("mitigation", profile)
    assert [str(percent(end)) for end in (found.conditional.low, found.conditional.high)] == ["8.3", "17.5"]
    assert [str(percent(end)) for end in (found.unknown.low, found.unknown.high)] == ["12.0", "62.8"]
    assert found.untested.low == found.untested.high == found.share  # mitigation has no such category
    assert percent(found.approved) == 0
    adaptation = of_example().weighted("adaptation", profile)
    assert percent(adaptation.untested.high) > percent(adaptation.share)


def test_every_krona_is_reconciled() -> None:
    lines, items = example()
    found = reconciled(lines, items, swedish(), {(I, 2026): 240_000 * TKR})
    assert found.is_balanced
    assert [(b.base, b.difference, b.control_difference) for b in found.balances] == [(240_000 * TKR, 0, 0)]
    short = reconciled(lines, items, swedish(), {(I, 2026): 240_000 * TKR + 1})
    (issue,) = short.issues
    assert (issue.code, issue.params["difference"]) == ("FM-T180", "-0.01")
    lost = reconciled(lines, items[1:], swedish())
    assert [issue.code for issue in lost.issues] == ["FM-T181"]


def test_the_example_in_other_schemes() -> None:
    found = of_example()
    walks = crosswalks()
    for name in ("i4ce", "eu", "rio", "fr_state"):
        there = crossed(found.joint, swedish(), schemes()[name], walks[f"se_to_{name}"])
        assert sum(there.joint.values()) == 240_000 * TKR
        assert all(len(tags) == len(schemes()[name].axes) for tags in there.joint)
        # A class for harm keeps it; a scheme without one hides it, and says how much.
        assert there.harm_lost == (0 if name in ("i4ce", "fr_state") else 60_000 * TKR)
    eu = Totals(
        schemes()["eu"],
        I,
        None,
        crossed(found.joint, swedish(), schemes()["eu"], walks["se_to_eu"]).joint,
        {"climate": {}},
        9,
    )
    profile = schemes()["eu"].profile()
    assert profile is not None
    assert str(percent(eu.weighted("climate", profile).share, "0.01")) == "18.67"
    assert eu.shares("climate")["0"].value == Fraction(1, 4)  # harm is judged, whatever is not known on the other axis


def test_eu_coefficient_of_40_percent() -> None:
    published = CASES["tag-rrf-40"]
    eu = schemes()["eu"]
    profile = eu.profile("coefficients")
    assert profile is not None
    assert profile.weight("40") == Decimal(str(published["inputs"]["coefficient"]))
    cost = published["inputs"]["project_cost_meur"]
    weighted = Totals(eu, I, None, {("40",): cost * 10**8}, {"climate": {}}, 1).weighted("climate", profile)
    assert weighted.amount / 10**8 == published["expected"]["climate_amount_meur"]
    committed, climate = (int(published["inputs"][name]) for name in ("rrf_committed_bn", "climate_bn"))
    whole = Totals(eu, I, None, {("100",): climate, ("0",): committed - climate}, {"climate": {}}, 2)
    share = whole.shares("climate")["100"].value
    assert share is not None
    assert float(share) * 100 == pytest.approx(published["expected"]["rrf_climate_share_pct"], abs=0.1)
    assert (share >= Fraction(37, 100)) is published["expected"]["meets_37pct"]


@pytest.mark.parametrize(("kind", "of"), [(LineKind.OPERATING, "operating"), (I, "investment")])
def test_operating_and_investment_of_antwerp_are_summed_apart(kind: LineKind, of: str) -> None:
    published = CASES["tag-antwerp-opcap"]
    lines = [
        BudgetLine(each, "x", tuple((2021 + n, amount) for n, amount in enumerate(amounts)), project=name)
        for each, part in ((LineKind.OPERATING, "operating"), (I, "investment"))
        for name, amounts in published["inputs"][part].items()
    ]
    items = tagged(lines, tagger().verdicts(lines), swedish())
    for name, expected in published["expected"][f"{of}_total"].items():
        found = totals([item for item in items if item.line.project == name], swedish(), kind)
        assert found.base == pytest.approx(expected, abs=published["tolerance"]["abs"])
