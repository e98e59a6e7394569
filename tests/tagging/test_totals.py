"""Identities of the figures, for any budget."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finmodel.tagging.amounts import parts_of, quotient
from finmodel.tagging.comparison import compared
from finmodel.tagging.decisions import Decision, DecisionLog, Standing, Step, logged
from finmodel.tagging.lines import BudgetLine, LineKind, amounts_of, keyed
from finmodel.tagging.queue import largest_of_role, review_queue, unexamined
from finmodel.tagging.reconciliation import BY_DECISION, reconciled
from finmodel.tagging.schemes import Role, WeightProfile
from finmodel.tagging.tagged import TaggedLine, tagged
from finmodel.tagging.totals import Joint, Range, Totals, totals, totals_by
from tests.tagging.swedish import line, swedish, tagger

ORE = st.integers(-(10**7), 10**12)
BUDGETS = st.lists(
    st.builds(
        BudgetLine,
        st.sampled_from(LineKind),
        st.sampled_from(
            ["Solceller", "Ny skola", "Förbifart", "Energieffektivisering", "Skyfall", "Möbler", "Internhyra"]
        ),
        st.dictionaries(st.sampled_from([2026, 2027]), ORE, min_size=1).map(amounts_of),
        activity=st.sampled_from(["249", "440", "865"]),
        account=st.sampled_from(["403", "501", "311", "741"]),
        counterparty=st.sampled_from(["87", "62", "12"]),
    ),
    max_size=12,
)


def tag(lines: list[BudgetLine] | tuple[BudgetLine, ...], log: DecisionLog | None = None) -> tuple[TaggedLine, ...]:
    known = keyed(lines)
    return tagged(known, tagger().verdicts(known), swedish(), log)


@settings(max_examples=50)
@given(BUDGETS)
def test_tags_and_outside_are_the_ledger(lines: list[BudgetLine]) -> None:
    items = tag(lines)
    assert reconciled(lines, items, swedish()).is_balanced
    for kind in LineKind:
        found = totals(items, swedish(), kind)
        assert found.base + found.outside == sum(item.amount() for item in lines if item.kind == kind)
        for axis in swedish().axis_ids:
            assert sum(found.amounts(axis).values()) == found.base
            shares = [share.value for share in found.shares(axis).values()]
            assert found.base > 0 or set(shares) == {None}
            if found.base > 0:
                assert sum(share for share in shares if share is not None) == 1


@settings(max_examples=50)
@given(BUDGETS, st.randoms(use_true_random=False))
def test_the_order_of_lines_has_no_meaning(lines: list[BudgetLine], random: object) -> None:
    turned = list(lines)
    random.shuffle(turned)  # type: ignore[attr-defined]
    for kind in LineKind:
        assert totals(tag(lines), swedish(), kind, [2026]).joint == totals(tag(turned), swedish(), kind, [2026]).joint
    as_set = {(item.key, item.text, item.amounts) for item in keyed(lines)}
    assert as_set == {(item.key, item.text, item.amounts) for item in keyed(turned)}


@settings(max_examples=50)
@given(BUDGETS)
def test_years_and_groups_add_up(lines: list[BudgetLine]) -> None:
    items = tag(lines)
    for kind in LineKind:
        whole = totals(items, swedish(), kind)
        assert whole.base == sum(totals(items, swedish(), kind, [year]).base for year in (2026, 2027))
        groups = totals_by(items, swedish(), kind, lambda each: each.activity)
        assert list(groups) == sorted({each.activity for each in lines if each.kind == kind})
        assert whole.base == sum(group.base for group in groups.values())
        for name, group in totals_by(items, swedish(), kind, lambda each: each.activity, [2026]).items():
            alone = [item for item in items if item.line.activity == name]
            assert group == totals(alone, swedish(), kind, [2026])


@settings(max_examples=50)
@given(BUDGETS)
def test_weighted_shares_lie_in_their_ranges(lines: list[BudgetLine]) -> None:
    costs = [item for item in lines if all(ore >= 0 for _, ore in item.amounts)]
    found = totals(tag(costs), swedish(), LineKind.INVESTMENT)
    profile = swedish().profiles[0]
    combined = found.combined(profile)
    each = [found.weighted(axis, profile) for axis in swedish().axis_ids]
    assert combined.amount + combined.overlap == sum(one.amount for one in each)
    if found.base == 0:
        assert {one.share.reason for one in each} == {combined.share.reason} == {"no_base"}
        return
    for one in each:
        assert one.share.value is not None
        for between in (one.conditional, one.unknown, one.untested):
            assert between.low.value is not None
            assert between.high.value is not None
            assert 0 <= between.low.value <= one.share.value <= between.high.value <= 1
        assert one.approved.value == 0
        assert combined.share.value is not None
        assert combined.share.value >= one.share.value


def profile_of(**weights: str) -> WeightProfile:
    return swedish().profiles[0].replaced({name: Decimal(weight) for name, weight in weights.items()})


def range_of(found: Range) -> tuple[Fraction | None, Fraction | None]:
    return found.low.value, found.high.value


def test_ranges_go_from_the_neutral_to_the_best_weight() -> None:
    """The unknown lies between what neutral and what the best counts, whatever the profile has for these."""
    joint: Joint = {("GV", "EP"): 10, ("NE", "NE"): 20, ("OU", "MG"): 30, ("OG", "OU"): 40, ("UT", "UT"): 7}
    found = Totals(swedish(), LineKind.INVESTMENT, None, joint, {axis: {} for axis in swedish().axis_ids}, 5)
    profile = profile_of(MG="0.8", GV="0.4", NE="0.2", OU="0.3", EP="0.1")
    assert found.base == 100
    one, other = (found.weighted(axis, profile) for axis in swedish().axis_ids)
    assert (one.axis, one.profile) == ("mitigation", profile)
    assert one.amount == 4 + 4 + 9
    assert range_of(one.conditional) == (Fraction(13, 100), Fraction(23, 100))
    assert range_of(one.unknown) == (Fraction(4 + 4 + 6, 100), Fraction(4 + 4 + 24, 100))
    assert range_of(one.untested) == (Fraction(17, 100), Fraction(17, 100))
    assert other.amount == 1 + 4 + 24 + 12
    assert range_of(other.untested) == (Fraction(42, 100), Fraction(48, 100))
    assert range_of(other.unknown) == (Fraction(1 + 4 + 24 + 8, 100), Fraction(1 + 4 + 24 + 32, 100))
    both = found.combined(profile)
    assert [both.amount, both.overlap] == [4 + 4 + 24 + 12, 17 + 41 - 44]
    assert range_of(both.conditional) == (Fraction(1 + 4 + 24 + 12, 100), Fraction(10 + 4 + 24 + 12, 100))
    assert range_of(both.unknown) == (Fraction(4 + 4 + 24 + 8, 100), Fraction(4 + 4 + 24 + 32, 100))
    assert range_of(both.untested) == (Fraction(44, 100), Fraction(8 + 4 + 24 + 12, 100))


def test_totals_say_of_what_they_are() -> None:
    lines = keyed([line("Solceller", "I;440;403;87", ore) for ore in (5, 7)] + [line("Lön", "D;263;501;", 9)])
    log = DecisionLog()
    for item in lines[:2]:
        for step, who in ((Step.REVIEWED, "Anna"), (Step.APPROVED, "Bo")):
            log = logged(log, [_step(item.key, step, {"mitigation": "MG"}, who)], swedish())
    found = totals(tag(lines, log), swedish(), LineKind.INVESTMENT, [2027, 2026])
    assert (found.kind, found.years, found.n_lines) == (LineKind.INVESTMENT, (2026, 2027), 2)
    assert {axis: dict(of) for axis, of in found.approved.items()} == {"mitigation": {"MG": 12}, "adaptation": {}}
    assert totals((), swedish(), LineKind.OPERATING).years is None


def test_an_axis_has_the_ranges_of_its_own_categories() -> None:
    """A scheme may have no neutral category, and favourable ones on some axes only."""
    categories = (
        *(swedish().by_id[name].model_copy(update={"axes": ("mitigation",)}) for name in ("MG", "GV")),
        *(swedish().by_id[name] for name in ("OU", "UT")),
    )
    scheme = swedish().model_copy(update={"categories": categories})
    joint: Joint = {("OU", "OU"): 60, ("MG", "OU"): 40}
    found = Totals(scheme, LineKind.INVESTMENT, None, joint, {axis: {} for axis in scheme.axis_ids}, 2)
    profile = profile_of(MG="0.8", GV="0.4", OU="0.1")
    mitigation, adaptation = (found.weighted(axis, profile).unknown for axis in scheme.axis_ids)
    assert range_of(mitigation) == (Fraction(32, 100), Fraction(80, 100))
    assert range_of(adaptation) == (Fraction(0), Fraction(0))
    assert range_of(found.combined(profile).unknown) == (Fraction(32, 100), Fraction(80, 100))


def test_credits_turn_a_range_round_and_never_its_ends() -> None:
    joint: Joint = {("OU", "EP"): -10, ("NE", "EP"): 110}
    found = Totals(swedish(), LineKind.INVESTMENT, None, joint, {axis: {} for axis in swedish().axis_ids}, 2)
    assert range_of(found.weighted("mitigation", profile_of()).unknown) == (Fraction(-1, 10), Fraction(0))


@settings(max_examples=50)
@given(BUDGETS, BUDGETS)
def test_a_change_is_its_four_effects(before: list[BudgetLine], after: list[BudgetLine]) -> None:
    first, second = tag(before), tag(after)
    for kind in LineKind:
        found = compared(first, second, swedish(), kind, ([2026], [2026]))
        for axis, of_axis in found.changes.items():
            for name, change in of_axis.items():
                effects = change.amount_effect + change.tag_effect + change.new + change.gone
                assert change.before + effects == change.after
                if name != "UT":
                    assert change.after == totals(second, swedish(), kind, [2026]).amounts(axis)[name]
            assert sum(change.tag_effect for change in of_axis.values()) == 0


def test_a_line_that_changed_its_tag_moves_what_it_had_before() -> None:
    (plain,) = keyed([line("Möbler", "I;510;402;87", 700)])
    (larger,) = keyed([line("Möbler", "I;510;402;87", 1000)])
    log = logged(DecisionLog(), [_step(plain.key, Step.REVIEWED, {"mitigation": "MG"})], swedish())
    found = compared(tag([plain]), tag([larger], log), swedish(), LineKind.INVESTMENT)
    there = found.changes["mitigation"]
    assert (there["OU"].tag_effect, there["MG"].tag_effect, there["MG"].amount_effect) == (-700, 700, 300)
    assert [each.is_retagged for each in found.lines] == [True]


def _step(key: str, step: Step, categories: dict[str, str], who: str = "Anna") -> Decision:
    return Decision(key, step, categories, "därför", who, "2026-01-01T12:00:00", scheme="se")


@given(st.integers(-(10**13), 10**13), st.lists(st.integers(0, 10**6), min_size=1, max_size=6).filter(any))
def test_parts_add_to_the_whole_and_are_less_than_an_oere_off(total: int, sizes: list[int]) -> None:
    shares = [Fraction(size, sum(sizes)) for size in sizes]
    parts = parts_of(total, shares)
    assert sum(parts) == total
    assert all(abs(part - total * share) < 1 for part, share in zip(parts, shares, strict=True))


def test_parts_of_what_does_not_add_up() -> None:
    for shares in ([Fraction(1, 2)], [Fraction(3, 2), Fraction(-1, 2)]):
        with pytest.raises(ValueError, match="add to 1"):
            parts_of(10, shares)
    assert quotient(5, -1).reason == "negative_base"


def test_what_people_put_outside_is_told_apart() -> None:
    (item,) = keyed([line("Möbler", "I;510;402;87", 700)])
    log = logged(DecisionLog(), [_step(item.key, Step.REVIEWED, {"mitigation": "UT", "adaptation": "UT"})], swedish())
    (balance,) = reconciled([item], tag([item], log), swedish()).balances
    assert (balance.base, dict(balance.outside), balance.difference) == (0, {BY_DECISION: 700}, 0)
    (revenue,) = keyed([line("Avgifter", "D;300;311;", -500)])
    (balance,) = reconciled([revenue], tag([revenue]), swedish()).balances
    assert dict(balance.outside) == {"X02": -500}


def test_queue_and_largest_lines() -> None:
    lines = keyed(
        [
            line("Möbler", "I;510;402;87", 100),
            line("Ny skola", "I;440;403;87", 900),
            line("Solceller", "I;440;403;87", 5000),
            line("Förbifart", "I;249;403;87", 4000),
            line("Internt", "I;249;403;12", 9000),
            line("Bolag", "I;249;403;62", 50),
        ]
    )
    items = tag(lines)
    queue = review_queue(items, swedish(), LineKind.INVESTMENT)
    assert [queued.item.line.text for queued in queue] == ["Förbifart", "Ny skola", "Möbler", "Bolag", "Solceller"]
    assert [queued.weight for queued in queue[1:]] == [
        450,
        100,
        25,
        10,
    ]  # 1/10 × 1/50
    unknown = unexamined(items, swedish(), LineKind.INVESTMENT, "mitigation")
    assert [(each.item.line.text, each.judged.value) for each in unknown] == [
        ("Ny skola", Fraction(9900, 10000)),
        ("Möbler", Fraction(1)),
    ]
    harmful = largest_of_role(items, swedish(), Role.HARMFUL, LineKind.INVESTMENT, "mitigation")
    assert [item.line.text for item in harmful] == ["Förbifart"]
    first = queue[0].item
    log = DecisionLog()
    for step, who in ((Step.REVIEWED, "Anna"), (Step.APPROVED, "Bo")):
        log = logged(log, [_step(first.key, step, {"mitigation": "OG", "adaptation": "NE"}, who)], swedish())
    again = tag(lines, log)
    assert "Förbifart" not in [queued.item.line.text for queued in review_queue(again, swedish())]
    assert [item.key for item in again if item.standings == (Standing.APPROVED,) * 2] == [first.key]
    found = totals(again, swedish(), LineKind.INVESTMENT)
    assert found.approved_shares["adaptation"].value == Fraction(4000, 10000)
