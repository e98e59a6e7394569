"""200,000 ledger lines × 200 rules, beside one rule after another on each line in the same run."""

from __future__ import annotations

import random
from dataclasses import replace
from time import perf_counter

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from finmodel.tagging.lines import BudgetLine, LineKind
from finmodel.tagging.patterns import pattern_of
from finmodel.tagging.rules import RuleSet
from finmodel.tagging.tagger import Tagger
from tests.tagging.rule_by_rule import one_by_one
from tests.tagging.swedish import rules, swedish

N_RULES = 200
N_TEXTS = 10_000
EVERY = 20
"""The slow way tags every twentieth line: its time is the same for each."""

COMMON = (
    "lön konsult kontorsmaterial hyra städ telefon porto försäkring möbler läromedel böcker bidrag förening "
    "vikarier hemtjänst äldreboende förskola skola bibliotek simhall lekplats gata väg bro asfalt belysning "
    "ledarskap utbildning resa tåg livsmedel måltid fordon diesel hvo100 solceller cykelväg dagvatten skyfall "
    "trädplantering energieffektivisering fjärrvärme återbruk matavfall el elever vatten avlopp reparation "
    "underhåll material tjänster programvara licens "
)
WORDS = COMMON.split()


@pytest.fixture
def n_lines(request: pytest.FixtureRequest) -> int:
    return 200_000 if request.config.getoption("--benchmark-only") else 2_000


def many_rules(rng: random.Random) -> RuleSet:
    """Return the Swedish rules and as many of a municipality's own as make 200."""
    known = list(rules().rules)
    with_words = [rule for rule in known if rule.text is not None]
    for number in range(N_RULES - len(known)):
        stems = ["".join(rng.choices("abdefgiklmnoprstuvåäö", k=rng.randint(5, 9))) for _ in range(4)]
        own = rf"\b{stems[0]}\w*|{stems[1]}|{stems[2]} (väg|hus)|{stems[3]}"
        known.append(
            replace(rng.choice(with_words), id=f"Z{number}", text=pattern_of(own), not_text=None, over=frozenset())
        )
    return RuleSet("many", "se", tuple(known))


def ledger(rng: random.Random, n_lines: int) -> list[BudgetLine]:
    """Return lines as in a supplier ledger: many lines, fewer texts, and most words with nothing to do with climate."""
    others = ["".join(rng.choices("abdefgiklmnoprstuvåäö", k=rng.randint(3, 10))) for _ in range(4_000)]
    texts = [
        " ".join(rng.choice(WORDS if rng.random() < 0.5 else others) for _ in range(rng.randint(1, 4))).capitalize()
        for _ in range(N_TEXTS)
    ]
    activities = [f"{code}{rng.randint(0, 99)}" for code in (100, 249, 250, 407, 440, 510, 575, 800, 865, 870, 263)]
    accounts = [
        f"{code}{rng.randint(0, 9)}" for code in (403, 402, 452, 501, 601, 621, 641, 691, 701, 741, 761, 311) * 20
    ]
    return [
        BudgetLine(
            rng.choice((LineKind.OPERATING, LineKind.OPERATING, LineKind.INVESTMENT)),
            rng.choice(texts),
            ((2026, rng.randint(1, 10**8)),),
            rng.choice(activities),
            rng.choice(accounts),
            rng.choice(("", "86", "87", "87", "87", "62")),
        )
        for _ in range(n_lines)
    ]


def test_tagging_a_ledger(benchmark: BenchmarkFixture, n_lines: int) -> None:
    rng = random.Random(1)
    rule_set, lines = many_rules(rng), ledger(rng, n_lines)
    assert len(rule_set.rules) == N_RULES
    # A new tagger each time: nothing is remembered from one round to the next.
    found = benchmark(lambda: Tagger(rule_set, swedish()).verdicts(lines))
    some = lines[::EVERY]
    begun = perf_counter()
    expected = one_by_one(rule_set, swedish(), some)
    duration = (perf_counter() - begun) * len(lines) / len(some)
    if benchmark.stats is not None:
        benchmark.extra_info["alternative"] = "one rule after another on each line"
        benchmark.extra_info["ratio"] = round(duration / benchmark.stats.stats.min, 1)
        assert duration / benchmark.stats.stats.min > 60
    assert found[::EVERY] == expected
    assert len({verdict.categories for verdict in found}) > 6
