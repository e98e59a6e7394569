"""Files of a dossier: the whole of it, decisions, and the tagged budget as a workbook. No widgets here."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from app import tagging
from app.tagging_versions import now
from finmodel.analysis.action_money import action_money
from finmodel.excel.tagging.workbook import write_tagging
from finmodel.store.dossier.document import decisions_from_file, dossier_from_json, dossier_to_json, with_decisions
from finmodel.tagging.whose_plan import is_plan_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.components.budget.scope import Scope
    from app.tagging import KeptDossier, OpenedDossier
    from finmodel.analysis.results import Results
    from finmodel.errors import Issue
    from finmodel.i18n import Language
    from finmodel.intake.budget_privacy import Masking
    from finmodel.model.plan import Plan
    from finmodel.tagging.dossier import Dossier

__all__ = ["Added", "dossier_bytes", "fits_plan", "plan_of", "read_dossier", "tagged_workbook", "with_decisions_of"]


def dossier_bytes(opened: OpenedDossier) -> bytes:
    """Return the whole dossier as JSON, its versions with their lines too."""
    return dossier_to_json(opened.kept).encode()


def read_dossier(name: str, data: bytes) -> KeptDossier:
    """Return the dossier of an uploaded file; nothing is kept.

    Raises
    ------
    InputError
        It is none, with every problem.
    """
    return _read_dossier(hashlib.sha256(data).hexdigest(), name, data)


@st.cache_resource(show_spinner=False, max_entries=2)
def _read_dossier(sha256: str, name: str, _data: bytes) -> KeptDossier:  # noqa: ARG001, RUF100
    return dossier_from_json(_data, name)


@dataclass(frozen=True)
class Added:
    """What a file of decisions adds to a dossier.

    Attributes
    ----------
    dossier
        The dossier with them.
    n_decisions, n_splits, n_links
        How many steps are added.
    issues
        Warnings: steps on lines that are gone.
    """

    dossier: Dossier
    n_decisions: int
    n_splits: int
    n_links: int
    issues: tuple[Issue, ...]

    @property
    def is_anything(self) -> bool:
        """Whether the file says anything that the dossier does not have."""
        return bool(self.n_decisions or self.n_splits or self.n_links)


def with_decisions_of(opened: OpenedDossier, name: str, data: bytes, actions: Collection[str]) -> Added:
    """Return what the decisions of an uploaded file would add; nothing is kept.

    Raises
    ------
    InputError
        With every problem.
    """
    scheme = opened.scheme
    found = decisions_from_file(data, name, scheme)
    before = opened.dossier
    after, issues = with_decisions(before, found, scheme, actions, now=now())
    return Added(
        after,
        len(after.log.decisions) - len(before.log.decisions),
        len(after.splits) - len(before.splits),
        len(after.links) - len(before.links),
        issues,
    )


def tagged_workbook(
    opened: OpenedDossier,
    scope: Scope,
    language: Language,
    masking: Masking,
    *,
    before: str | None = None,
    results: Results | None = None,
    plan_of: str = "",
) -> bytes:
    """Return a version of the tagged budget as a workbook.

    Parameters
    ----------
    opened
        The open dossier.
    scope
        Which version, on which basis.
    language
        Of the workbook.
    masking
        What personal data is masked in it.
    before
        Id of the version that it is compared with; None: with none.
    results
        Of the plan of the same municipality; None: no money of actions.
    plan_of
        Whose plan is open: without ``results`` the workbook says whose to open instead.
    """
    budget = tagging.tagged(opened, scope.version_id, scope.basis)
    buffer = io.BytesIO()
    write_tagging(
        budget,
        buffer,
        language=language,
        profile=opened.choices.profile or None,
        plan=None if results is None else action_money(results),
        before=None if before is None else tagging.tagged(opened, before),
        masking=masking,
        municipality=opened.choices.municipality,
        plan_of=plan_of,
        choice_steps=opened.kept.choice_steps,
    )
    return buffer.getvalue()


def fits_plan(opened: OpenedDossier, plan: Plan) -> bool:
    """Whether a plan is of the budget's municipality, and in kronor as it is."""
    known = {action.id for action in plan.actions}
    linked = {one.action for item in opened.dossier.links for one in item.actions}
    is_own = is_plan_of(opened.choices.municipality, plan.settings.municipality, linked, known)
    return is_own and plan.settings.currency == "SEK"


def plan_of(plan: Plan) -> str:
    """Return whose plan it is; "" for one that no budget in kronor is held against."""
    return plan.settings.municipality if plan.settings.currency == "SEK" else ""
