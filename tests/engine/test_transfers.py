"""Transfers: who pays whom, what cancels, and what is known to whom."""

from __future__ import annotations

import numpy as np
import pytest

from finmodel.engine.payouts import TransferLine
from finmodel.engine.transfers import Transfers
from finmodel.engine.undefined import FloatArray
from tests.engine.money_plans import money_of, near
from tests.small_plans import BASE

NAN = float("nan")


def _transfers(*rows: tuple[int, int, int, list[float]]) -> Transfers:
    """Return transfers of (action, payer, receiver, amounts) between three organisations, over two years."""
    return Transfers(
        action=np.array([row[0] for row in rows], dtype=np.intp),
        payer=np.array([row[1] for row in rows], dtype=np.intp),
        receiver=np.array([row[2] for row in rows], dtype=np.intp),
        line=np.full(len(rows), int(TransferLine.INTERNAL_RENT), dtype=np.intp),
        amounts=np.array([row[3] for row in rows]).reshape(len(rows), 2),
        shape=(2, 3, 2),
    )


def _seen(transfers: Transfers, *inside: int) -> tuple[FloatArray, FloatArray, list[bool]]:
    cells = np.zeros((2, 3), dtype=bool)
    cells[:, list(inside)] = True
    amounts, sizes, touched = transfers.seen_by(cells)
    return amounts, sizes, touched.tolist()


def test_those_inside_see_what_crosses_the_border() -> None:
    transfers = _transfers((0, 0, 1, [10, 1]), (0, 2, 0, [3, 0]), (1, 1, 2, [5, 5]))
    amounts, sizes, touched = _seen(transfers, 0)
    assert amounts == pytest.approx(np.array([[-7, -1], [0, 0]]))
    assert sizes == pytest.approx(np.array([[13, 1], [0, 0]]))
    assert touched == [True, False]
    amounts, sizes, touched = _seen(transfers, 1)
    assert amounts == pytest.approx(np.array([[10, 1], [-5, -5]]))
    assert sizes == pytest.approx(np.array([[10, 1], [5, 5]]))
    assert touched == [True, True]


def test_between_two_inside_it_cancels_known_or_not_and_touches_all_the_same() -> None:
    transfers = _transfers((0, 0, 1, [NAN, 4]), (0, 2, 1, [2, 2]), (1, 2, 2, [9, 9]))
    amounts, sizes, touched = _seen(transfers, 0, 1)
    assert amounts == pytest.approx(np.array([[2, 2], [0, 0]]))
    assert sizes == pytest.approx(np.array([[2, 2], [0, 0]]))
    assert touched == [True, False]
    assert _seen(transfers, 1)[0] == pytest.approx(np.array([[NAN, 6], [0, 0]]), nan_ok=True)
    assert _seen(transfers, 0, 1, 2)[2] == [True, True]


def test_a_transfer_of_nothing_touches_nobody() -> None:
    transfers = _transfers((0, 0, 1, [0, 0]), (1, 0, 1, [0, 1]))
    assert _seen(transfers, 0)[2] == [False, True]
    assert _seen(transfers, 1)[2] == [False, True]
    assert _seen(transfers, 2)[2] == [False, False]


def test_by_organisation_they_add_up_to_nothing() -> None:
    transfers = _transfers((0, 0, 1, [10, 1]), (0, 0, 1, [1, 1]), (1, 2, 0, [3, 3]))
    dense = transfers.of_organisations()
    assert dense.shape == (2, 3, len(TransferLine), 2)
    assert dense[0, :, TransferLine.INTERNAL_RENT] == pytest.approx(np.array([[-11, -2], [11, 2], [0, 0]]))
    assert dense[1, :, TransferLine.INTERNAL_RENT] == pytest.approx(np.array([[3, 3], [0, 0], [-3, -3]]))
    assert not dense.sum(axis=1).any()
    assert not dense[:, :, : TransferLine.INTERNAL_RENT].any()


def test_those_of_a_plan() -> None:
    money = money_of(
        {"opex_change": 0, "capex_split": {"nämnd": 0.5, "bolag": 0.5}},
        [{"amount": 100, "start_year": BASE}],
        sources=[{"id": "ram", "kind": "own_investment_frame", "provider": "nämnd"}, {"id": "gåva", "kind": "private"}],
        funding=[{"source": "ram", "amount": 1}, {"source": "gåva", "amount": 3}],
        rents=[{"payer": "nämnd2", "receiver": "nämnd", "basis": "amount", "amount": 7}],
    )
    found = money.transfers
    names = money.arrays.organisations
    rows = {
        (names[payer], names[receiver], int(line)): amounts.tolist()
        for payer, receiver, line, amounts in zip(found.payer, found.receiver, found.line, found.amounts, strict=True)
    }
    assert rows == {
        ("stat", "nämnd", int(TransferLine.PRIVATE)): near([3 * 49 / 99, 0, 0, 0]),
        ("stat", "bolag", int(TransferLine.PRIVATE)): near([3 * 50 / 99, 0, 0, 0]),
        ("nämnd2", "nämnd", int(TransferLine.INTERNAL_RENT)): [0, 7, 7, 7],
    }


def test_a_plan_without_any() -> None:
    money = money_of({}, [{"amount": 100, "start_year": BASE}])
    assert money.transfers.amounts.shape == (0, 4)
    amounts, sizes, touched = money.transfers.seen_by(np.ones((1, len(money.arrays.organisations)), dtype=bool))
    assert (amounts.tolist(), sizes.tolist(), touched.tolist()) == ([[0] * 4], [[0] * 4], [False])
