"""Every test, class and term that the library can name has its explanation in the app in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from finmodel.analysis.budget_tests import TestName
from finmodel.i18n import LANGUAGES, Language, has
from finmodel.model.funding_enums import AccountLevel, MoneyClass
from finmodel.store.funding_catalogue import CATALOGUE_FIELDS


def keys() -> Iterator[str]:
    yield from (f"test.{name}_how" for name in TestName)
    yield from (f"accounts.level_{level}" for level in AccountLevel)
    yield from (f"funding.{name}{part}" for name in MoneyClass for part in ("_short", "_help"))
    yield from (f"funding.default_{scope}" for scope in ("sector", "owner", "status", "all"))
    yield from (f"source_catalogue.field_{field}" for field in CATALOGUE_FIELDS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_app_has_words_for_all(lang: Language) -> None:
    assert [key for key in keys() if not has(f"app.{key}", lang)] == []
