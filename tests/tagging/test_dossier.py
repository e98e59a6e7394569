"""What people put in stays, follows its line into the next version, and never passes to another line."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from finmodel.errors import InputError, Severity
from finmodel.tagging.budget_comparison import compare_budgets, shared_years
from finmodel.tagging.decisions import Decision, Standing, Step
from finmodel.tagging.dossier import Dossier, decide, import_version, link, split
from finmodel.tagging.line_links import LineLinks, LinkedAction, standing_links
from finmodel.tagging.lines import BudgetLine, LineKind, amounts_of, keyed
from finmodel.tagging.report import report_of
from finmodel.tagging.splits import Split, SplitPart
from finmodel.tagging.tagged_budget import TaggedBudget, tagged_budget
from finmodel.tagging.versions import Basis, Provenance, Version
from tests.tagging.swedish import line, swedish, tagger

TKR = 100_000
WHEN = "2026-03-01T10:00:00+01:00"
LATER = "2026-03-02T10:00:00+01:00"
SCHOOL = line("Ny skola med solceller Lunden", "I;440;403;87", 120_000 * TKR)
ROAD = line("Förbifart Väster", "I;249;403;87", 60_000 * TKR)
FURNITURE = line("Möbler nytt boende", "I;510;402;87", 8_000 * TKR)
PAY = line("Klimatstrateg lön", "D;263;501;", 900 * TKR)


def version(name: str, *lines: BudgetLine) -> Version:
    return Version(id=name, lines=keyed(lines))


def loaded(*lines: BudgetLine) -> Dossier:
    return import_version(Dossier("se"), version("2026", *lines))[0]


def key(dossier: Dossier, text: str) -> str:
    return next(item.key for item in dossier.parts()[0] if item.text.startswith(text))


def step(name: str, category: str, of: BudgetLine, who: str = "Anna", what: Step = Step.REVIEWED) -> Decision:
    return Decision(
        name, what, {"mitigation": category}, "Enligt projektplanen", who, WHEN, "", of.text, of.amounts, "se"
    )


def worked_out(dossier: Dossier, **asked: object) -> TaggedBudget:
    return tagged_budget(dossier, tagger(), **asked)  # type: ignore[arg-type]


def halves(name: str, **said: object) -> Split:
    parts = (SplitPart("solceller", share=Fraction(1, 20)), SplitPart("Ny skola"))
    return replace(Split(name, parts, "Upphandlas för sig", "Anna", WHEN), **said)  # type: ignore[arg-type]


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [issue.code for issue in error.value.issues]


def test_a_decision_on_a_line_that_is_not_there_is_refused_with_every_other_problem() -> None:
    dossier = loaded(SCHOOL)
    with pytest.raises(InputError) as error:
        decide(dossier, [step("gone-1", "MG", SCHOOL), replace(step(key(dossier, "Ny"), "XX", SCHOOL))], swedish())
    assert codes(error) == ["FM-T190", "FM-T162"]
    assert dossier.log.decisions == ()


def test_the_same_budget_again_keeps_everything() -> None:
    dossier = loaded(SCHOOL, ROAD)
    dossier = split(dossier, halves(key(dossier, "Ny skola")))
    dossier = decide(dossier, [step(key(dossier, "solceller"), "MG", SCHOOL)], swedish())
    dossier = link(dossier, LineLinks(key(dossier, "solceller"), (LinkedAction("A1"),), "", "Anna", WHEN), ["A1"])
    again, issues = import_version(dossier, version("2026b", ROAD, SCHOOL))
    assert {one.code for one in issues} <= {"FM-T169"}
    before, after = worked_out(dossier), worked_out(again)
    assert {item.key: item.categories for item in after.lines} == {item.key: item.categories for item in before.lines}
    assert after.links == before.links
    assert again.log.continues(dossier.log)
    assert after.reconciliation.is_balanced


def test_a_reworded_line_keeps_its_parts_decisions_and_links_and_asks_to_be_looked_at() -> None:
    dossier = loaded(SCHOOL, ROAD)
    dossier = split(dossier, halves(key(dossier, "Ny skola")))
    part = key(dossier, "solceller")
    dossier = decide(dossier, [step(part, "GV", SCHOOL), step(key(dossier, "Förbifart"), "NE", ROAD)], swedish())
    dossier = link(dossier, LineLinks(part, (LinkedAction("A1"),), "", "Anna", WHEN), ["A1"])
    dossier = link(dossier, LineLinks(key(dossier, "Förbifart"), (LinkedAction("A2"),), "", "Anna", WHEN), ["A2"])
    reworded = replace(SCHOOL, text="Ny skola med solceller, Lundens skola")
    moved = replace(ROAD, text="Förbifart Väster etapp 1")
    again, issues = import_version(dossier, version("2027", reworded, moved, FURNITURE))
    assert "FM-T168" not in {one.code for one in issues}
    after = worked_out(again)
    solar = next(item for item in after.lines if item.line.text == "solceller")
    assert solar.key != part
    assert solar.categories[0] == "GV"
    road = next(item for item in after.lines if item.line.text.startswith("Förbifart"))
    assert (road.categories[0], road.look_again, road.standings[0]) == ("NE", True, Standing.REVIEWED)
    assert {(one.key, one.action) for one in after.links} == {(solar.key, "A1"), (road.key, "A2")}
    assert again.log.continues(dossier.log)
    assert again.splits[: len(dossier.splits)] == dossier.splits
    third, issues = import_version(again, version("2028", FURNITURE, moved, reworded))
    assert not [one for one in issues if one.code in ("FM-T168", "FM-T155", "FM-T171")]
    assert {item.key: item.categories for item in worked_out(third).lines} == {
        item.key: item.categories for item in after.lines
    }


def test_what_is_gone_is_told_as_a_warning_and_stays_in_the_history() -> None:
    dossier = loaded(SCHOOL, ROAD, FURNITURE)
    dossier = split(dossier, halves(key(dossier, "Ny skola")))
    dossier = decide(dossier, [step(key(dossier, "Möbler"), "NE", FURNITURE)], swedish())
    dossier = link(dossier, LineLinks(key(dossier, "Förbifart"), (LinkedAction("A2"),), "", "Anna", WHEN), ["A2"])
    after, issues = import_version(dossier, version("2027", PAY))
    assert sorted(one.code for one in issues) == ["FM-T155", "FM-T168", "FM-T171"]
    assert {one.severity for one in issues} == {Severity.WARNING}
    assert (after.log, after.splits, after.links) == (dossier.log, dossier.splits, dossier.links)
    assert worked_out(after).links == ()
    back, issues = import_version(after, version("2028", SCHOOL, ROAD, FURNITURE))
    assert {one.code for one in issues} <= {"FM-T169"}
    assert len(worked_out(back).links) == 1
    assert len(worked_out(back).lines) == 4


def test_a_split_by_amounts_that_no_longer_adds_up_leaves_the_line_whole_and_is_told() -> None:
    dossier = loaded(SCHOOL)
    name = key(dossier, "Ny skola")
    parts = (
        SplitPart("solceller", amounts=((2026, 6_000 * TKR),)),
        SplitPart("Ny skola", amounts=((2026, 114_000 * TKR),)),
    )
    dossier = split(dossier, Split(name, parts, "Kalkyl", "Anna", WHEN))
    dearer = replace(SCHOOL, amounts=((2026, 130_000 * TKR),))
    after, issues = import_version(dossier, version("2026b", dearer))
    assert "FM-T152" in {one.code for one in issues}
    found = worked_out(after)
    assert [item.line.text for item in found.lines] == [SCHOOL.text]
    assert found.reconciliation.is_balanced
    assert "FM-T152" in {one.code for one in found.issues}


def test_decisions_never_pass_to_another_part_when_a_line_is_split_anew() -> None:
    dossier = loaded(SCHOOL)
    name = key(dossier, "Ny skola")
    dossier = split(dossier, halves(name))
    dossier = decide(dossier, [step(f"{name}.1", "MG", SCHOOL), step(f"{name}.2", "OG", SCHOOL)], swedish())
    other = (SplitPart("konst", share=Fraction(1, 100)), SplitPart("Ny skola"))
    dossier = split(dossier, Split(name, other, "Ny kalkyl", "Bo", LATER))
    found = {item.line.text: item for item in worked_out(dossier).lines}
    assert found["konst"].standings[0] is Standing.RULE
    assert (found["konst"].key, found["Ny skola"].key) == (f"{name}.3", f"{name}.2")
    assert found["Ny skola"].categories[0] == "OG"
    whole = split(dossier, Split(name, (), "Kan inte delas", "Bo", LATER))
    assert [item.key for item in worked_out(whole).lines] == [name]
    again = split(whole, halves(name))
    assert [item.key for item in worked_out(again).lines] == [f"{name}.4", f"{name}.2"]


def test_splits_and_links_need_a_name_and_a_line() -> None:
    dossier = loaded(SCHOOL)
    name = key(dossier, "Ny skola")
    with pytest.raises(InputError) as error:
        split(dossier, halves(name, who=" ", reason=""))
    assert codes(error) == ["FM-T157", "FM-T157"]
    with pytest.raises(InputError) as error:
        split(dossier, halves("gone-1"))
    assert codes(error) == ["FM-T190"]
    with pytest.raises(InputError) as error:
        link(dossier, LineLinks("gone-1", (LinkedAction("A9"),), "", "", WHEN), ["A1"])
    assert codes(error) == ["FM-T157", "FM-T172", "FM-T171"]
    with pytest.raises(InputError) as error:
        link(dossier, LineLinks("gone-1", (), "", "Anna", WHEN), ["A1"])
    assert codes(error) == ["FM-T190"]


def test_a_rest_never_gets_the_other_sign() -> None:
    dossier = loaded(SCHOOL)
    parts = (SplitPart("solceller", amounts=((2026, 121_000 * TKR),)), SplitPart("rest"))
    with pytest.raises(InputError) as error:
        split(dossier, Split(key(dossier, "Ny skola"), parts, "Fel", "Anna", WHEN))
    assert codes(error) == ["FM-T158", "FM-T158"]


def test_the_latest_links_of_a_line_stand_and_none_frees_it() -> None:
    dossier = loaded(SCHOOL, ROAD)
    name = key(dossier, "Ny skola")
    for actions in ((LinkedAction("A1"),), (LinkedAction("A2"),)):
        dossier = link(dossier, LineLinks(name, actions, "", "Anna", WHEN), ["A1", "A2"])
    assert [one.action for one in worked_out(dossier).links] == ["A2"]
    dossier = link(dossier, LineLinks(name, (), "", "Anna", WHEN), ["A1"])
    assert standing_links(dossier.links) == ()
    assert len(dossier.links) == 3


def test_an_earlier_version_is_shown_as_it_was_reported() -> None:
    dossier = loaded(SCHOOL, ROAD)
    dossier = decide(dossier, [step(key(dossier, "Förbifart"), "NE", ROAD)], swedish())
    dossier, _ = import_version(dossier, version("2026b", SCHOOL, ROAD))
    dossier = decide(dossier, [step(key(dossier, "Förbifart"), "OG", ROAD, who="Bo")], swedish())
    dossier = split(dossier, halves(key(dossier, "Ny skola")))
    first = dossier.version("2026")
    then = worked_out(dossier, version=first, as_reported=True)
    now = worked_out(dossier, version=first)
    assert {item.line.text: item.categories[0] for item in then.lines}["Förbifart Väster"] == "NE"
    assert {item.line.text: item.categories[0] for item in now.lines}["Förbifart Väster"] == "OG"
    assert (len(then.lines), len(now.lines)) == (2, 3)
    with pytest.raises(InputError) as error:
        dossier.version("2025")
    assert codes(error) == ["FM-T192"]
    with pytest.raises(InputError) as error:
        import_version(dossier, version("2026", SCHOOL))
    assert codes(error) == ["FM-T191"]


def test_another_basis_has_the_same_keys_and_tags_and_its_own_amounts() -> None:
    lines = keyed([SCHOOL, ROAD])
    both = Version(
        id="2026", lines=lines, others={Basis.OUTTURN: (amounts_of({2025: 7 * TKR}), ())}, basis=Basis.BUDGET
    )
    dossier, _ = import_version(Dossier("se"), both)
    dossier = decide(dossier, [step(lines[0].key, "GV", SCHOOL)], swedish())
    outturn = worked_out(dossier, basis=Basis.OUTTURN)
    assert outturn.years == (2025,)
    assert [item.line.amount() for item in outturn.lines] == [7 * TKR, 0]
    assert [item.categories[0] for item in outturn.lines] == ["GV", "OG"]
    assert not outturn.lines[0].look_again
    assert outturn.reconciliation.is_balanced


def test_a_dossier_needs_a_version_and_rules_of_its_scheme() -> None:
    with pytest.raises(ValueError, match="without a version"):
        worked_out(Dossier("se"))
    with pytest.raises(ValueError, match="eu"):
        worked_out(replace(loaded(SCHOOL), scheme="eu"))


def test_kinds_are_never_mixed_up_by_keys() -> None:
    twins = [replace(SCHOOL, kind=kind) for kind in LineKind]
    dossier = loaded(*twins)
    assert len({item.key for item in dossier.parts()[0]}) == 2


def amounts_split(name: str, solar: int, whole: int) -> Split:
    parts = (
        SplitPart("solceller", amounts=((2026, solar * TKR),)),
        SplitPart("Ny skola", amounts=((2026, (whole - solar) * TKR),)),
    )
    return Split(name, parts, "Kalkyl", "Anna", WHEN)


def test_on_another_basis_amounts_hold_in_the_same_proportions() -> None:
    lines = keyed([SCHOOL])
    spent = {Basis.OUTTURN: (amounts_of({2025: 100, 2024: 7}),)}
    dossier, _ = import_version(Dossier("se"), Version(id="2026", lines=lines, others=spent))
    dossier = split(dossier, amounts_split(lines[0].key, 6_000, 120_000))
    solar = f"{lines[0].key}.1"
    dossier = decide(dossier, [step(solar, "MG", SCHOOL)], swedish())
    half = LineLinks(solar, (LinkedAction("A1", amounts=((2026, 3_000 * TKR),)),), "", "Anna", WHEN)
    dossier = link(dossier, half, ["A1"])
    outturn = worked_out(dossier, basis=Basis.OUTTURN)
    assert outturn.issues == ()
    assert [dict(item.line.amounts) for item in outturn.lines] == [{2024: 0, 2025: 5}, {2024: 7, 2025: 95}]
    assert outturn.lines[0].standings[0] is Standing.REVIEWED
    assert [dict(one.amounts or ()) for one in outturn.links] == [{2024: 0, 2025: 3}]
    assert outturn.reconciliation.is_balanced


def test_links_that_no_longer_fit_are_told_and_left_out() -> None:
    dossier = loaded(SCHOOL, ROAD)
    name = key(dossier, "Förbifart")
    linked = LineLinks(name, (LinkedAction("A1", amounts=((2026, 60_000 * TKR),)),), "", "Anna", WHEN)
    dossier = link(dossier, linked, ["A1"])
    cheaper, _ = import_version(dossier, version("2026b", SCHOOL, replace(ROAD, amounts=((2026, 50_000 * TKR),))))
    found = worked_out(cheaper)
    assert found.links == ()
    assert [(one.code, one.severity) for one in found.issues] == [("FM-T170", Severity.WARNING)]
    assert worked_out(cheaper, version=cheaper.versions[0]).links != ()


def test_a_line_that_is_split_in_one_version_only_is_neither_new_nor_gone() -> None:
    dossier = loaded(SCHOOL, ROAD)
    dearer = replace(SCHOOL, amounts=((2026, 130_000 * TKR),))
    dossier, _ = import_version(dossier, version("2026b", dearer, ROAD))
    dossier = split(dossier, amounts_split(key(dossier, "Ny skola"), 6_000, 130_000))
    dossier = decide(dossier, [step(key(dossier, "solceller"), "MG", dearer)], swedish())
    before = worked_out(dossier, version=dossier.versions[0], as_reported=True)
    found = compare_budgets(before, worked_out(dossier), LineKind.INVESTMENT)
    changes = found.changes["mitigation"]
    assert all(change.new == change.gone == 0 for change in changes.values())
    for change in changes.values():
        assert change.after == change.before + change.amount_effect + change.tag_effect
    moved = round(Fraction(120_000 * TKR * 6, 130))
    assert changes["MG"].tag_effect == -changes["OU"].tag_effect == moved
    assert changes["MG"].amount_effect + changes["OU"].amount_effect == 10_000 * TKR
    pairs = [one for one in found.lines if one.before is not None and one.before.line.text == SCHOOL.text]
    assert sum(one.before_ore for one in pairs) == 120_000 * TKR
    assert sorted(one.after_ore for one in pairs) == [6_000 * TKR, 124_000 * TKR]


def test_a_reworded_line_that_nobody_has_decided_is_the_same_line_in_a_comparison() -> None:
    dossier = loaded(SCHOOL, ROAD)
    reworded = replace(SCHOOL, text="Ny skola med solceller i Lunden")
    dossier, _ = import_version(dossier, version("2026b", reworded, FURNITURE))
    before, after = (worked_out(dossier, version=each) for each in dossier.versions)
    found = compare_budgets(before, after, LineKind.INVESTMENT)
    assert sorted((one.before is None, one.after is None) for one in found.lines) == [
        (False, False),
        (False, True),
        (True, False),
    ]
    unknown = compare_budgets(before, after, LineKind.INVESTMENT, keys={})
    assert sum(one.before is None or one.after is None for one in unknown.lines) == 4
    assert shared_years(before.years, after.years) == ((2026,), (2026,))
    assert shared_years((2025,), (2026, 2027)) == ((2025,), (2026,))


def test_a_broken_character_in_a_text_has_a_key_and_a_place_in_the_history() -> None:
    broken = replace(FURNITURE, text="Möbler \ud800")
    dossier = loaded(broken)
    said = replace(step(key(dossier, "Möbler"), "NE", broken), reason="Skäl \udfff")
    dossier = decide(dossier, [said], swedish())
    assert len(dossier.log.chain) == 1
    assert worked_out(dossier).lines[0].categories[0] == "NE"


def test_todays_decisions_reach_a_line_of_an_earlier_version_that_has_been_reworded() -> None:
    dossier = loaded(FURNITURE, ROAD)
    reworded = replace(FURNITURE, text="Möbler nytt särskilt boende")
    dossier, _ = import_version(dossier, version("2026b", reworded, ROAD))
    dossier = decide(dossier, [step(key(dossier, "Möbler"), "NE", reworded)], swedish())
    first = dossier.versions[0]
    now = worked_out(dossier, version=first)
    assert {item.line.text: item.categories[0] for item in now.lines}[FURNITURE.text] == "NE"
    then = worked_out(dossier, version=first, as_reported=True)
    assert {item.line.text: item.categories[0] for item in then.lines}[FURNITURE.text] == "OU"
    found = compare_budgets(now, worked_out(dossier), LineKind.INVESTMENT).changes["mitigation"]
    assert {change.tag_effect for change in found.values()} == {0}


def test_no_part_is_more_than_its_line_or_of_the_other_sign() -> None:
    dossier = loaded(SCHOOL)
    for solar in (-1_000_000, 130_000):
        with pytest.raises(InputError) as error:
            split(dossier, amounts_split(key(dossier, "Ny skola"), solar, 120_000))
        assert set(codes(error)) == {"FM-T158"}


def test_a_decision_follows_a_wording_that_comes_back() -> None:
    reworded = replace(ROAD, text="Förbifart Väster, upphandling 2026")
    dossier = loaded(ROAD, SCHOOL)
    dossier, _ = import_version(dossier, version("2026b", reworded, SCHOOL))
    dossier = decide(dossier, [step(key(dossier, "Förbifart"), "NE", reworded)], swedish())
    back, issues = import_version(dossier, version("2026c", ROAD, SCHOOL))
    assert "FM-T168" not in {one.code for one in issues}
    road = next(item for item in worked_out(back).lines if item.line.text == ROAD.text)
    assert (road.categories[0], road.look_again) == ("NE", True)


def test_a_line_that_stood_beside_is_not_what_another_has_become() -> None:
    twin = replace(ROAD, text="Förbifart Väster etapp 2")
    dossier = loaded(ROAD, twin)
    name = next(one.key for one in dossier.parts()[0] if one.text == ROAD.text)
    dossier = decide(dossier, [step(name, "NE", ROAD)], swedish())
    after, issues = import_version(dossier, version("2026b", twin))
    assert "FM-T168" in {one.code for one in issues}
    assert worked_out(after).lines[0].standings[0] is Standing.RULE


def test_a_split_alone_turns_no_money_green() -> None:
    dossier = loaded(SCHOOL)
    name = key(dossier, "Ny skola")
    timber = (SplitPart("Solceller", share=Fraction(1, 20)), SplitPart("Skolbyggnad med trästomme"))
    dossier = split(dossier, Split(name, timber, "Delas", "Karin", WHEN))
    found = worked_out(dossier)
    assert [item.verdict.categories[0] for item in found.lines] == ["MG", "GV"]
    assert [(item.categories[0], item.waits) for item in found.lines] == [("OU", True), ("OU", True)]
    assert all(queued.uncertainty == 1 for queued in report_of(found)[LineKind.INVESTMENT].queue())
    dossier = decide(dossier, [step(f"{name}.1", "MG", SCHOOL)], swedish())
    assert [(item.categories[0], item.waits) for item in worked_out(dossier).lines] == [("MG", False), ("OU", True)]


def test_parts_of_a_line_that_is_favourable_itself_do_not_wait() -> None:
    dossier = loaded(line("Solceller och laddstolpar", "I;440;403;87", 100))
    parts = (SplitPart("Solceller", share=Fraction(1, 2)), SplitPart("Laddstolpar"))
    dossier = split(dossier, Split(key(dossier, "Solceller"), parts, "Delas", "Karin", WHEN))
    found = worked_out(dossier)
    assert [(item.categories[0], item.waits) for item in found.lines] == [("MG", False), ("MG", False)]


def alike(*tkr: int, year: int = 2026) -> list[BudgetLine]:
    one = line("Reinvestering", "I;249;403;87", 1)
    return [replace(one, amounts=((year, each * TKR),)) for each in tkr]


def tags(budget: TaggedBudget) -> dict[int, tuple[str, Standing, tuple[str, ...]]]:
    """Category, standing and why to look again, by the line's amount in tkr."""
    return {
        item.line.amount() // TKR: (item.categories[0], item.standings[0], tuple(budget.look_again.get(item.key, ())))
        for item in budget.lines
    }


def two_alike() -> Dossier:
    dossier = loaded(*alike(1000, 900))
    said = {1000: "MG", 900: "OG"}
    for item in dossier.parts()[0]:
        category = said[item.amount() // TKR]
        dossier = decide(dossier, [step(item.key, category, item)], swedish())
        dossier = decide(dossier, [step(item.key, category, item, "Bo", Step.APPROVED)], swedish())
    return dossier


def test_a_decision_never_passes_to_a_line_that_is_alike() -> None:
    approved = Standing.APPROVED
    after, issues = import_version(two_alike(), version("2", *alike(900)))
    assert tags(worked_out(after)) == {900: ("OG", approved, ())}
    assert [found.code for found in issues] == ["FM-T168"]
    after = import_version(two_alike(), version("2", *alike(1100, 1000, 900)))[0]
    both = {1000: ("MG", approved, ()), 900: ("OG", approved, ())}
    assert tags(worked_out(after)) == {1100: ("OU", Standing.RULE, ()), **both}
    after = import_version(two_alike(), version("2", *alike(950, 1000, 900)))[0]
    assert tags(worked_out(after)) == {950: ("OU", Standing.RULE, ()), **both}
    # The line that went comes back in the version after, with its own decision.
    gone = import_version(two_alike(), version("2", *alike(900)))[0]
    after = import_version(gone, version("3", *alike(900, 1000)))[0]
    assert tags(worked_out(after)) == both


def test_which_of_several_alike_lines_it_is_has_to_be_looked_at_where_amounts_do_not_tell() -> None:
    after, issues = import_version(two_alike(), version("2", *alike(1010, 910)))
    found = tags(worked_out(after))
    assert {tkr: why for tkr, (_, _, why) in found.items()} == {1010: ("alike",), 910: ("alike",)}
    assert [found.params["changed"] for found in issues] == [("alike",), ("alike",)]
    # Where all of them have the same tag it does not matter which is which.
    dossier = loaded(*alike(1000, 900))
    for item in dossier.parts()[0]:
        dossier = decide(dossier, [step(item.key, "MG", item)], swedish())
    after = import_version(dossier, version("2", *alike(1010, 910, year=2027)))[0]
    assert set(tags(worked_out(after)).values()) == {("MG", Standing.REVIEWED, ())}


def test_a_review_that_says_otherwise_than_the_approval_is_not_passed_over() -> None:
    dossier = loaded(ROAD)
    name = key(dossier, "Förbifart")
    steps = [step(name, "MG", ROAD), step(name, "MG", ROAD, "Bo", Step.APPROVED), step(name, "OG", ROAD, "Cy")]
    found = tags(worked_out(decide(dossier, steps, swedish())))
    assert found == {60_000: ("MG", Standing.APPROVED, ("disputed",))}
    assert worked_out(decide(dossier, steps, swedish())).lines[0].approved_on(0) is False
    for settled in ([*steps, step(name, "MG", ROAD, "Cy")], [*steps, step(name, "OG", ROAD, "Bo", Step.APPROVED)]):
        assert {why for _, _, why in tags(worked_out(decide(dossier, settled, swedish()))).values()} == {()}


def two_years(text: str, first: int, second: int, year: int = 2026) -> BudgetLine:
    return replace(line(text, "I;249;403;87", 1), amounts=((year, first * TKR), (year + 1, second * TKR)))


def approved(dossier: Dossier, item: BudgetLine, category: str) -> Dossier:
    steps = [step(item.key, category, item), step(item.key, category, item, "Bo", Step.APPROVED)]
    return decide(dossier, steps, swedish())


@pytest.mark.parametrize(
    ("what", "categories", "who"),
    [
        (Step.PROPOSED, {"adaptation": "NE"}, "Cy"),
        (Step.REVIEWED, {"adaptation": "NE"}, "Cy"),
        (Step.WITHDRAWN, {"adaptation": "NE"}, "Cy"),
        (Step.PROPOSED, {"mitigation": "OG"}, "Cy"),
    ],
)
def test_only_a_look_at_the_same_axis_settles_it(what: Step, categories: dict[str, str], who: str) -> None:
    after = import_version(
        approved(loaded(ROAD), loaded(ROAD).parts()[0][0], "MG"), version("2", replace(ROAD, amounts=((2026, 5),)))
    )[0]
    (item,) = after.parts()[0]
    later = replace(step(item.key, "MG", item, who, what), categories=categories, when=LATER)
    (tagged_line,) = worked_out(decide(after, [later], swedish())).lines
    assert (tagged_line.look_again, tagged_line.approved_on(0)) == (True, False)
    settled = replace(step(item.key, "MG", item, "Cy"), when=LATER)
    assert worked_out(decide(after, [settled], swedish())).lines[0].approved_on(0)


def test_a_part_of_a_reworded_line_has_to_be_looked_at() -> None:
    dossier = loaded(line("Ombyggnad skola norra", "I;440;403;87", 1000 * TKR))
    dossier = split(dossier, halves(key(dossier, "Ombyggnad")))
    dossier = approved(dossier, dossier.parts()[0][0], "MG")
    after = import_version(dossier, version("2", line("Ombyggnad skola södra", "I;440;403;87", 1000 * TKR)))[0]
    assert [worked_out(after).look_again.get(item.key) for item in after.parts()[0]] == [("text",), None]


def test_the_years_that_are_left_may_not_tell_alike_lines_apart() -> None:
    rows = {100_000: "OG", 200: "MG"}
    dossier = loaded(two_years("Reinvestering", 100_000, 500), two_years("Reinvestering", 200, 500))
    for item in dossier.parts()[0]:
        dossier = approved(dossier, item, rows[item.amounts[0][1] // TKR])
    for later in (
        [two_years("Reinvestering", 500, 900_000, 2027), two_years("Reinvestering", 500, 10, 2027)],
        [two_years("Reinvestering", 500, 900_000, 2027)],
    ):
        after = import_version(dossier, version("2", *later))[0]
        assert set(worked_out(after).look_again.values()) == {("alike",)}
        assert len(worked_out(after).look_again) == len(later)
    # Where one year tells them apart nothing has to be asked.
    told = [two_years("Reinvestering", 100_000, 7), two_years("Reinvestering", 200, 500)]
    found = worked_out(import_version(dossier, version("2", *told))[0]).look_again
    assert list(found.values()) == [("amount", "alike")]


def test_one_of_two_that_are_the_same_may_be_the_one_that_is_gone() -> None:
    dossier = loaded(*alike(500, 500))
    first, second = dossier.parts()[0]
    dossier = approved(approved(dossier, first, "MG"), second, "OG")
    assert worked_out(dossier).look_again == {}
    assert worked_out(import_version(dossier, version("2", *alike(500, 500)))[0]).look_again == {}
    after = import_version(dossier, version("2", *alike(500)))[0]
    assert list(worked_out(after).look_again.values()) == [("alike",)]
    # Once somebody has looked in this version it is told.
    moved = replace(
        after, versions=(*after.versions[:-1], replace(after.versions[-1], source=Provenance(file="", when=WHEN)))
    )
    (item,) = moved.parts()[0]
    looked = decide(moved, [replace(step(item.key, "MG", item), when=LATER)], swedish())
    assert worked_out(looked).look_again == {}


def test_a_split_or_a_link_on_one_of_several_alike_lines_is_told_where_amounts_do_not_tell() -> None:
    dossier = loaded(*alike(1000, 500))
    small = next(item for item in dossier.parts()[0] if item.amount() == 500 * TKR)
    dossier = split(dossier, halves(small.key))
    linked = LineLinks(f"{small.key}.1", (LinkedAction("A1"),), "", "Anna", WHEN)
    dossier = link(dossier, linked, ["A1"])
    for amounts, n in (((1000, 500), 0), ((500,), 0), ((1050, 1000), 2), ((700, 900), 2)):
        after, issues = import_version(dossier, version("2", *alike(*amounts)))
        assert [found.code for found in issues].count("FM-T182") == n, amounts
        assert [found.code for found in worked_out(after).issues].count("FM-T182") == n, amounts
