"""The house stands as it was drawn: storeys, rooms, the words for modules, and who may import what."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

# Nothing here asks the database of the run: once is enough.
pytestmark = pytest.mark.only_on("sqlite")

ROOT = Path(__file__).resolve().parent.parent
APPS = ("config", "moderation", "forum", "chat", "groups", "members", "crisis", "record", "markup")
STOREYS = (("config",), ("moderation",), ("forum", "chat"), ("groups",), ("members",), ("crisis", "record", "markup"))

FOLDERS = {*APPS, "templates", "static", "locale", "data", "tests", "benchmarks", "docs", "requirements", ".ci"}
FILES = {
    *("manage.py", "pyproject.toml", "Procfile", "Makefile", ".env.example", ".gitignore", ".gitattributes"),
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", ".djlintrc", ".editorconfig"),
}

# Names that say nothing about what a module knows.
EMPTY_NAMES = {
    *("utils", "util", "helpers", "helper", "common", "core", "base", "managers", "misc", "lib", "tools", "shared"),
}

LONGEST = 400


def committed() -> list[Path]:
    """Every file of the house, as git knows it or would take it."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


@cache
def modules(app: str) -> tuple[Path, ...]:
    return tuple(path for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def imports(path: Path) -> Iterator[str]:
    """Every module that `path` imports, names imported from it included (`django.http.HttpResponse`)."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where one goes"
            yield str(node.module)
            yield from (f"{node.module}.{name.name}" for name in node.names)


def reaches(found: str, wanted: str) -> bool:
    return found == wanted or found.startswith(f"{wanted}.")


def said(path: Path) -> str:
    return str(path.relative_to(ROOT))


# --- storeys --------------------------------------------------------------------------------------
def test_the_import_contracts_hold() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def contracts() -> dict[str, dict[str, Any]]:
    found = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    assert set(found["root_packages"]) == set(APPS)
    return {contract["name"]: contract for contract in found["contracts"]}


def test_the_contract_is_the_drawing() -> None:
    """A softened contract would hold as well: it must be the drawing itself."""
    [storeys] = [contract for contract in contracts().values() if "containers" not in contract]
    assert storeys["layers"] == [" | ".join(storey) for storey in STOREYS]
    assert "ignore_imports" not in storeys


# The session's table and its store name one another: Django asks for both.
KNOWN_LOOPS = {"members": ["members.models -> members.sessions"]}


@pytest.mark.parametrize("app", APPS)
def test_every_module_is_placed_by_hand_inside_its_room(app: str) -> None:
    """One exhaustive contract a room: a module that stands in no row of it breaks the contract."""
    inside = contracts()[f"Inside {app}"]
    assert (inside["type"], inside["containers"], inside["exhaustive"]) == ("layers", [app], True)
    assert "exhaustive_ignores" not in inside
    assert inside.get("ignore_imports", []) == KNOWN_LOOPS.get(app, [])


@pytest.mark.parametrize("app", APPS)
def test_one_only_walks_down_the_stairs(app: str) -> None:
    """The same drawing read by our own eyes, imports inside functions and for types included."""
    [level] = [number for number, storey in enumerate(STOREYS) if app in storey]
    closed = {other for storey in STOREYS[: level + 1] for other in storey} - {app}
    wrong = [
        f"{said(path)} imports {found}"
        for path in modules(app)
        for found in imports(path)
        if found.split(".")[0] in closed
    ]
    assert wrong == []


def test_no_app_imports_tests_or_benchmarks() -> None:
    for app in APPS:
        for path in modules(app):
            assert not {"tests", "benchmarks"} & {found.split(".")[0] for found in imports(path)}, said(path)


# --- rooms ----------------------------------------------------------------------------------------
def test_nothing_unplanned_stands_at_the_root() -> None:
    found = {path.relative_to(ROOT).parts for path in committed()}
    assert {parts[0] for parts in found if len(parts) > 1} <= FOLDERS
    assert {parts[0] for parts in found if len(parts) == 1} <= FILES


@pytest.mark.parametrize("app", APPS)
def test_every_module_has_a_name_that_says_something(app: str) -> None:
    for path in modules(app):
        assert not set(path.relative_to(ROOT / app).with_suffix("").parts) & EMPTY_NAMES, said(path)


def test_every_file_has_one_subject() -> None:
    long = {
        said(path): lines
        for path in committed()
        if path.suffix in {".py", ".js", ".html", ".sh"}
        and "migrations" not in path.parts
        and path.relative_to(ROOT).parts[0] not in {"data", "docs"}
        and (lines := path.read_text().count("\n")) > LONGEST
    }
    assert long == {}


def test_every_module_says_what_it_is_for() -> None:
    mute = [
        said(path)
        for app in APPS
        for path in modules(app)
        if path.stat().st_size
        and path.name not in {"apps.py", "urls.py"}
        # Commands say it in their help.
        and "commands" not in path.parts
        and not ast.get_docstring(tree(path))
    ]
    assert mute == []


def test_public_functions_say_what_they_do() -> None:
    mute = [
        f"{said(path)}:{node.lineno} {node.name}"
        for app in APPS
        for path in modules(app)
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert mute == []


# --- inside a room --------------------------------------------------------------------------------
DOORS = ("views", "consumers", "frames", "forms", "urls", "routing", "management")
FORBIDDEN_INSIDE = {
    "models": (*DOORS, "services", "policies", "tasks"),
    "policies": (*DOORS, "services", "tasks"),
    "services": ("views", "consumers", "frames", "urls", "routing", "management"),
    "signals": (*DOORS, "models", "services", "policies", "tasks"),
    "forms": ("views", "consumers", "frames", "urls", "routing", "tasks"),
}
FORBIDDEN_OUTSIDE = {
    "models": ("django.http", "django.shortcuts", "django.template", "channels", "django.core.mail"),
    "policies": ("django.http", "django.shortcuts", "django.template", "django.forms", "channels"),
    "services": ("django.http", "django.shortcuts", "django.template", "channels", "django.forms"),
    "signals": ("django.http", "django.shortcuts", "django.db.models"),
}


@pytest.mark.parametrize("word", FORBIDDEN_INSIDE)
@pytest.mark.parametrize("app", APPS)
def test_each_module_keeps_to_its_word(app: str, word: str) -> None:
    path = ROOT / app / f"{word}.py"
    if not path.exists():
        return
    inside = [f"{app}.{other}" for other in FORBIDDEN_INSIDE[word]]
    closed = [*inside, *FORBIDDEN_OUTSIDE.get(word, ())]
    assert [found for found in imports(path) if any(reaches(found, other) for other in closed)] == []


@pytest.mark.parametrize("app", APPS)
def test_no_service_takes_a_request(app: str) -> None:
    path = ROOT / app / "services.py"
    for node in ast.walk(tree(path)) if path.exists() else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert "request" not in {argument.arg for argument in [*node.args.args, *node.args.kwonlyargs]}, node.name


@pytest.mark.parametrize("app", APPS)
def test_policies_answer_and_raise_nothing(app: str) -> None:
    """`can_…(actor, …) -> bool`; a policy that must say why returns the refusal, and the service raises it."""
    path = ROOT / app / "policies.py"
    if not path.exists():
        return
    assert not [node for node in ast.walk(tree(path)) if isinstance(node, ast.Raise)]
    for node in tree(path).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("can_"):
            assert isinstance(node.returns, ast.Name), node.name
            assert node.returns.id == "bool", node.name
            assert node.args.args[0].arg == "actor", node.name


WRITES = {"save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create"}


@pytest.mark.parametrize("word", ["policies", "views", "consumers", "forms"])
@pytest.mark.parametrize("app", APPS)
def test_only_services_write(app: str, word: str) -> None:
    """Policies read, doors translate: neither changes a row."""
    path = ROOT / app / f"{word}.py"
    writes = [
        f"{said(path)}:{node.lineno} {ast.unparse(node.func)}"
        for node in (ast.walk(tree(path)) if path.exists() else ())
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and ".objects" in ast.unparse(node.func)
    ]
    assert writes == []


# --- one door -------------------------------------------------------------------------------------
@pytest.mark.parametrize("library", ["bleach", "markdown_it", "nh3"])
def test_text_is_made_safe_behind_one_door(library: str) -> None:
    doors = {
        said(path) for app in APPS for path in modules(app) if any(reaches(name, library) for name in imports(path))
    }
    assert doors == {"markup/rich_text.py"}


def test_stored_html_leaves_by_one_tag_alone() -> None:
    """`mark_safe` and its kin promise that somebody looked: only where drawings and stored HTML are printed.

    And where rows of a page, and what stands around it, are put together of what their own templates drew, each value
    escaped as they do.
    """
    promising = {"mark_safe", "SafeString", "SafeText", "SafeData", "__html__", "html_safe"}
    places = set()
    for app in APPS:
        for path in modules(app):
            for node in ast.walk(tree(path)):
                if (
                    isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in promising
                ) or (isinstance(node, ast.FunctionDef) and node.name == "__html__"):
                    places.add(said(path))
    assert {place for place in places if not place.startswith("markup/")} <= {
        "config/templatetags/chrome.py",
        "config/templatetags/house.py",
        "config/templatetags/rows.py",
    }


def test_nobody_reads_a_request_of_a_script_apart() -> None:
    """The server speaks whole pages: no view asks whether a script called."""
    for app in APPS:
        for path in modules(app):
            words = path.read_text()
            assert "X-Requested-With" not in words, said(path)
            assert "HX-Request" not in words, said(path)


def test_what_is_left_out_stays_out() -> None:
    """No admin (its log keeps exact times beside accounts), no second way of sending, no raw permission system."""
    closed = ("django.contrib.admin", "django_htmx", "django_tasks", "rules", "allauth.usersessions")
    for app in APPS:
        for path in modules(app):
            for found in imports(path):
                assert not any(reaches(found, other) for other in closed), f"{said(path)} imports {found}"


def test_random_numbers_and_hashes_are_fit_for_secrets() -> None:
    for app in APPS:
        for path in modules(app):
            nodes = list(ast.walk(tree(path)))
            # Redis names a script by its SHA-1: a name and no secret, and the call says so.
            names = {
                id(node.func)
                for node in nodes
                if isinstance(node, ast.Call)
                and any(ast.unparse(word) == "usedforsecurity=False" for word in node.keywords)
            }
            for node in nodes:
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and id(node) not in names:
                    assert (node.value.id, node.attr) not in {("hashlib", "md5"), ("hashlib", "sha1")}, said(path)
