"""The last step of an import: whose budget, what it is called, who imports it, what follows along, and the choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state, tagging, tagging_versions
from app.components.budget.reading_file import forget_file
from app.components.budget.reading_notes import show_found
from app.components.budget.reading_result import show_lists
from app.components.budget.reading_words import not_kept
from app.components.inert import inert, label_text, one_line
from app.tagging_mappings import remember
from app.tagging_sie import remember_sie
from app.tagging_units import unlike_units
from app.tagging_whose import municipality_of
from finmodel.atomic import SaveError
from finmodel.errors import InputError
from finmodel.i18n import render
from finmodel.i18n.tagging import said
from finmodel.intake.tagging_templates import OWN_SCHEME, schemes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.state import Page
    from app.tagging import OpenedDossier
    from app.tagging_import import SheetLook, SourceFile
    from app.tagging_versions import Outcome
    from finmodel.intake.budget_lines import BudgetTable
    from finmodel.intake.budget_mapping import ColumnMapping
    from finmodel.intake.budget_options import ReadOptions
    from finmodel.tagging.lines import LineKind
    from finmodel.tagging.versions import Basis, Version

__all__ = ["confirm_import", "offer_reload"]

_MAX_NAME = 100


def confirm_import(
    file: SourceFile,
    table: BudgetTable,
    version: Version,
    controls: Mapping[tuple[Basis, LineKind, int], int],
    mappings: Sequence[tuple[SheetLook, ColumnMapping]],
    options: ReadOptions,
    page: Page,
    *,
    is_met: bool,
) -> None:
    """Ask for the last things, show what the import would do, and do it when the reader says so.

    Parameters
    ----------
    file, table, version
        The file, as it was read, and the version that it would be.
    controls, is_met
        Totals that the reader states [öre], and whether each is what was read: otherwise nothing is imported.
    mappings
        What the columns mean, sheet by sheet: remembered for the next file.
    options
        How the file was read: of SIE remembered too.
    page
        The page.
    """
    formats = page.formats
    opened = tagging.opened()
    twins = [item.id for item in opened.dossier.versions if item.source.sha256 == file.sha256]
    if twins:
        st.warning(
            formats.text("budget_import.same_file", name=inert(one_line(twins[-1]))), icon=":material/content_copy:"
        )
    is_anew = _is_anew(opened, file, version, page)
    is_like = is_anew or _has_like_units(opened, table, page)
    municipality, name, who, is_illustrative = _names(file, table, opened, page, is_anew=is_anew)
    missing = [field for field, text in (("name", name), ("who", who), ("municipality", municipality)) if not text]
    found: Outcome | None = None
    named = tagging_versions.named(version, name, who, is_illustrative=is_illustrative)
    try:
        found = tagging_versions.outcome(opened, named, controls, is_anew=is_anew, municipality=municipality)
    except InputError as error:
        st.error(inert(" ".join(render(issue, page.lang) for issue in error.issues)), icon=":material/error:")
    if found is not None:
        _what_happens(found, page)
    if not is_met:
        st.error(formats.text("budget_import.not_met"), icon=":material/error:")
    elif missing:
        words = ", ".join(formats.text(f"budget_import.{field}_missing") for field in missing)
        st.caption(formats.text("budget_import.missing", what=words))
    with st.container(horizontal=True):
        is_ready = found is not None and is_met and is_like and not missing
        if (
            st.button(
                formats.text("budget_import.confirm"), type="primary", key="budget_confirm", disabled=not is_ready
            )
            and found is not None
        ):
            _keep(found, file, mappings, options, page)
        if st.button(formats.text("budget_import.cancel"), key="budget_cancel"):
            forget_file()
            st.rerun()


def _is_anew(opened: OpenedDossier, file: SourceFile, version: Version, page: Page) -> bool:
    """Ask whether the budget is another version of what is open, or begins a dossier of its own.

    A file with next to no lines in common, as a ledger or another municipality's budget, is hardly the next version.
    """
    formats = page.formats
    scheme = formats.text("budget_import.anew_scheme", scheme=inert(said(schemes()[OWN_SCHEME].name, page.lang)))
    if opened.is_sample:
        st.caption(f"{formats.text('budget_import.anew_sample')} {scheme}")
        return True
    common = tagging_versions.in_common(opened.dossier, version)
    is_other = common.is_few or tagging_versions.is_of_sample(opened)
    options = [True, False] if is_other else [False, True]
    municipality = inert(one_line(opened.choices.municipality)) or formats.text("budget_import.no_municipality")
    numbers = {"both": formats.number(common.n_both), "of": formats.number(common.n_now)}
    if common.is_few:
        words = {**numbers, "before": formats.number(common.n_before), "municipality": municipality}
        st.warning(formats.text("budget_import.few_in_common", **words), icon=":material/warning:")
    # What is read of the file may change what is likely: the choice is asked anew then.
    name = f"budget_anew.{file.sha256[:16]}.{is_other}"
    picked = st.radio(
        formats.text("budget_import.where"),
        options,
        index=state.index_of(options, state.remember(name, options[0])),
        format_func=lambda is_anew: formats.text(
            f"budget_import.where_{'anew' if is_anew else 'next'}", municipality=municipality
        ),
        key=f"{name}.{page.lang}",
    )
    if picked:
        st.caption(scheme)
    return state.choose(name, picked)


def _has_like_units(opened: OpenedDossier, table: BudgetTable, page: Page) -> bool:
    """Say where only one of the file and the version before states its unit, and return whether that is answered."""
    before = opened.dossier.current
    issues = () if before is None else unlike_units(table, before)
    if before is None or not issues:
        return True
    show_found(issues, page.formats, key="budget_unlike_units")
    if any(issue.code == "FM-B159" for issue in issues):
        return False  # answered above, where the amounts are shown
    # What was imported cannot be read anew here: whoever knows that it was in kronor says so.
    return st.checkbox(
        page.formats.text("budget_import.before_in_kronor", name=label_text(one_line(before.id))),
        key=f"budget_before_in_kronor.{before.source.sha256[:16]}.{table.source.sha256[:16]}.{page.lang}",
    )


def _names(
    file: SourceFile, table: BudgetTable, opened: OpenedDossier, page: Page, *, is_anew: bool
) -> tuple[str, str, str, bool]:
    formats, lang = page.formats, page.lang
    usual = tagging_versions.usual_name(table, None if is_anew else opened.dossier)
    of_plan = page.plan.settings.municipality
    whose = municipality_of(file, table, of_plan) if is_anew else opened.choices.municipality

    def ask(what: str, at_first: str, of: str = "") -> str:
        name = f"budget_{what}{of}"
        return state.choose(
            name,
            st.text_input(
                formats.text(f"budget_import.{what}"),
                state.remember(name, at_first),
                max_chars=_MAX_NAME,
                key=f"{name}.{lang}",
                help=formats.text(f"budget_import.{what}_help"),
            ),
        )

    of_file = _of_file(file, is_anew=is_anew)
    first, second, third = st.columns(3)
    with first:
        municipality = ask("municipality", one_line(whose), of_file)
    with second:
        name = ask("name", one_line(usual)[:_MAX_NAME], of_file)
    with third:
        who = ask("who", "")
    titles = [text for sheet in file.sheets if sheet.header is not None for text in sheet.header.titles]
    mark = f"budget_illustrative.{file.sha256[:16]}"
    is_illustrative = st.checkbox(
        formats.text("budget_import.illustrative"),
        value=state.remember(mark, any("illustrativ" in text.casefold() for text in titles)),
        key=f"{mark}.{lang}",
        help=formats.text("budget_import.illustrative_help"),
    )
    state.choose(mark, is_illustrative)
    return municipality.strip(), name.strip(), who.strip(), is_illustrative


def _what_happens(found: Outcome, page: Page) -> None:
    """Say what the import would do, before it does."""
    formats = page.formats
    numbers = {
        name: formats.number(n)
        for name, n in (
            ("same", found.common.n_same),
            ("reworded", found.common.n_reworded),
            ("new", found.common.n_new),
            ("gone", found.common.n_gone),
            ("decided", found.n_decided),
            ("again", len(found.look_again)),
            ("unfit", len(found.unfit)),
            ("lost", len(found.lost)),
        )
    }
    key = "happens_anew" if found.is_anew else "happens_next"
    st.markdown(formats.text(f"budget_import.{key}", **numbers))
    show_lists(found, page, key="before")


def _keep(
    found: Outcome,
    file: SourceFile,
    mappings: Sequence[tuple[SheetLook, ColumnMapping]],
    options: ReadOptions,
    page: Page,
) -> None:
    formats = page.formats
    try:
        reason = formats.text("budget_import.choices_reason", name=one_line(found.dossier.versions[-1].id))
        kept = tagging_versions.keep_outcome(found, reason)
    except (InputError, SaveError) as error:
        not_kept(error, formats)
        offer_reload(page)
        return
    doubts = []
    try:
        for sheet, mapping in mappings:
            remember(sheet, mapping, file.name)
        if file.kind == "sie":
            remember_sie(file, options)
    except (InputError, SaveError) as error:
        doubts = [formats.text("budget_import.mapping_not_kept"), *(render(one, page.lang) for one in error.issues)]
    version = kept.dossier.versions[-1]
    state.choose("budget_version", version.id)
    state.choose("budget_imported", found)
    # The next import of the same file needs another name.
    st.session_state.pop(f"chosen.budget_name{_of_file(file, is_anew=found.is_anew)}", None)
    forget_file()
    done = formats.text("budget_import.done", name=inert(version.id), n=formats.number(len(version.lines)))
    state.notice(done, doubts)
    st.rerun()


def _of_file(file: SourceFile, *, is_anew: bool) -> str:
    return f".{file.sha256[:16]}.{is_anew}"


def offer_reload(page: Page) -> None:
    """Offer to open what the workspace keeps by now."""
    st.button(
        page.formats.text("budget_import.reload"),
        key="budget_reload",
        on_click=_reload,
        icon=":material/refresh:",
    )


def _reload() -> None:
    tagging.reload()
