"""Borrowed money: what one krona drawn in a year costs in the years after.

Drawn on 1 January of the year of use; interest on the balance is accrued in the year and paid on 1 January of the
next, together with what is paid back. The rate of a year holds from its 1 January to the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy_financial as npf

from finmodel.model.funding_enums import LoanForm

if TYPE_CHECKING:
    from finmodel.engine.undefined import FloatArray

__all__ = ["LoanSchedule", "loan_schedule"]


@dataclass(frozen=True)
class LoanSchedule:
    """Debt by year, of one krona drawn (or of many summed).

    Attributes
    ----------
    drawn, amortised : ndarray, shape (year,)
        Both on 1 January; amortised is what is paid back.
    closing : ndarray, shape (year,)
        Debt from 1 January, after what is drawn and paid back that day, to 31 December. opening + drawn − amortised.
    interest : ndarray, shape (year,)
        Accrued in the year; paid on 1 January of the next.
    """

    drawn: FloatArray
    amortised: FloatArray
    closing: FloatArray
    interest: FloatArray

    @property
    def opening(self) -> FloatArray:
        """Debt on 31 December of the year before."""
        return previous(self.closing)

    @property
    def interest_paid(self) -> FloatArray:
        """Interest as it is paid: that of the year before."""
        return previous(self.interest)


def previous(path: FloatArray) -> FloatArray:
    """Return a path moved on by one year, 0 in the first."""
    return np.concatenate([np.zeros_like(path[..., :1]), path[..., :-1]], axis=-1)


def loan_schedule(drawn: int, rates: FloatArray, form: LoanForm, term: int, grace: int = 0) -> LoanSchedule:
    r"""Return the schedule of one krona.

    .. math:: annuity: \; \mathrm{pmt}(r_t,\, n_t,\, -B_t) - r_t B_t, \qquad
       straight\ line: \; 1/(N - g), \qquad bullet: \; 1 \text{ at the end}

    The annuity is recomputed each year on the balance and the payments that are left, so that it changes with the rate
    and is equal as long as the rate is.

    Parameters
    ----------
    drawn
        Position of the year of drawing.
    rates : ndarray, shape (year,) [fraction]
        Interest from 1 January of each year to the next.
    form
        How it is paid back.
    term
        Years from drawing to the last payment, grace years included.
    grace
        First years with interest only.

    Returns
    -------
    LoanSchedule
        On the axis of ``rates``; what lies beyond it is left out.

    Examples
    --------
    >>> loan_schedule(0, np.full(4, 0.05), LoanForm.STRAIGHT_LINE, 2).closing
    array([1. , 0.5, 0. , 0. ])
    """
    n_years = len(rates)
    amortised, closing = np.zeros(n_years), np.zeros(n_years)
    draws = np.zeros(n_years)
    draws[drawn] = 1.0
    balance = 1.0
    closing[drawn] = balance
    for k in range(1, min(term, n_years - 1 - drawn) + 1):
        left = term - k + 1
        if k == term:
            paid = balance
        elif k <= grace or form is LoanForm.BULLET:
            paid = 0.0
        elif form is LoanForm.STRAIGHT_LINE:
            paid = 1.0 / (term - grace)
        else:
            rate = float(rates[drawn + k - 1])
            paid = float(npf.pmt(rate, left, -balance)) - rate * balance
        balance = 0.0 if k == term else balance - paid
        amortised[drawn + k] = paid
        closing[drawn + k] = balance
    # A year without debt needs no rate.
    interest = np.where(closing > 0, rates * closing, 0.0)
    return LoanSchedule(draws, amortised, closing, interest)
