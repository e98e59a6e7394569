from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import finmodel.i18n
from finmodel.i18n import LANGUAGES, MissingParamError, UnknownKeyError, has, placeholders, t, t_n, texts
from finmodel.i18n.catalogue import CatalogueError, Language, read_catalogue


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_languages_have_the_same_keys() -> None:
    assert sorted(texts("sv").keys() ^ texts("en").keys()) == []


def test_languages_have_the_same_places_in_every_text() -> None:
    different = [
        key for key in texts("sv").keys() & texts("en").keys() if placeholders(key, "sv") != placeholders(key, "en")
    ]
    assert different == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_issue_says_what_why_and_how(lang: Language) -> None:
    codes = {key.split(".")[1] for key in texts(lang) if key.startswith("issue.")}
    parts = {f"issue.{code}.{part}" for code in codes for part in ("what", "why", "how")}
    assert sorted(parts - texts(lang).keys()) == []
    assert [code for code in codes if not texts(lang)[f"issue.{code}.what"]] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_count_has_both_forms(lang: Language) -> None:
    known = texts(lang)
    lonely = [key for key in known if key.endswith(".one") and f"{key.removesuffix('.one')}.other" not in known]
    assert lonely == []


def test_a_catalogue_is_read_once_and_cannot_be_changed() -> None:
    assert texts("sv") is texts("sv")
    with pytest.raises(TypeError):
        texts("sv")["nothing"] = "x"  # type: ignore[index]


def test_files_are_merged_and_flattened(tmp_path: Path) -> None:
    folder = write(tmp_path, a='[issue.FM-G101]\nwhat = "A {x}"', b='[issue.FM-G102]\nwhat = "B"\n[p]\none = "1"')
    assert dict(read_catalogue(folder)) == {"issue.FM-G101.what": "A {x}", "issue.FM-G102.what": "B", "p.one": "1"}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"a": 'k = "1"', "b": 'k = "2"'}, "b.toml: k stands already in a.toml"),
        ({"a": 'k.x = "1"\n"k.x" = "2"'}, "stands already"),
        ({"a": "k = 1"}, "a.toml: k is not text"),
        ({"a": 'k = ["x"]'}, "is not text"),
        ({"a": 'k = "1'}, "a.toml: "),
        ({"a": 'k = "{x.__class__}"'}, "plain name"),
        ({"a": 'k = "{x[0]}"'}, "plain name"),
        ({"a": 'k = "{}"'}, "plain name"),
        ({"a": 'k = "{0}"'}, "plain name"),
        ({"a": 'k = "{x:>10}"'}, "plain name"),
        ({"a": 'k = "{x!r}"'}, "plain name"),
        ({"a": 'k = "{x"'}, "a.toml: k: "),
    ],
)
def test_a_wrong_catalogue_is_refused(tmp_path: Path, files: dict[str, str], message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        read_catalogue(write(tmp_path, **files))


def test_places_are_filled() -> None:
    assert t("and_more", "sv", shown="a", n=3) == "a och 3 till"
    assert t("and_more", lang="en", shown="a", n=3) == "a and 3 more"


@given(st.text())
def test_what_is_filled_in_is_never_interpreted(value: str) -> None:
    assert t("and", "sv", first=value, last="{first}{0}{x.y!r:>9}%s") == f"{value} och {{first}}{{0}}{{x.y!r:>9}}%s"


def test_an_unknown_key_names_the_nearest() -> None:
    with pytest.raises(UnknownKeyError) as caught:
        t("severity.eror", "sv")
    assert isinstance(caught.value, KeyError)
    assert str(caught.value) == "no text 'severity.eror' (sv); nearest: 'severity.error'"


def test_a_missing_parameter_is_named() -> None:
    with pytest.raises(MissingParamError) as caught:
        t("and_more", "en", shown="a")
    assert isinstance(caught.value, KeyError)
    assert str(caught.value) == "text 'and_more' (en) needs 'n'"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="not a language"):
        t("nothing", "../en")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("n", "lang", "text"),
    [
        (0, "en", "0 errors"),
        (1, "en", "1 error"),
        (2, "en", "2 errors"),
        (1234, "en", "1,234 errors"),
        (1234, "sv", "1\u00a0234 fel"),
    ],
)
def test_counts(n: int, lang: Language, text: str) -> None:
    assert t_n("count.error", n, lang) == text


def test_has() -> None:
    assert has("nothing", "sv")
    assert has("count.error", "sv")
    assert not has("count", "sv")
    assert not has("field.actions.nothing.label", "en")


def test_every_public_name_is_there() -> None:
    assert [name for name in finmodel.i18n.__all__ if not hasattr(finmodel.i18n, name)] == []
    assert set(finmodel.i18n._MODULE_OF) == set(finmodel.i18n.__all__) == set(dir(finmodel.i18n))
    with pytest.raises(AttributeError, match="no attribute 'babel'"):
        finmodel.i18n.babel  # noqa: B018


def test_texts_are_light() -> None:
    program = "import sys; from finmodel.i18n import t, parse_number; print([m for m in sys.modules if 'babel' in m])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
