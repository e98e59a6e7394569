"""Reasons have stable names and small numbers."""

import numpy as np
import pytest

from finmodel.engine.undefined import Reason

KEYS = {
    "not_costed", "not_quantified", "no_tonnes", "raises_emissions", "no_sign_change", "no_root", "multiple_roots",
    "never_pays_back", "no_capex", "no_costs", "no_effect_years", "no_rate", "no_base_inventory", "budget_spent",
    "no_own_money", "outside_perspective", "absent_input", "no_baseline", "no_target", "no_start_year", "no_population",
    "no_gap", "after_last_year", "target_passed", "no_inventory",
}  # fmt: skip


def test_every_reason_of_the_definitions_has_a_code_and_no_other() -> None:
    assert {reason.key for reason in Reason} == KEYS | {"defined"}
    assert int(Reason.DEFINED) == 0
    assert max(Reason) <= np.iinfo(np.int8).max


def test_key_and_reason_are_inverse() -> None:
    for reason in Reason:
        assert Reason.from_key(reason.key) is reason


@pytest.mark.parametrize("key", ["NO_ROOT", "nonsense", "No_Root", ""])
def test_unknown_key_is_refused(key: str) -> None:
    with pytest.raises(KeyError) as caught:
        Reason.from_key(key)
    assert caught.value.args[0].lower() == key.lower()  # it says which
