from __future__ import annotations

from pathlib import Path

import pytest

from finmodel import resources
from finmodel.resources import ResourceError, app_main, sample_plan_path, sample_plans, templates_folder
from finmodel.store.files import load_plan


def test_a_checkout_has_them_beside_the_package() -> None:
    root = Path(resources.__file__).resolve().parents[1]
    assert sample_plan_path("helsingborg") == root / "scenarios" / "helsingborg" / "plan.json"
    assert "helsingborg" in sample_plans()
    assert load_plan(sample_plan_path("helsingborg")).plan.settings.municipality == "Helsingborg"


def test_a_wheel_has_them_inside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "finmodel"
    for name in ("bundled/app/main.py", "bundled/scenarios/b/plan.json", "bundled/scenarios/a/plan.json"):
        (package / name).parent.mkdir(parents=True)
        (package / name).write_text("")
    (tmp_path / "site-packages" / "app").mkdir()
    (tmp_path / "site-packages" / "app" / "main.py").write_text("somebody else's")
    monkeypatch.setattr(resources, "_PACKAGE", package)
    assert app_main() == package / "bundled" / "app" / "main.py"
    assert sample_plans() == ("a", "b")
    with pytest.raises(ResourceError, match="templates"):
        templates_folder()


@pytest.mark.parametrize("name", ["none", "", "..", "../scenarios/helsingborg", "helsingborg/"])
def test_only_a_sample_plan_is_found(name: str) -> None:
    with pytest.raises(ResourceError):
        sample_plan_path(name)
