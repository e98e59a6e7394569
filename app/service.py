"""What the pages ask of the library: plans opened and kept, results computed once. No widgets here."""

from __future__ import annotations

import hashlib
import io
import json
import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from finmodel.analysis.evaluate import evaluate
from finmodel.analysis.overlay import apply_scenario, scenario_issues
from finmodel.analysis.perspective import perspectives_of
from finmodel.errors import InputError, Issue
from finmodel.excel.writer import write_workbook
from finmodel.model.document import parse_json, read_document, to_document, to_json
from finmodel.model.identity import document_hash, plan_hash
from finmodel.model.overlay_document import to_overlay
from finmodel.model.perspectives import Perspective
from finmodel.model.scenarios import SCENARIO_TABLES
from finmodel.resources import sample_plan_path, sample_plans
from finmodel.store.files import Loaded, load_bytes, load_plan
from finmodel.store.new_plan import new_workbook_bytes
from finmodel.store.source_rows import plan_with_source
from finmodel.store.workspace import Version, Workspace, default_folder
from finmodel.version import METHOD_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable

    from finmodel.analysis.overlay import Applied
    from finmodel.analysis.results import Results
    from finmodel.i18n import Language
    from finmodel.model.plan import Plan
    from finmodel.store.funding_catalogue import CatalogueSource

__all__ = [
    "CATALOGUE_ORIGIN",
    "SAMPLE",
    "SAMPLE_ORIGIN",
    "SCENARIO_ORIGIN",
    "Opened",
    "Uploaded",
    "accept",
    "add_source",
    "applied",
    "evaluated",
    "hash_of",
    "history",
    "is_sample",
    "open_sample",
    "open_start",
    "order_of",
    "plan_file",
    "read_upload",
    "restore",
    "sample",
    "samples",
    "save_scenarios",
    "scenario_file",
    "scenario_of_file",
    "template_file",
    "with_scenario",
    "without_scenario",
]

SAMPLE = "helsingborg"
CATALOGUE_ORIGIN = "catalogue"
"""What the history says of a source that was added out of the catalogue, with the source's id behind a colon."""

SAMPLE_ORIGIN = "sample"
"""What the history says of a sample, with its name behind a colon; the page has its own words for it."""

SCENARIO_ORIGIN = "scenario"
"""What the history says of a plan whose scenario was changed in the app, with the scenario's id behind a colon."""

PLAN_VARIABLE = "FINMODEL_PLAN"
FOLDER_VARIABLE = "FINMODEL_HOME"

Source = Literal["sample", "stored", "file"]


@dataclass(frozen=True)
class Opened:
    """The open plan.

    Attributes
    ----------
    plan
        The plan.
    hash
        Its content hash: with its scenarios for the open plan, of the numbers alone where a scenario is applied.
    source
        Whether it is the sample, the plan that the workspace keeps, or a file that the app was started with.
    origin
        The file's name, where it came from one.
    issues
        What was said when it was opened: warnings, or errors of what could not be opened in its place.
    """

    plan: Plan
    hash: str
    source: Source
    origin: str = ""
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True)
class Uploaded:
    """An uploaded file: the plan in it, or None, and everything that was found."""

    name: str
    plan: Plan | None
    issues: tuple[Issue, ...]


@dataclass
class _Server:
    """What this server process remembers: once a plan was accepted, the file it was started with no longer wins."""

    has_accepted: bool = False


@st.cache_resource(show_spinner=False)
def _server() -> _Server:
    return _Server()


def _workspace() -> Workspace:
    folder = os.environ.get(FOLDER_VARIABLE)
    return Workspace(Path(folder) if folder else default_folder())


def _opened(plan: Plan, source: Source, origin: str = "", issues: tuple[Issue, ...] = ()) -> Opened:
    return Opened(plan, document_hash(plan), source, origin, issues)


def open_start() -> Opened:
    """Return the plan that a new session opens on.

    The file that the app was started with wins until a plan is accepted in this process; then comes what the
    workspace keeps, then the sample. What cannot be opened is told, and the next in line is opened.
    """
    found: tuple[Issue, ...] = ()
    path = os.environ.get(PLAN_VARIABLE)
    if path and not _server().has_accepted:
        try:
            loaded = load_plan(path)
        except InputError as error:
            found = error.issues
        else:
            return _opened(loaded.plan, "file", Path(path).name, loaded.issues)
    stored = _workspace().read()
    found = (*found, *stored.issues)
    if stored.plan is not None:
        return _opened(stored.plan, "stored", stored.version.origin if stored.version else "", found)
    loaded = _sample(SAMPLE)
    return _opened(loaded.plan, "sample", _origin(SAMPLE), (*found, *loaded.issues))


def hash_of(plan: Plan) -> str:
    """Return a plan's content hash, its scenarios with it."""
    return document_hash(plan)


def applied(opened: Opened, scenario: str) -> Applied:
    """Return a scenario of the open plan, applied.

    Raises
    ------
    InputError
        There is no such scenario, or it does not fit the plan.
    """
    return _applied(opened.hash, order_of(opened.plan), scenario, METHOD_VERSION, opened.plan)


@st.cache_resource(show_spinner=False, max_entries=32)
def _applied(key: str, order: str, scenario: str, method: str, _plan: Plan) -> Applied:  # noqa: ARG001, RUF100
    return apply_scenario(_plan, scenario)


def with_scenario(opened: Opened, found: Applied) -> Opened:
    """Return the plan that comes of a scenario, as a page shows it; it stands where the open plan stands."""
    return replace(opened, plan=found.plan, hash=found.hash)


def samples() -> tuple[str, ...]:
    """Return the names of the sample plans that are there, the usual one first."""
    return tuple(sorted(sample_plans(), key=lambda name: (name != SAMPLE, name)))


def sample(name: str) -> Plan:
    """Return a sample plan."""
    return _sample(name).plan


@st.cache_resource(show_spinner=False)
def _sample(name: str) -> Loaded:
    return load_plan(sample_plan_path(name))


def _origin(name: str) -> str:
    return f"{SAMPLE_ORIGIN}:{name}"


def is_sample(origin: str) -> bool:
    """Whether the history speaks of a sample."""
    return origin == SAMPLE_ORIGIN or origin.removeprefix(f"{SAMPLE_ORIGIN}:") in samples()


def evaluated(plan: Plan, key: str, perspective: str, *, overlap: bool = True) -> Results:
    """Return a plan's results in a perspective (the group's where the plan has no such perspective).

    Parameters
    ----------
    plan
        The plan.
    key
        Its content hash: the cache knows plans by nothing else.
    perspective
        One of :func:`finmodel.analysis.perspective.perspectives_of`.
    overlap
        Whether actions on one emission pool are cut to what it has.
    """
    known = perspective if perspective in perspectives_of(plan) else str(Perspective.GROUP)
    return _evaluated(key, order_of(plan), known, overlap, METHOD_VERSION, plan)


def order_of(plan: Plan) -> str:
    """Return a key for the order of the actions: tables keep it, and the plan's hash does not know it."""
    return hashlib.sha256("\n".join(action.id for action in plan.actions).encode()).hexdigest()


@st.cache_resource(show_spinner=False, max_entries=64)
def _evaluated(key: str, order: str, perspective: str, overlap: bool, method: str, _plan: Plan) -> Results:  # noqa: ARG001, FBT001, RUF100, E501
    return evaluate(_plan, perspective, overlap=overlap)


def read_upload(name: str, data: bytes) -> Uploaded:
    """Read an uploaded file; nothing is raised and nothing is kept."""
    return _read_upload(hashlib.sha256(data).hexdigest(), name, data)


@st.cache_resource(show_spinner=False, max_entries=8)
def _read_upload(key: str, name: str, _data: bytes) -> Uploaded:  # noqa: ARG001, RUF100
    try:
        loaded = load_bytes(_data, name)
    except InputError as error:
        return Uploaded(name, None, error.issues)
    return Uploaded(name, loaded.plan, loaded.issues)


def accept(current: Opened, uploaded: Uploaded) -> Opened:
    """Keep an uploaded plan as the open one; the plan that was open stays in the history.

    Raises
    ------
    SaveError
        It cannot be written; what was open stays open.
    """
    if uploaded.plan is None:
        raise InputError(uploaded.issues)
    return _keep(current, uploaded.plan, "stored", uploaded.name, uploaded.issues)


def open_sample(current: Opened, name: str) -> Opened:
    """Make a sample the open plan; the plan that was open stays in the history.

    Raises
    ------
    SaveError
        It cannot be written; what was open stays open.
    """
    loaded = _sample(name)
    return _keep(current, loaded.plan, "sample", _origin(name), loaded.issues)


def add_source(
    current: Opened, source: CatalogueSource, language: Language, *, provider: str | None, notes: str
) -> Opened:
    """Keep the open plan with a source of the catalogue added; the plan that was open stays in the history.

    Parameters
    ----------
    current
        The open plan.
    source, language, provider, notes
        As for :func:`finmodel.store.source_rows.plan_with_source`.

    Raises
    ------
    InputError
        The plan does not hold together with the row.
    SaveError
        It cannot be written; what was open stays open.
    """
    plan, _, issues = plan_with_source(current.plan, source, language, provider=provider, notes=notes)
    return _keep(current, plan, "stored", f"{CATALOGUE_ORIGIN}:{source.id}", issues)


def save_scenarios(current: Opened, scenario: str, edit: Callable[[dict[str, Any]], None]) -> Opened:
    """Keep the open plan with its scenarios changed; the plan that was open stays in the history.

    Parameters
    ----------
    current
        The open plan.
    scenario
        Id of the scenario that is changed, for the history.
    edit
        Changes the rows of scenarios in the plan's document, in place.

    Raises
    ------
    InputError
        With every problem: the plan does not hold together with its scenarios any more, or one cannot be applied.
        Nothing is kept then.
    SaveError
        It cannot be written; what was open stays open.
    """
    document = to_document(current.plan)
    edit(document)
    plan, issues = read_document(document, further=scenario_issues)
    return _keep(current, plan, "stored", f"{SCENARIO_ORIGIN}:{scenario}", issues)


def scenario_of_file(current: Opened, name: str, data: bytes) -> tuple[str, Callable[[dict[str, Any]], None]]:
    """Read a scenario from a file of its own.

    Returns
    -------
    id, edit
        The scenario's id, and what puts its rows in the plan's document in the place of a scenario of the same id.

    Raises
    ------
    InputError
        With every problem of the file, or of the plan with it. Nothing is kept.
    """
    parsed = parse_json(data, name)
    row = parsed.get("scenario") if isinstance(parsed, dict) else None
    identity = str(row.get("id", "")) if isinstance(row, dict) else ""
    document = to_document(current.plan)
    without_scenario(document, identity)
    plan, _ = read_document(document, overlays=[(name, parsed)], further=scenario_issues)
    known = {row.id for row in current.plan.scenarios} - {identity}
    identity = next(row.id for row in plan.scenarios if row.id not in known)
    found = to_document(plan)

    def edit(document: dict[str, Any]) -> None:
        for table in SCENARIO_TABLES:
            document[table.table] = found[table.table]

    return identity, edit


def without_scenario(document: dict[str, Any], identity: str) -> None:
    """Take a scenario with its rows out of a plan's document, in place."""
    document["scenarios"] = [row for row in document["scenarios"] if row["id"] != identity]
    for table in ("scenario_changes", "scenario_funding"):
        document[table] = [row for row in document[table] if row["scenario"] != identity]


def scenario_file(opened: Opened, identity: str) -> bytes:
    """Return one scenario of the open plan as a JSON file."""
    document = to_overlay(to_document(opened.plan), identity)
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _keep(current: Opened, plan: Plan, source: Source, origin: str, issues: tuple[Issue, ...]) -> Opened:
    workspace = _workspace()
    is_known = plan_hash(current.plan) in {version.plan_hash for version in workspace.history()}
    # The history knows plans by their numbers: of a file with scenarios it cannot tell whether it has just those.
    if current.source != "sample" and (not is_known or (current.source == "file" and current.plan.scenarios)):
        workspace.save(current.plan, current.origin, now=datetime.now(UTC))
    workspace.save(plan, origin, now=datetime.now(UTC))
    _server().has_accepted = True
    return _opened(plan, source, origin, issues)


def history() -> tuple[Version, ...]:
    """Return the kept versions, the newest first."""
    return _workspace().history()


def restore(version: Version) -> Opened:
    """Make an earlier version the open plan.

    Raises
    ------
    InputError, SaveError
        It cannot be read, or the choice cannot be written; what was open stays open.
    """
    plan = _workspace().restore(version.id)
    _server().has_accepted = True
    return _opened(plan, "stored", version.origin)


def plan_file(opened: Opened, kind: str, language: Language, results: Results | None) -> bytes:
    """Return the plan as a file, ``xlsx`` or ``json``; a workbook with results where they are given."""
    order = hashlib.sha256(to_json(opened.plan).encode()).hexdigest()
    shown = None if results is None else f"{results.perspective}.{results.method_version}"
    return _plan_file(order, kind, language, shown, opened.plan, results)


@st.cache_data(show_spinner=False, max_entries=16)
def _plan_file(
    key: str, kind: str, language: Language, shown: str | None, _plan: Plan, _results: Results | None
) -> bytes:  # noqa: ARG001, RUF100, E501
    if kind == "json":
        return to_json(_plan).encode()
    buffer = io.BytesIO()
    write_workbook(_plan, buffer, language=language, results=_results)
    return buffer.getvalue()


def template_file(language: Language) -> bytes:
    """Return an empty workbook for a plan that starts this year."""
    return _template_file(language, datetime.now(UTC).astimezone().year)


@st.cache_data(show_spinner=False, max_entries=4)
def _template_file(language: Language, year: int) -> bytes:
    return new_workbook_bytes(year, language)
