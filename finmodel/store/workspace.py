"""The open plan between two openings of the app: kept with its last versions, never lost to a crash.

A workspace is a folder. ``versions/`` holds a file per saved plan, ``open.json`` says which of them is open; both
are written in one step, the version first. Two processes that save at once both keep their version, and the last
one's is open. What cannot be read is moved to ``damaged/`` and told, never deleted.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_data_dir

from finmodel.analysis.overlay import scenario_issues
from finmodel.atomic import SaveError, replace_file, save_issue, shown
from finmodel.errors import InputError, Issue, Severity
from finmodel.model.document import read_document, to_document
from finmodel.model.identity import plan_hash
from finmodel.store.versions import DamagedError, Version, checksum, json_bytes, parsed, version_of

if TYPE_CHECKING:
    from finmodel.model.plan import Plan

__all__ = ["N_KEPT", "Opened", "Version", "Workspace", "default_folder"]

N_KEPT = 20
"""How many versions are kept beside the open one; the one that was open before it is always among them."""

_PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700


def default_folder() -> Path:
    """Return the folder for the user's own data on this system."""
    return Path(user_data_dir("finmodel", appauthor=False))


@dataclass(frozen=True, slots=True)
class Opened:
    """What was found in a workspace.

    Attributes
    ----------
    plan, version
        The open plan; None where nothing was saved, or nothing could be read.
    issues
        Warnings and errors: damaged files, an earlier version opened in place of one, warnings of the plan.
    """

    plan: Plan | None
    version: Version | None
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder that keeps the open plan and its last versions.

    Attributes
    ----------
    folder
        Where; made when the first plan is saved.
    """

    folder: Path

    def open_plan(self) -> Plan | None:
        """Return the open plan; None where there is none. :meth:`read` tells also what was wrong."""
        return self.read().plan

    def read(self) -> Opened:
        """Return the open plan with what has to be told about it.

        A damaged file is moved to ``damaged/`` (``FM-F130``) and the newest version that can be read is opened in
        its place (``FM-F132``). A plan that this finmodel cannot use (saved by a newer one, ``FM-M140``) stays
        where it is. Nothing is raised.
        """
        issues: list[Issue] = []
        try:
            open_id = self._open_id()
            if open_id is None:
                return Opened(None, None, ())
        except DamagedError:
            open_id = ""
            issues.append(self._set_aside(self._pointer))
        except OSError:
            return Opened(None, None, (Issue("FM-F103", params={"file": self._pointer.name}),))
        for identity in [open_id, *(name for name in self._ids() if name != open_id)]:
            if not identity:
                continue
            try:
                plan, version, found = self._read_version(identity, open_id=identity)
            except DamagedError:
                issues.append(self._set_aside(self._path(identity)))
            except FileNotFoundError:
                issues.append(Issue("FM-F131", Severity.WARNING, params={"file": self._path(identity).name}))
            except OSError:
                issues.append(Issue("FM-F103", params={"file": self._path(identity).name}))
                break
            except InputError as error:
                issues += error.issues
                break
            else:
                if identity != open_id:
                    params = {"saved": f"{version.saved:%Y-%m-%d %H:%M} UTC", "origin": version.origin}
                    issues.append(Issue("FM-F132", Severity.WARNING, params=params))
                    with suppress(SaveError):
                        self._point_to(identity)
                return Opened(plan, version, (*issues, *found))
        return Opened(None, None, tuple(issues))

    def save(self, plan: Plan, origin: str, *, now: datetime) -> Version:
        """Keep a plan and make it the open one.

        Parameters
        ----------
        plan
            The plan. If it is the open one to the letter, nothing is written.
        origin
            Where it came from, for the history.
        now
            The time, with its zone.

        Returns
        -------
        Version
            The version that is open now.

        Raises
        ------
        SaveError
            ``FM-F120`` to ``FM-F124``; what was open stays open.
        ValueError
            ``now`` has no zone.
        """
        if now.tzinfo is None:
            raise ValueError("now needs a time zone")
        document = to_document(plan)
        open_id: str | None = None
        with suppress(DamagedError, OSError):
            open_id = self._open_id()
            present = {} if open_id is None else self._content(open_id)
            if open_id is not None and present.get("checksum") == checksum(document) == checksum(present.get("plan")):
                return version_of(open_id, present, is_open=True)
        saved = now.astimezone(UTC)
        identity = f"{saved:%Y%m%dT%H%M%S%f}Z-{secrets.token_hex(4)}"
        content: dict[str, Any] = {
            "saved": saved.isoformat(),
            "origin": shown(origin),
            "plan_hash": plan_hash(plan),
            "checksum": checksum(document),
            "plan": document,
        }
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
            self._versions.mkdir(exist_ok=True, mode=_PRIVATE_FOLDER)
        except OSError as error:
            raise SaveError(save_issue(error, self._versions)) from error
        replace_file(self._path(identity), json_bytes(content), mode=_PRIVATE_FILE)
        self._point_to(identity)
        self._prune({identity, open_id})
        return Version(identity, saved, content["origin"], content["plan_hash"], is_open=True)

    def history(self) -> tuple[Version, ...]:
        """Return the versions that can be read, the newest first."""
        open_id: str | None = None
        with suppress(DamagedError, OSError):
            open_id = self._open_id()
        versions = []
        for identity in self._ids():
            with suppress(DamagedError, OSError):
                versions.append(version_of(identity, self._content(identity), is_open=identity == open_id))
        return tuple(versions)

    def restore(self, identity: str) -> Plan:
        """Make an earlier version the open one; the one that was open stays in the history.

        Parameters
        ----------
        identity
            ``id`` of a version in :meth:`history`.

        Raises
        ------
        InputError
            ``FM-F133`` there is no such version, ``FM-F130`` it is damaged (and set aside), or this finmodel
            cannot use the plan.
        SaveError
            The choice cannot be written.
        """
        if identity not in self._ids():
            raise InputError([Issue("FM-F133", params={"version": shown(identity)})])
        try:
            plan = self._read_version(identity, open_id=identity)[0]
        except DamagedError:
            issue = self._set_aside(self._path(identity))
            raise InputError([Issue(issue.code, params=issue.params)]) from None
        except OSError:
            raise InputError([Issue("FM-F103", params={"file": self._path(identity).name})]) from None
        self._point_to(identity)
        return plan

    def forget(self) -> None:
        """Delete everything that the workspace keeps, what was set aside too.

        Raises
        ------
        SaveError
            Something cannot be deleted.
        """
        try:
            self._pointer.unlink(missing_ok=True)
            for folder in (self._versions, self._damaged):
                for path in [*folder.glob("*.json"), *folder.glob(".*.tmp")]:
                    path.unlink(missing_ok=True)
                with suppress(OSError):
                    folder.rmdir()
        except OSError as error:
            raise SaveError(save_issue(error, self.folder)) from error

    @property
    def _pointer(self) -> Path:
        return self.folder / "open.json"

    @property
    def _versions(self) -> Path:
        return self.folder / "versions"

    @property
    def _damaged(self) -> Path:
        return self.folder / "damaged"

    def _path(self, identity: str) -> Path:
        return self._versions / f"{identity}.json"

    def _ids(self) -> list[str]:
        """Return the stored versions, the newest first."""
        try:
            return sorted((path.stem for path in self._versions.glob("*.json")), reverse=True)
        except OSError:
            return []

    def _open_id(self) -> str | None:
        """Return which version is open, None where nothing was saved."""
        try:
            content = parsed(self._pointer.read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            return None
        identity = content.get("open")
        if not isinstance(identity, str) or Path(identity).name != identity or not identity:
            raise DamagedError
        return identity

    def _point_to(self, identity: str) -> None:
        replace_file(self._pointer, json_bytes({"open": identity}), mode=_PRIVATE_FILE)

    def _content(self, identity: str) -> dict[str, Any]:
        return parsed(self._path(identity).read_bytes())

    def _read_version(self, identity: str, *, open_id: str | None) -> tuple[Plan, Version, tuple[Issue, ...]]:
        content = self._content(identity)
        version = version_of(identity, content, is_open=identity == open_id)
        if content.get("checksum") != checksum(content.get("plan")):
            raise DamagedError
        plan, issues = read_document(content.get("plan"), further=scenario_issues)
        return plan, version, issues

    def _set_aside(self, path: Path) -> Issue:
        """Move a damaged file out of the way; where that fails, it stays and is told about all the same."""
        name = f"{path.stem}-{secrets.token_hex(4)}.json"
        with suppress(OSError):
            self._damaged.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
            path.rename(self._damaged / name)
        return Issue("FM-F130", Severity.WARNING, params={"file": path.name, "kept": f"{self._damaged.name}/{name}"})

    def _prune(self, kept: set[str | None]) -> None:
        """Delete versions beyond those that are kept: the open one and the one before it do not count, however old."""
        with suppress(DamagedError, OSError):
            kept = {*kept, self._open_id()}
        others = [name for name in self._ids() if name not in kept]
        for name in others[N_KEPT - 1 :]:
            with suppress(OSError):
                self._path(name).unlink(missing_ok=True)
