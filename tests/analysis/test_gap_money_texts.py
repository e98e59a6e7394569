"""Every column, certainty, verdict and key of the order has its words in both languages."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from finmodel import evaluate
from finmodel.analysis.capacity_need import CapacityKind
from finmodel.analysis.financing_need import NeedCertainty, financing_need
from finmodel.analysis.investment_test import Verdict
from finmodel.analysis.kronor_per_tonne import missing_per_tonne
from finmodel.analysis.nzc_tables import A21_COLUMNS, A23_COLUMNS
from finmodel.analysis.outcome import Outcome
from finmodel.analysis.priorities import not_listed
from finmodel.analysis.priority_order import SORT_COLUMNS, order_rule
from finmodel.i18n import LANGUAGES, Language, texts
from tests.funded import funded_plan


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_has_its_words(lang: Language) -> None:
    results = evaluate(funded_plan())
    columns = set(financing_need(results).capacity.total.to_dict()["total"])
    per_tonne = set(missing_per_tonne(results, Outcome(1.0), 2027).to_dict()) - {"year", "undefined", "overshoot"}
    wanted: dict[str, Iterable[str]] = {
        "need.certainty": NeedCertainty,
        "capacity.kind": CapacityKind,
        "capacity.column": columns,
        "missing_per_tonne": per_tonne,
        "priority_list.rule": order_rule(),
        "priority_list.column": SORT_COLUMNS,
        "priority_list.left_out": not_listed(results),
        "investment_test.verdict": Verdict,
        "investment_test.why_unknown": ("no_action", "not_quantified"),
        "nzc.a21": A21_COLUMNS,
        "nzc.a23": A23_COLUMNS,
    }
    known = texts(lang)
    lacking = [
        f"{prefix}.{name}" for prefix, names in wanted.items() for name in names if not known.get(f"{prefix}.{name}")
    ]
    assert lacking == []


def test_both_languages_have_the_same_keys() -> None:
    heads = ("need.", "decided.", "capacity.", "missing_per_tonne.", "priority_list.", "investment_test.", "nzc.")
    swedish, english = ({key for key in texts(lang) if key.startswith(heads)} for lang in LANGUAGES)
    assert swedish == english
