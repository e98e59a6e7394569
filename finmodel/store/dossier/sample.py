"""The sample dossier: an illustrative budget of Trollhättan, with decisions."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from finmodel.intake.budget_mapping_json import mapping_from_dict
from finmodel.intake.budget_read import ReadOptions, read_budget
from finmodel.intake.budget_versions import version_of_table
from finmodel.intake.tagging_templates import own_scheme, proposed_rules
from finmodel.resources import ResourceError, sample_plan_path
from finmodel.store.dossier.adding import with_decisions
from finmodel.store.dossier.decisions import decisions_from_file
from finmodel.store.dossier.kept import KeptDossier
from finmodel.tagging.choices import Choices
from finmodel.tagging.dossier import Dossier, import_version

if TYPE_CHECKING:
    from finmodel.errors import Issue
    from finmodel.intake.budget_mapping import ColumnMapping
    from finmodel.tagging.versions import Version

__all__ = ["SAMPLE_MUNICIPALITY", "sample_dossier"]

SAMPLE_MUNICIPALITY = "Trollhättan"
_PLAN = "trollhattan"


def sample_dossier(folder: Path | None = None) -> KeptDossier:
    """Return the sample: budgets read as anybody's are, their figures from no source and marked so.

    Parameters
    ----------
    folder
        With ``budget_<name>.csv`` (one or more: they are imported in the order of their names), ``mapping.json`` (one
        column mapping or a list of them) where the columns are not to be found by their headings,
        ``decisions_<name>.json`` that is taken in when its budget has been imported, and ``decisions.json`` when all
        have. None: the one that comes with finmodel.

    Returns
    -------
    KeptDossier
        Decisions on an earlier budget follow their lines into the next one.

    Raises
    ------
    ResourceError
        There is no such folder, or no budget in it.
    InputError
        A file of it cannot be used.
    """
    return _own_sample() if folder is None else _sample(folder)


@cache
def _own_sample() -> KeptDossier:
    return _sample(sample_plan_path(_PLAN).parent / "budget")


def _sample(folder: Path) -> KeptDossier:
    budgets = sorted(folder.glob("budget_*.csv"))
    if not budgets:
        raise ResourceError(f"{folder.name}/budget_*.csv")
    scheme = own_scheme()
    issues: list[Issue] = []
    mappings = _mappings(folder / "mapping.json")
    versions = []
    for path in budgets:
        version, found = _version(path, mappings)
        versions.append(version)
        issues += found
    dossier = Dossier(scheme.id)
    for place, version in enumerate(versions):
        dossier, found = import_version(dossier, version)
        issues += found
        is_last = place == len(versions) - 1
        for path in (folder / f"decisions_{version.id}.json", *([folder / "decisions.json"] if is_last else [])):
            if path.is_file():
                file = decisions_from_file(path.read_bytes(), path.name, scheme)
                dossier, found = with_decisions(dossier, file, scheme)
                issues += found
    return KeptDossier(dossier, Choices(rule_set=proposed_rules(), municipality=SAMPLE_MUNICIPALITY), tuple(issues))


def _version(path: Path, mappings: tuple[ColumnMapping, ...]) -> tuple[Version, tuple[Issue, ...]]:
    table = read_budget(path, ReadOptions(mappings=mappings))
    name = path.stem.removeprefix("budget_")
    version, issues = version_of_table(table, name, is_illustrative=True)
    return version, (*table.issues, *issues)


def _mappings(path: Path) -> tuple[ColumnMapping, ...]:
    if not path.is_file():
        return ()
    data = json.loads(path.read_text("utf-8-sig"))
    return tuple(mapping_from_dict(item, name=path.name) for item in (data if isinstance(data, list) else [data]))
