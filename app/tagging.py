"""What the budget pages ask of the library: the open dossier, kept and tagged once. No widgets here."""

from __future__ import annotations

import hashlib
import json
import os
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from app import service
from finmodel.atomic import SaveError
from finmodel.errors import InputError, Issue
from finmodel.intake.tagging_templates import schemes
from finmodel.store.dossier.folder import DossierFolder, sample_dossier
from finmodel.store.dossier.kept import KeptDossier
from finmodel.store.workspace import default_folder
from finmodel.tagging.tagged_budget import TaggedBudget, tagged_budget
from finmodel.version import METHOD_VERSION

if TYPE_CHECKING:
    from finmodel.tagging.choices import Choices
    from finmodel.tagging.dossier import Dossier
    from finmodel.tagging.schemes import Scheme
    from finmodel.tagging.versions import Basis, Version

__all__ = [
    "KeptDossier",
    "OpenedDossier",
    "Signed",
    "dossier_folder",
    "keep",
    "open_sample",
    "opened",
    "put",
    "reload",
    "sample",
    "scheme_of",
    "set_aside",
    "tagged",
    "take_back",
    "workspace_folder",
]

_OPENED = "budget_dossier"
_FOLDER = "budget"
_MAX_DIGESTS = 64


@dataclass(frozen=True, slots=True)
class Signed:
    """Who does something, when (ISO 8601) and why."""

    who: str = ""
    when: str = ""
    reason: str = ""


@dataclass(frozen=True)
class OpenedDossier:
    """The open dossier.

    Attributes
    ----------
    kept
        Versions, decisions, splits, links, and what is chosen beside them.
    is_sample
        Whether it is the sample as it was made: nothing of one's own is kept yet.
    mark
        What the workspace's journal ended with when this was read or kept; "" for nothing.
    """

    kept: KeptDossier
    is_sample: bool
    mark: str = ""

    @property
    def dossier(self) -> Dossier:
        """What people have put in."""
        return self.kept.dossier

    @property
    def choices(self) -> Choices:
        """Rules, weights and scope."""
        return self.kept.choices

    @property
    def scheme(self) -> Scheme:
        """The scheme that it is tagged in."""
        return scheme_of(self)

    @cached_property
    def key(self) -> str:
        """Hash of all that its tags come of: caches know a dossier by nothing else."""
        dossier, choices = self.kept.dossier, self.kept.choices
        prefixes = None if choices.activities is None else sorted(choices.activities.prefixes.items())
        content = [
            [dossier.scheme, METHOD_VERSION],
            [_digest(version) for version in dossier.versions],
            dossier.log.chain[-1:],
            [repr(item) for item in (*dossier.splits, *dossier.links)],
            [choices.rule_set.name, choices.rule_set.sha256, [rule.note for rule in choices.rule_set.rules]],
            [prefixes, choices.group_companies_outside],
        ]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


_DIGESTS: OrderedDict[int, tuple[Version, str]] = OrderedDict()
"""Versions do not change: each is hashed once, by what it is and not by its name."""


def _digest(version: Version) -> str:
    known = _DIGESTS.get(id(version))
    if known is not None and known[0] is version:
        return known[1]
    digest = hashlib.sha256(repr((version.id, version.basis, version.seen, version.source)).encode())
    digest.update(repr(sorted(version.controls.items())).encode())
    digest.update(repr([(field, sorted(names.items())) for field, names in sorted(version.names.items())]).encode())
    for line in version.lines:
        digest.update(repr(line).encode())
    for basis in version.bases[1:]:
        digest.update(repr((basis, version.others[basis])).encode())
    found = digest.hexdigest()
    _DIGESTS[id(version)] = (version, found)
    while len(_DIGESTS) > _MAX_DIGESTS:
        _DIGESTS.popitem(last=False)
    return found


def dossier_folder() -> DossierFolder:
    """Return the folder that keeps the dossier, beside the plans of the workspace."""
    return DossierFolder(workspace_folder() / _FOLDER)


def workspace_folder() -> Path:
    """Return the folder of the workspace."""
    folder = os.environ.get(service.FOLDER_VARIABLE)
    return Path(folder) if folder else default_folder()


def opened() -> OpenedDossier:
    """Return the open dossier: the session's, else what the workspace keeps, else the sample.

    Where what the workspace keeps cannot be read, the sample is opened, with the errors in ``kept.issues``; nothing is
    changed, and nothing can be kept over it but by setting it aside.
    """
    found: OpenedDossier | None = st.session_state.get(_OPENED)
    return put(_read()) if found is None else found


def reload() -> OpenedDossier:
    """Return what the workspace keeps by now, in the place of what this session has open."""
    return put(_read())


def put(new: OpenedDossier) -> OpenedDossier:
    """Make a dossier the session's open one."""
    st.session_state[_OPENED] = new
    return new


def keep(
    opened: OpenedDossier, dossier: Dossier | None = None, choices: Choices | None = None, signed: Signed | None = None
) -> OpenedDossier:
    """Keep the dossier, or the choices, or both, in the workspace, and return what is open now.

    Parameters
    ----------
    opened
        The open dossier.
    dossier, choices
        What is kept in its place; None: as it is.
    signed
        Who takes the choices into use, when and why: it is kept with them.

    Raises
    ------
    SaveError
        FM-T235: another tab or person has kept something since this was opened, a choice too; FM-T236, FM-F120 to
        FM-F124: it cannot be written.
    InputError
        What the workspace keeps cannot be read. Nothing is changed in any case.
    """
    folder = dossier_folder()
    if _mark(folder) != opened.mark:
        raise SaveError(Issue("FM-T235", params={"kind": "", "n": len(folder.history())}))
    by = signed or Signed()
    kept = replace(opened.kept, dossier=dossier or opened.kept.dossier)
    kept = kept.with_choices(choices or kept.choices, who=by.who, when=by.when, reason=by.reason)
    folder.save(kept)
    return put(OpenedDossier(kept, is_sample=False, mark=_mark(folder)))


def set_aside(kept: KeptDossier) -> OpenedDossier:
    """Keep another dossier in the place of the workspace's, which is set aside whole.

    Raises
    ------
    SaveError
        It cannot be written; what was kept is kept.
    InputError
        Its steps are such as could not be read again; what was kept is kept.
    """
    folder = dossier_folder()
    before = folder.set_aside()
    try:
        folder.save(kept)
    except (SaveError, InputError):
        if before is not None:
            with suppress(SaveError, InputError):
                folder.take_back(DossierFolder(before))
        raise
    return put(OpenedDossier(kept, is_sample=False, mark=_mark(folder)))


def sample() -> OpenedDossier:
    """Return the sample, as it was made."""
    return OpenedDossier(_sample(), is_sample=True)


def take_back(earlier: DossierFolder) -> OpenedDossier:
    """Open a dossier that was set aside; what the workspace keeps is set aside in its turn.

    Raises
    ------
    SaveError
        It cannot be moved; everything stays where it was.
    InputError
        It cannot be read; nothing is changed.
    """
    dossier_folder().take_back(earlier)
    return reload()


def open_sample() -> OpenedDossier:
    """Open the sample; what the workspace keeps is set aside whole.

    Raises
    ------
    SaveError
        It cannot be set aside; what was open stays open.
    """
    dossier_folder().set_aside()
    return put(sample())


def scheme_of(opened: OpenedDossier) -> Scheme:
    """Return the scheme that a dossier is tagged in."""
    return schemes()[opened.kept.dossier.scheme]


def tagged(
    opened: OpenedDossier, version_id: str | None = None, basis: Basis | None = None, as_reported: bool = False
) -> TaggedBudget:
    """Return a version of the open dossier with its effective tags; worked out once for each content.

    Parameters
    ----------
    opened
        The open dossier; it has a version.
    version_id, basis, as_reported
        As for :func:`finmodel.tagging.tagged_budget.tagged_budget`; None: the current version, its usual basis.

    Raises
    ------
    InputError
        FM-T192: there is no such version.
    """
    return _tagged(opened.key, version_id, basis, as_reported, opened)


@st.cache_resource(show_spinner=False, max_entries=24)
def _tagged(
    key: str,  # noqa: ARG001, RUF100 - the cache looks at it
    version_id: str | None,
    basis: Basis | None,
    as_reported: bool,
    _opened: OpenedDossier,
) -> TaggedBudget:
    dossier, scheme = _opened.dossier, scheme_of(_opened)
    version = None if version_id is None else dossier.version(version_id)
    return tagged_budget(dossier, _opened.choices.tagger(scheme), version, basis, as_reported=as_reported)


def _read() -> OpenedDossier:
    folder = dossier_folder()
    try:
        mark = _mark(folder)
        kept = folder.read()
    except InputError as error:
        return OpenedDossier(replace(_sample(), issues=error.issues), is_sample=True)
    return sample() if kept is None else OpenedDossier(kept, is_sample=False, mark=mark)


def _mark(folder: DossierFolder) -> str:
    entries = folder.history()
    return entries[-1].hash if entries else ""


@st.cache_resource(show_spinner=False)
def _sample() -> KeptDossier:
    return sample_dossier()
