"""Settings, and files that are written whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from facilitator.common import settings
from facilitator.common.files import write_atomically


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("FACILITATOR_DB", raising=False)
    monkeypatch.setattr(platformdirs, "user_data_path", lambda *_, **__: tmp_path / "data")
    monkeypatch.setattr(platformdirs, "user_config_path", lambda *_, **__: tmp_path / "config")
    return tmp_path


def written(text: str | bytes) -> settings.Settings:
    write_atomically(settings.settings_file(), text.encode() if isinstance(text, str) else text)
    return settings.load()


def test_without_a_file_there_are_defaults(home: Path) -> None:
    assert settings.load() == settings.Settings(None, None, True, home / "data" / "minutes")


def test_what_is_saved_is_loaded(home: Path) -> None:
    settings.save(db="sqlite:///x.db", bell=False)
    settings.save(theme="light", minutes_folder="~/minutes")
    assert settings.load() == settings.Settings("sqlite:///x.db", "light", False, home / "minutes")
    settings.save(db=None)
    assert settings.load().db is None
    assert settings.settings_file().stat().st_mode & 0o777 == 0o600
    assert settings.settings_folder().stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "change", [{"colour": "red"}, {"bell": "yes"}, {"theme": True}], ids=["unknown", "no bool", "no text"]
)
def test_only_known_settings_are_saved(change: dict[str, str | bool | None]) -> None:
    with pytest.raises(TypeError):
        settings.save(**change)
    assert not settings.settings_file().exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("theme = x\n", "line 1"),
        (b"theme = '\xff'", "UTF-8"),
        ("a=" + "[" * 20_000, "settings.toml"),
        ("bell = 1", "bell must be true or false"),
        ("theme = 3", "theme must be a text"),
        ("colour = 'red'", "colour"),
    ],
)
def test_a_broken_file_never_prevents_the_start(text: str | bytes, told: str, home: Path) -> None:
    loaded = written(text)
    assert (loaded.theme, loaded.bell, loaded.minutes_folder) == (None, True, home / "data" / "minutes")
    assert told in str(loaded.problem)


def test_one_mistake_leaves_the_other_settings() -> None:
    loaded = written("\ufefftheme = 3\r\nbell = false\r\n")
    assert (loaded.theme, loaded.bell) == (None, False)


def test_keys_are_read_by_the_whole_ids_of_actions() -> None:
    loaded = written('[keys]\nmeeting.undo = "f5, U"\n"list.down" = "down"\nhome.okrs = 9\n[keys.round]\nsay_1 = "f1"')
    assert loaded.keys == {"meeting.undo": "f5, U", "list.down": "down", "round.say_1": "f1"}
    assert "the key of home.okrs must be a text" in str(loaded.problem)
    assert written("keys = 3").keys == {}
    settings.save(bell=False)
    assert "keys must be a table" in str(settings.load().problem)


def test_a_settings_file_that_is_a_folder_is_a_problem_too() -> None:
    settings.settings_file().mkdir(parents=True)
    assert "cannot be read" in str(settings.load().problem)


def test_saving_over_a_broken_file_keeps_it() -> None:
    written("theme = ")
    settings.save(theme="dark")
    assert settings.load().theme == "dark"
    assert settings.settings_file().with_name("settings.toml.broken").read_text() == "theme = "


def test_saving_leaves_what_it_does_not_know() -> None:
    written("colour = 'red'")
    settings.save(bell=False)
    assert "colour" in settings.settings_file().read_text()


def test_saving_keeps_what_people_wrote_around_the_settings() -> None:
    written(
        "\ufeff# our own\r\n\r\ntheme = 'x'  # easy on the eyes\r\n# too loud\r\nbell = false\r\n[later]\r\na = 1\r\n"
    )
    settings.save(theme="dark", db="sqlite:///x.db")
    settings.save(minutes_formats=["md", "pdf"], bell=None)
    lines = settings.settings_file().read_text(encoding="utf-8").splitlines()
    assert {"# our own", 'theme = "dark"  # easy on the eyes', "# too loud", "[later]", "a = 1"} <= set(lines)
    assert settings.load().minutes_formats == ("md", "pdf")
    assert (settings.load().db, settings.load().bell) == ("sqlite:///x.db", True)


def test_the_database_is_the_option_the_environment_the_settings_or_the_default(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    assert settings.database_url(None, settings.load()) == f"sqlite:///{home}/data/facilitator.db"
    loaded = written("db = '~/own.db'")
    assert settings.database_url(None, loaded) == f"sqlite:///{home}/own.db"
    monkeypatch.setenv("FACILITATOR_DB", "postgresql+psycopg://host/name")
    assert settings.database_url(None, loaded) == "postgresql+psycopg://host/name"
    assert settings.database_url("team.db", loaded) == f"sqlite:///{home}/team.db"


def test_a_path_may_have_any_characters(home: Path) -> None:
    from sqlalchemy import make_url

    path = home / "100 % O? #1 @王&x=y.db"
    assert make_url(settings.database_url(str(path), settings.load())).database == str(path)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "folder" / "file"
    write_atomically(path, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            write_atomically(path, b"new")
    assert [file.name for file in path.parent.iterdir()] == ["file"]
    assert path.read_bytes() == b"old"
    link = tmp_path / "link"
    link.symlink_to(path)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"


def test_a_device_is_written_to_and_stays() -> None:
    write_atomically(Path(os.devnull), b"gone")
    assert Path(os.devnull).is_char_device()


def test_settings_and_text_are_quick_to_import() -> None:
    code = "import sys, facilitator.common.settings, facilitator.common.text; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"platformdirs", "tomlkit", "sqlalchemy", "textual"} & set(modules)


@pytest.mark.parametrize(
    ("environment", "month_first"),
    [
        ({}, True),
        ({"LANG": "C.UTF-8"}, True),
        ({"LANG": "POSIX"}, True),
        ({"LANG": "en_US.UTF-8"}, True),
        ({"LANG": "en"}, True),
        ({"LANG": "en_GB.UTF-8"}, False),
        ({"LANG": "de_DE.UTF-8@euro"}, False),
        ({"LANG": "fr"}, False),
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "zh_HK.UTF-8"}, False),
        ({"LANG": "ja_JP"}, True),
        ({"LANG": "en_US.UTF-8", "LC_TIME": "en_GB.UTF-8"}, False),
        ({"LANG": "en_US.UTF-8", "LC_TIME": "de_AT", "LC_ALL": "en_US"}, True),
        ({"LANG": "de_DE", "LC_TIME": "", "LC_ALL": ""}, False),
    ],
)
def test_the_locale_says_how_a_date_begins(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], month_first: bool
) -> None:
    for name in ("LANG", "LC_TIME", "LC_ALL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert settings.month_first() is month_first
