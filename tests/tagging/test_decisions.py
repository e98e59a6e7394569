"""Decisions: two people, an append-only history, and what follows into the next version."""

from __future__ import annotations

from dataclasses import replace

import pytest

from finmodel.errors import InputError, Severity
from finmodel.i18n import LANGUAGES
from finmodel.i18n.issues import render
from finmodel.tagging.carrying import carried, followed
from finmodel.tagging.decisions import Decision, DecisionLog, Standing, Step, logged
from finmodel.tagging.lines import BudgetLine, LineKind, amounts_of, cut_texts, keyed
from finmodel.tagging.tagged import tagged
from finmodel.tagging.totals import totals
from tests.tagging.swedish import line, swedish, tagger

MG = {"mitigation": "MG"}


def step(key: str, what: Step, who: str = "Anna", categories: dict[str, str] | None = None, **more: object) -> Decision:
    given: dict[str, object] = {"when": "2026-03-01T09:00", "reason": "tak med solceller", "scheme": "se"} | more
    return Decision(key, what, MG if categories is None else categories, who=who, **given)  # type: ignore[arg-type]


def log_of(*decisions: Decision) -> DecisionLog:
    return logged(DecisionLog(), decisions, swedish())


def effective(item: BudgetLine, log: DecisionLog) -> tuple[tuple[str, ...], tuple[Standing, ...]]:
    (found,) = tagged([item], tagger().verdicts([item]), swedish(), log)
    return found.categories, found.standings


def test_approved_goes_before_reviewed_and_reviewed_before_the_rules() -> None:
    item = line("Möbler", "I;510;402;87", key="a")
    steps = [
        (step("a", Step.PROPOSED), "OU", Standing.RULE),
        (step("a", Step.REVIEWED), "MG", Standing.REVIEWED),
        (step("a", Step.APPROVED, "Bo"), "MG", Standing.APPROVED),
        (step("a", Step.REVIEWED, "Cia", {"mitigation": "GV"}), "MG", Standing.APPROVED),
        (step("a", Step.APPROVED, "Bo", {"mitigation": "GV"}), "GV", Standing.APPROVED),
        (step("a", Step.WITHDRAWN), "OU", Standing.RULE),
    ]
    log = DecisionLog()
    for decision, category, standing in steps:
        earlier, log = log, logged(log, [decision], swedish())
        assert log.continues(earlier)
        assert effective(item, log) == ((category, "EP"), (standing, Standing.RULE))
    assert len(log.by_key["a"]) == len(steps)
    assert not log.continues(DecisionLog(log.decisions[:1] * 2))


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (step("a", Step.REVIEWED, reason=" "), "FM-T160"),
        (step("a", Step.REVIEWED, who=""), "FM-T161"),
        (step("a", Step.REVIEWED, when=""), "FM-T161"),
        (step("a", Step.REVIEWED, categories={"mitigation": "XX"}), "FM-T162"),
        (step("a", Step.REVIEWED, categories={"mitigation": "EP"}), "FM-T162"),
        (step("a", Step.REVIEWED, categories={"begr": "MG"}), "FM-T162"),
        (step("a", Step.REVIEWED, categories={}), "FM-T162"),
        (step("a", Step.REVIEWED, categories={"mitigation": "UT"}), "FM-T163"),
        (step("a", Step.REVIEWED, categories={"mitigation": "UT", "adaptation": "MG"}), "FM-T163"),
        (step("a", Step.APPROVED, "Bo"), "FM-T164"),
        (step("a", Step.REVIEWED, scheme="eu"), "FM-T167"),
    ],
)
def test_a_step_that_is_refused(bad: Decision, code: str) -> None:
    good = step("b", Step.REVIEWED)
    with pytest.raises(InputError) as caught:
        log_of(good, bad)
    assert [issue.code for issue in caught.value.issues] == [code]
    assert all(render(issue, lang) for issue in caught.value.issues for lang in LANGUAGES)


def test_an_approval_needs_another_person_and_the_same_tag() -> None:
    review = step("a", Step.REVIEWED, "Anna  Ek")
    for approval, code in (
        (step("a", Step.APPROVED, "anna ek"), "FM-T165"),
        (step("a", Step.APPROVED, "Bo", {"mitigation": "GV"}), "FM-T164"),
        (step("a", Step.APPROVED, "Bo", when="2026-02-01T09:00"), "FM-T166"),
    ):
        with pytest.raises(InputError) as caught:
            log_of(review, approval)
        assert [issue.code for issue in caught.value.issues] == [code]
    with pytest.raises(InputError):  # a withdrawn review is no review
        log_of(review, step("a", Step.WITHDRAWN), step("a", Step.APPROVED, "Bo"))


def test_a_review_of_one_axis_is_none_of_the_other() -> None:
    both = {"mitigation": "MG", "adaptation": "GV"}
    history = [
        step("a", Step.REVIEWED, categories=both),
        step("a", Step.REVIEWED, "Cia", {"adaptation": "NE"}),
        step("a", Step.WITHDRAWN, "Cia", {"adaptation": "NE"}),
        step("a", Step.APPROVED, "Bo"),
    ]
    log = log_of(*history)
    assert log.deciding("a", "mitigation") == (history[-1], Standing.APPROVED)
    assert log.deciding("a", "adaptation") is log.deciding("b", "mitigation") is None
    again = logged(log, [step("a", Step.REVIEWED, "Dag", {"adaptation": "NE"})], swedish())
    assert again.deciding("a", "adaptation") == (again.decisions[-1], Standing.REVIEWED)
    assert again.deciding("a", "mitigation") == (history[-1], Standing.APPROVED)


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        (step("a", Step.REVIEWED, reason=""), ("FM-T160", "reason", {})),
        (step("a", Step.REVIEWED, who=" "), ("FM-T161", "who", {})),
        (
            step("a", Step.REVIEWED, when="2026-02-01T09:00"),
            ("FM-T166", "when", {"value": "2026-02-01T09:00", "latest": "2026-03-01T09:00"}),
        ),
        (step("a", Step.REVIEWED, scheme="eu"), ("FM-T167", None, {"value": "eu", "expected": "se"})),
        (
            step("a", Step.REVIEWED, categories={}),
            ("FM-T162", None, {"value": "", "known": ("mitigation", "adaptation"), "nearest": None}),
        ),
        (
            step("a", Step.REVIEWED, categories={"mitigatoin": "MG"}),
            (
                "FM-T162",
                "mitigatoin",
                {"value": "mitigatoin", "known": ("mitigation", "adaptation"), "nearest": "mitigation"},
            ),
        ),
        (
            step("a", Step.REVIEWED, categories={"mitigation": "EP"}),
            (
                "FM-T162",
                "mitigation",
                {"value": "EP", "known": ("MG", "GV", "NE", "OU", "OG", "UT"), "nearest": None},
            ),
        ),
        (
            step("a", Step.REVIEWED, categories={"adaptation": "ÖG"}),
            (
                "FM-T162",
                "adaptation",
                {"value": "ÖG", "known": ("MG", "GV", "NE", "EP", "OU", "OG", "UT"), "nearest": None},
            ),
        ),
        (step("a", Step.REVIEWED, categories={"mitigation": "UT"}), ("FM-T163", None, {"value": "UT"})),
        (step("a", Step.APPROVED, "Bo", {"mitigation": "GV"}), ("FM-T164", "mitigation", {"value": "GV"})),
        (step("a", Step.APPROVED, "ANNA"), ("FM-T165", "mitigation", {"value": "ANNA"})),
    ],
)
def test_what_is_refused_is_told_with_line_field_and_value(bad: Decision, expected: tuple[object, ...]) -> None:
    with pytest.raises(InputError) as caught:
        log_of(step("a", Step.REVIEWED, "Anna"), bad)
    (issue,) = caught.value.issues
    assert (issue.code, issue.where.field, dict(issue.params)) == expected
    assert issue.where.row == "a"


def test_a_changed_history_has_another_last_hash() -> None:
    log = log_of(step("a", Step.REVIEWED), step("a", Step.APPROVED, "Bo"))
    first, second = log.decisions
    assert DecisionLog((first, second)).chain == log.chain
    assert DecisionLog((replace(first, reason="annat"), second)).chain[-1] != log.chain[-1]


def test_the_plain_data_of_a_decision_has_all_of_it() -> None:
    """Journals and hashes that are kept already are of these names."""
    both = {"mitigation": "MG", "adaptation": "GV"}
    more = {"evidence": "dnr 1", "text": "Möbler", "amounts": ((2026, 7),), "origin": "b"}
    assert step("a", Step.REVIEWED, "Anna", both, **more).to_row() == {
        "key": "a",
        "step": "reviewed",
        "categories": {"adaptation": "GV", "mitigation": "MG"},
        "reason": "tak med solceller",
        "evidence": "dnr 1",
        "who": "Anna",
        "when": "2026-03-01T09:00",
        "text": "Möbler",
        "amounts": [[2026, 7]],
        "scheme": "se",
        "origin": "b",
    }


def test_a_decision_can_bring_a_line_in_or_out_on_all_axes() -> None:
    company = line("Hyra", "D;815;601;62", key="a")
    assert effective(company, log_of(step("a", Step.REVIEWED))) == (("MG", "EP"), (Standing.REVIEWED, Standing.RULE))
    both = {"mitigation": "UT", "adaptation": "UT"}
    inside = line("Möbler", "I;510;402;87", key="a")
    assert effective(inside, log_of(step("a", Step.REVIEWED, categories=both)))[0] == ("UT", "UT")


def decided(*lines: BudgetLine) -> DecisionLog:
    steps = [
        step(item.key, what, who, text=item.text, amounts=item.amounts)
        for item in lines
        for what, who in ((Step.REVIEWED, "Anna"), (Step.APPROVED, "Bo"))
    ]
    return log_of(*steps)


def test_decisions_follow_into_the_next_version() -> None:
    old = keyed(
        [
            line("Solceller Lunden", "I;440;403;87", 1000),
            line("Ny skola Ekbacken", "I;440;403;87", 1000),
            line("Möbler", "I;510;402;87", 1000),
            line("Förbifart", "I;249;403;87", 1000),
        ]
    )
    new = keyed(
        [
            line("SOLCELLER  Lunden", "I;440;403;87", 1100, year=2027),
            line("Ny skola i Ekbacken, etapp 1", "I;440;403;87", 1000),
            line("Möbler", "I;510;402;87", 2000),
            line("Förbifart", "I;250;403;87", 1000),
        ]
    )
    log = decided(*old)
    found = carried(log, old, new)
    assert dict(found.keys) == {old[0].key: new[0].key, old[1].key: new[1].key, old[2].key: new[2].key}
    assert dict(found.look_again) == {new[1].key: ("text",), new[2].key: ("amount",)}
    assert [(issue.code, issue.severity) for issue in found.issues if issue.where.row == old[3].key] == [
        ("FM-T168", Severity.WARNING)
    ]
    assert all(render(issue, lang) for issue in found.issues for lang in LANGUAGES)
    items = tagged(
        new, tagger().verdicts(new), swedish(), log, {new: old for old, new in found.keys.items()}, found.look_again
    )
    assert [item.categories[0] for item in items] == ["MG", "MG", "MG", tagger().verdicts(new)[3].categories[0]]
    assert [item.look_again for item in items] == [False, True, True, False]
    # What asks to be looked at again is not approved until somebody has.
    assert totals(items, swedish(), LineKind.INVESTMENT).approved["mitigation"] == {"MG": 1100}
    moved = followed(log, found)
    assert moved.continues(log)
    assert [item.categories for item in tagged(new, tagger().verdicts(new), swedish(), moved)] == [
        item.categories for item in items
    ]
    # The version after the next: the line is known, still asks to be looked at again, and is not said to be gone.
    later = carried(moved, new, new)
    assert set(later.look_again) == set(found.look_again)
    assert [issue.where.row for issue in later.issues if issue.code == "FM-T168"] == [old[3].key]
    same = carried(log, old, old)
    assert not same.look_again
    assert not same.issues


def test_keys_tell_lines_apart_that_are_alike() -> None:
    twins = [line("Möbler", ore=ore) for ore in (5, 9, 9)]
    keys = {item.amount(): item.key for item in keyed(twins)}
    assert keys == {item.amount(): item.key for item in keyed(twins[::-1])} | {9: keys[9]}
    assert len({item.key for item in keyed(twins)}) == 3
    (alone,) = keyed([replace(twins[0], text=" möbler ")])
    assert alone.key.partition("-")[0] == keys[5].partition("-")[0]
    (other,) = keyed([replace(twins[0], project="7")])
    assert other.key.partition("-")[0] != alone.key.partition("-")[0]


def test_a_text_that_is_cut_is_said() -> None:
    long = line("x" * 600, key="k")
    (issue,) = cut_texts([long, line("kort")])
    assert (issue.code, issue.severity, issue.params["value"]) == ("FM-T141", Severity.INFO, 600)
    assert all(render(issue, lang) for lang in LANGUAGES)
    assert amounts_of({2027: 1, 2026: 2}) == ((2026, 2), (2027, 1))
    assert long.amount([2025]) == 0


def test_moments_are_compared_as_moments_not_as_texts() -> None:
    def says(step: Step, who: str, when: str) -> Decision:
        return Decision("a-1", step, {"mitigation": "MG"}, "Skäl", who, when, scheme="se")

    # The clock goes back an hour in October: half past nine in winter time is after ten in summer time.
    review, approval = "2026-10-25T10:00:00+02:00", "2026-10-25T09:30:00+01:00"
    steps = [says(Step.REVIEWED, "Anna", review), says(Step.APPROVED, "Bo", approval)]
    assert len(logged(DecisionLog(), steps, swedish()).decisions) == 2
    review, approval = "2026-03-01T10:00:00+00:00", "2026-03-01T11:00:00+02:00"
    with pytest.raises(InputError) as error:
        logged(DecisionLog(), [says(Step.REVIEWED, "Anna", review), says(Step.APPROVED, "Bo", approval)], swedish())
    assert [issue.code for issue in error.value.issues] == ["FM-T166"]
