"""Where the app, the sample plans and the templates lie: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

from finmodel.errors import FinmodelError

__all__ = ["ResourceError", "app_main", "sample_plan_path", "sample_plans", "templates_folder"]

_PACKAGE = Path(__file__).resolve().parent


class ResourceError(FinmodelError):
    """A part of the product is not where it should be, or there is none of that name.

    Parameters
    ----------
    name
        What was looked for.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"no such part of finmodel: {name}")


def app_main() -> Path:
    """Return the file that Streamlit runs.

    Raises
    ------
    ResourceError
        This installation has no app.
    """
    return _found(_root() / "app" / "main.py")


def templates_folder() -> Path:
    """Return the folder of templates.

    Raises
    ------
    ResourceError
        This installation has none.
    """
    return _found(_root() / "templates")


def sample_plans() -> tuple[str, ...]:
    """Return the names of the plans that come with finmodel, in order."""
    return tuple(sorted(path.parent.name for path in (_root() / "scenarios").glob("*/plan.json")))


def sample_plan_path(name: str) -> Path:
    """Return the file of a plan that comes with finmodel.

    Parameters
    ----------
    name
        One of :func:`sample_plans`, for example ``helsingborg``.

    Raises
    ------
    ResourceError
        There is no such plan.
    """
    if name not in sample_plans():
        raise ResourceError(f"scenarios/{name[:60]}")
    return _root() / "scenarios" / name / "plan.json"


def _root() -> Path:
    """Return the folder that holds ``app``, ``scenarios`` and ``templates``.

    A wheel's own copy comes first: beside an installed package lie other people's folders.
    """
    bundled = _PACKAGE / "bundled"
    return bundled if bundled.is_dir() else _PACKAGE.parent


def _found(path: Path) -> Path:
    if not path.exists():
        raise ResourceError(f"{path.parent.name}/{path.name}")
    return path
