"""What of the dossier is looked at: which version, on which basis, investment or operating, and which years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from app import state
from app.components.inert import one_line
from finmodel.errors import has_errors
from finmodel.i18n import t
from finmodel.i18n.moments import moment_text
from finmodel.tagging.lines import LineKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.tagging import OpenedDossier
    from finmodel.i18n import Language
    from finmodel.tagging.versions import Basis, Version

__all__ = ["Scope", "choose_scope", "version_name"]

_DAY = len("2026-01-01")


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked at.

    Attributes
    ----------
    version_id
        Of the dossier.
    basis
        One that the version has amounts of.
    kind
        Investment or operating: never both.
    years
        Rising; at least one where the version has any.
    """

    version_id: str
    basis: Basis
    kind: LineKind
    years: tuple[int, ...]


def version_name(version: Version, language: Language) -> str:
    """Return what a version is called, with the day of its import in Sweden where that is known."""
    day = moment_text(version.source.when)[:_DAY]
    name = one_line(version.id)
    return t("app.budget_scope.version_of", language, name=name, day=day) if day else name


def choose_scope(opened: OpenedDossier, language: Language, *, has_other_kinds: bool = False) -> Scope:
    """Let the reader choose in one row; the choice is remembered over pages and languages.

    Parameters
    ----------
    opened
        The open dossier; it has a version.
    language
        Of the page.
    has_other_kinds
        Whether a kind that only another version has lines of can be chosen too: it is all gone, or not yet there.

    Notes
    -----
    Where the version's figures are from no source, that is said under the row.
    """
    if has_errors(opened.kept.issues):
        st.error(t("app.budget_scope.damaged", language), icon=":material/error:")
    places = st.columns([4, 2, 2, 3], vertical_alignment="bottom")
    with places[0]:
        version = _version(opened, language)
    with places[1]:
        basis = _basis(version, language)
    with places[2]:
        kind = _kind(version, opened.dossier.versions if has_other_kinds else (version,), language)
    with places[3]:
        years = _years(version, basis, kind, language)
    if version.source.is_illustrative:
        st.badge(t("app.budget_scope.illustrative", language), color="orange", icon=":material/draw:")
    return Scope(version.id, basis, kind, years)


def _version(opened: OpenedDossier, language: Language) -> Version:
    versions = {version.id: version for version in reversed(opened.dossier.versions)}
    options = list(versions)
    picked = st.selectbox(
        t("app.budget_scope.version", language),
        options,
        index=state.index_of(options, state.remember("budget_version", options[0])),
        format_func=lambda name: version_name(versions[name], language),
        key=f"budget_version.{language}.{hash(tuple(options))}",
    )
    if picked != options[0] or "chosen.budget_version" in st.session_state:
        state.choose("budget_version", picked)
    return versions[picked]


def _basis(version: Version, language: Language) -> Basis:
    options = list(version.bases)
    picked = st.selectbox(
        t("app.budget_scope.basis", language),
        options,
        index=state.index_of(options, state.remember("budget_basis", options[0])),
        format_func=lambda basis: t(f"tag_basis.{basis}", language).capitalize(),
        key=f"budget_basis.{language}.{hash((version.id, *options))}",
    )
    return state.choose("budget_basis", picked)


def _kind(version: Version, others: Sequence[Version], language: Language) -> LineKind:
    own, there = ({line.kind for each in of for line in each.lines} for of in ((version,), others))
    options = [kind for kind in LineKind if kind in there] or [LineKind.INVESTMENT]
    usual = next((kind for kind in options if kind in own), options[0])
    picked = st.selectbox(
        t("app.budget_scope.kind", language),
        options,
        index=state.index_of(options, state.remember("budget_kind", usual)),
        format_func=lambda kind: t(f"tag_kind.{kind}", language),
        key=f"budget_kind.{language}.{hash((version.id, *options))}",
        help=t("app.budget_scope.kind_help", language),
    )
    return state.choose("budget_kind", picked)


def _years(version: Version, basis: Basis, kind: LineKind, language: Language) -> tuple[int, ...]:
    lines = version.lines_of(basis)
    options = sorted({year for line in lines if line.kind is kind for year in line.years}) or list(version.years(basis))
    name = f"budget_years.{kind}"
    # An investment plan is looked at whole, running costs one year at a time.
    usual = options if kind is LineKind.INVESTMENT else options[:1]
    kept = [year for year in state.remember(name, usual) if year in options]
    picked = st.multiselect(
        t("app.budget_scope.years", language),
        options,
        default=kept or usual,
        placeholder=t("app.budget_scope.all_years", language),
        key=f"{name}.{language}.{hash((version.id, basis, *options))}",
    )
    state.choose(name, picked)
    return tuple(sorted(picked)) or tuple(options)
