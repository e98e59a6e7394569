"""Earlier versions of the open plan, and the way back to the sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import service
from app.components.inert import inert, one_line
from app.components.source_catalogue import source_name
from app.components.upload import keep
from finmodel.errors import InputError
from finmodel.i18n import render

if TYPE_CHECKING:
    from app.state import Page
    from finmodel.store.workspace import Version

__all__ = ["show_samples", "show_versions", "source_text"]


def source_text(page: Page) -> str:
    """Return where the open plan came from."""
    opened, formats = page.opened, page.formats
    if opened.source != "file" and service.is_sample(opened.origin):
        return formats.text("workbook.source_sample")
    if opened.source == "file":
        return formats.text("workbook.source_file", name=one_line(opened.origin))
    if added := _added(opened.origin, page):
        return formats.text("workbook.source_added", name=added)
    if scenario := _scenario(opened.origin, page):
        return formats.text("scenario.source", name=scenario)
    if opened.origin:
        return formats.text("workbook.source_stored_from", name=one_line(opened.origin))
    return formats.text("workbook.source_stored")


def show_versions(page: Page) -> None:
    """Let the reader open an earlier version."""
    formats = page.formats
    versions = service.history()
    if versions:
        labels = {version.id: _label(version, page) for version in versions}
        picked = st.selectbox(
            formats.text("workbook.restore_choice"),
            list(labels),
            format_func=labels.__getitem__,
            key=f"version.{page.lang}.{len(versions)}",
        )
        version = next(item for item in versions if item.id == picked)
        if st.button(formats.text("workbook.restore"), key="restore", disabled=version.is_open):
            try:
                keep(lambda: service.restore(version), "workbook.restored", page)
            except InputError as error:
                st.error(inert(" ".join(render(issue, page.lang) for issue in error.issues)))
    else:
        st.caption(formats.text("workbook.history_none"))


def show_samples(page: Page) -> None:
    """Let the reader open one of the sample plans that are there."""
    formats = page.formats
    settings = {name: service.sample(name).settings for name in service.samples()}
    if not settings:
        return
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        picked = st.selectbox(
            formats.text("workbook.sample_choice"),
            list(settings),
            format_func=lambda name: one_line(f"{settings[name].municipality} – {settings[name].title}"),
            key=f"sample_name.{page.lang}",
        )
    is_open = page.opened.hash == service.hash_of(service.sample(picked))
    with right:
        if st.button(formats.text("workbook.open_sample"), key="sample", disabled=is_open, width="stretch"):
            keep(lambda: service.open_sample(page.opened, picked), "workbook.sample_opened", page)
    if is_open:
        st.caption(formats.text("workbook.sample_is_open"))


def _municipality(origin: str) -> str:
    """Return whose sample the history speaks of."""
    name = origin.partition(":")[2] or service.SAMPLE
    return one_line(service.sample(name).settings.municipality)


def _added(origin: str, page: Page) -> str:
    """Return which source of the catalogue was added, "" where the version came from elsewhere."""
    head, _, identity = origin.partition(":")
    return one_line(source_name(identity, page)) if head == service.CATALOGUE_ORIGIN and identity else ""


def _scenario(origin: str, page: Page) -> str:
    """Return which scenario was changed, "" where the version came from elsewhere."""
    head, _, identity = origin.partition(":")
    if head != service.SCENARIO_ORIGIN or not identity:
        return ""
    return one_line(next((row.name for row in page.base.plan.scenarios if row.id == identity), identity))


def _label(version: Version, page: Page) -> str:
    formats = page.formats
    origin = one_line(version.origin)
    if added := _added(version.origin, page):
        origin = formats.text("workbook.version_added", name=added)
    if scenario := _scenario(version.origin, page):
        origin = formats.text("scenario.version", name=scenario)
    if service.is_sample(version.origin):
        origin = formats.text("workbook.version_sample", name=_municipality(version.origin))
    key = "version_open" if version.is_open else "version"
    return formats.text(f"workbook.{key}", saved=f"{version.saved.astimezone():%Y-%m-%d %H:%M}", origin=origin)
