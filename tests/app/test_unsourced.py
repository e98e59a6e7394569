"""An action without any source is said to be without one: it must not look better sourced than an assumption."""

from __future__ import annotations

from finmodel.analysis.evaluate import evaluate
from finmodel.i18n.catalogue import LANGUAGES, t
from tests.excel.workbooks import small_plan


def test_the_note_has_its_words_and_the_basis_per_tonne_is_counted() -> None:
    for language in LANGUAGES:
        assert "3" in t("app.assumed.unsourced", language, n=3)
    basis = evaluate(small_plan()).per_tonne
    assert (basis.n, basis.of) == (1, 2)
    assert basis.npv is not None
    assert basis.pv_tonnes is not None
    portfolio = evaluate(small_plan()).portfolio
    assert portfolio["abatement_cost"] == -basis.npv / basis.pv_tonnes
