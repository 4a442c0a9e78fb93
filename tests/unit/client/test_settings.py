"""Which server, key and project are meant: the environment first, then the folder, then the embedded server."""

import json
import stat
from pathlib import Path

import pytest

from besom.client.project import NAME, ProjectFile, find, named_after
from besom.client.settings import load_servers, resolve, save_key
from besom.errors import Invalid


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"BESOM_DATA_DIR": str(tmp_path / "data"), "BESOM_CONFIG_DIR": str(tmp_path / "config")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "work" / "deep").mkdir(parents=True)
    return tmp_path / "work"


def embedded_server_runs_at(url: str, environ: dict[str, str]) -> None:
    data = Path(environ["BESOM_DATA_DIR"])
    data.mkdir(exist_ok=True)
    state = {"url": url, "pid": 1, "key": "embedded-key", "instance": "i", "version": "1"}
    (data / "server.json").write_text(json.dumps(state))


def test_nothing_is_set_up(environ: dict[str, str], folder: Path) -> None:
    target = resolve(environ, folder)
    assert (target.server_url, target.key, target.entity, target.project) == (None, None, None, None)
    assert target.embedded


def test_the_embedded_server_is_the_last_resort(environ: dict[str, str], folder: Path) -> None:
    embedded_server_runs_at("http://127.0.0.1:7878", environ)
    target = resolve(environ, folder)
    assert (target.server_url, target.key, target.embedded) == ("http://127.0.0.1:7878", "embedded-key", True)


def test_the_nearest_besom_toml_counts(environ: dict[str, str], folder: Path) -> None:
    embedded_server_runs_at("http://127.0.0.1:7878", environ)
    ProjectFile(server="https://sweeps.example.org", entity="ana", project="mnist").save(folder / NAME)
    save_key("https://sweeps.example.org/", "stored-key", environ)
    target = resolve(environ, folder / "deep")
    assert (target.server_url, target.key) == ("https://sweeps.example.org", "stored-key")
    assert (target.entity, target.project, target.embedded) == ("ana", "mnist", False)


def test_the_environment_wins(environ: dict[str, str], folder: Path) -> None:
    ProjectFile(server="https://sweeps.example.org", entity="ana", project="mnist").save(folder / NAME)
    target = resolve(
        environ | {"BESOM_SERVER": "http://b/", "BESOM_API_KEY": "k", "BESOM_ENTITY": "bob", "BESOM_PROJECT": "other"},
        folder,
    )
    assert (target.server_url, target.key, target.entity, target.project) == ("http://b", "k", "bob", "other")


def test_a_key_goes_to_its_own_server_alone(environ: dict[str, str], folder: Path) -> None:
    embedded_server_runs_at("http://127.0.0.1:7878", environ)
    save_key("https://one.example.org", "key-of-one", environ)
    assert resolve(environ | {"BESOM_SERVER": "https://two.example.org"}, folder).key is None
    assert resolve(environ | {"BESOM_SERVER": "https://ONE.example.org/"}, folder).key == "key-of-one"
    assert resolve(environ | {"BESOM_SERVER": "http://127.0.0.1:7878"}, folder).key == "embedded-key"


def test_keys_are_stored_for_their_owner_alone(environ: dict[str, str]) -> None:
    path = save_key("https://one.example.org", "first", environ)
    save_key("https://two.example.org", 'odd "key" \\ \x7f ü', environ)
    save_key("https://one.example.org", "second", environ)
    assert load_servers(environ) == {
        "https://one.example.org": "second",
        "https://two.example.org": 'odd "key" \\ \x7f ü',
    }
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["servers.toml"]


def test_no_key_is_ever_shown(environ: dict[str, str], folder: Path) -> None:
    target = resolve(environ | {"BESOM_SERVER": "http://b", "BESOM_API_KEY": "secret"}, folder)
    assert target.key == "secret"
    assert "secret" not in repr(target)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("projct = 'a'", "did you mean `project`"),
        ("key = 'k'", "unknown key `key`; it may hold server, entity, project"),
        ("project = 3", "`project` must be a text"),
        ("project = ''", "`project` must be a text"),
        ("project = a", "line 1"),
        ("server = 'sweeps.example.org'", "is not a server's address"),
        ("server = 'http://me:secret@x'", "must not hold"),
    ],
)
def test_a_wrong_besom_toml_is_told_with_its_place(
    environ: dict[str, str], folder: Path, text: str, words: str
) -> None:
    (folder / NAME).write_text(text)
    with pytest.raises(Invalid) as told:
        resolve(environ, folder)
    assert words in str(told.value)
    assert "secret" not in str(told.value)


def test_a_damaged_list_of_servers_is_told(environ: dict[str, str]) -> None:
    path = save_key("https://one.example.org", "k", environ)
    for text in ("nonsense", 'x = "y"', "[x]\nkey_ = 'k'"):
        path.write_text(text)
        with pytest.raises(Invalid, match=r"servers\.toml"):
            load_servers(environ)


def test_what_is_saved_is_read_again(folder: Path) -> None:
    for file in (ProjectFile(), ProjectFile(project='a "b" \\c'), ProjectFile("http://x", "ana", "p")):
        file.save(folder / NAME)
        assert ProjectFile.load(folder / NAME) == file


def test_there_need_be_no_project_file(tmp_path: Path) -> None:
    assert find(tmp_path) is None


@pytest.mark.parametrize(
    ("name", "project"), [("mnist", "mnist"), ("my little cnn", "my-little-cnn"), ("été", "t"), ("…", "default")]
)
def test_a_folder_gives_its_project_a_name(tmp_path: Path, name: str, project: str) -> None:
    (tmp_path / name).mkdir()
    assert named_after(tmp_path / name) == project
