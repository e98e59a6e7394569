"""Every word in which funding and accounts are shown has its label in both languages, and no other label is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import pytest

from finmodel.analysis.accounts import CashLine, DebtLine
from finmodel.analysis.budget_tests import TestName
from finmodel.analysis.funding import GapView
from finmodel.engine.accounting import AccountLine
from finmodel.engine.claims import Limit
from finmodel.engine.payouts import TransferLine
from finmodel.engine.uses import Use
from finmodel.i18n import LANGUAGES, Language, placeholders, texts

EVERY_LANGUAGE = pytest.mark.parametrize("lang", LANGUAGES)

LABELS: Mapping[str, tuple[str, ...]] = {
    "limit": tuple(Limit),
    "gap_view": tuple(f"{view}.{part}" for view in GapView for part in ("label", "help")),
    "use": tuple(use.key for use in Use),
    "transfer_line": tuple(line.key for line in TransferLine),
    "account_line": tuple(line.key for line in AccountLine),
    "cash_line": tuple(CashLine),
    "debt_line": tuple(DebtLine),
    "budget_test": tuple(TestName),
}


def of_enum(prefix: str) -> list[str]:
    return [f"{prefix}.{name}" for name in LABELS[prefix]]


def repeated(labels: Iterable[str]) -> list[str]:
    return [label for label, n in Counter(label.casefold() for label in labels).items() if n > 1]


@EVERY_LANGUAGE
@pytest.mark.parametrize("prefix", LABELS)
def test_each_has_one_label_of_its_own(prefix: str, lang: Language) -> None:
    known = texts(lang)
    wanted = of_enum(prefix)
    assert [key for key in wanted if not known.get(key)] == []
    assert sorted({key for key in known if key.startswith(f"{prefix}.")} - set(wanted)) == []
    assert repeated(known[key] for key in wanted) == []
    assert [key for key in wanted if placeholders(key, lang)] == []
