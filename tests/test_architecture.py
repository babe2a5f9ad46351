"""The house's rules, so that nobody has to remember them. Each failure says what to do."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from aic_tracker.access.permissions import GRANTS, Permission
from aic_tracker.accounts.models import Role
from aic_tracker.web import navigation

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "aic_tracker"

FEATURES = (
    "accounts",
    "audit",
    "journal",
    "laureates",
    "diagnostic",
    "roadmap",
    "expertise",
    "timesheet",
    "checkpoints",
    "introductions",
    "aid",
    "funding",
    "commitments",
    "conversation",
    "documents",
    "onboarding",
    "renewals",
    "reminders",
    "dashboard",
)
DOMAIN = ("models", "rules", "queries", "operations")
FACES = ("forms", "views")
KERNEL = ("config", "settings", "inputs", "db", "clock", "calendar_fr", "errors", "formats", "mail", "paper")
FLASK = ("flask", "flask_login", "flask_wtf", "flask_sqlalchemy", "flask_migrate", "werkzeug", "wtforms")
MAX_LINES = 300


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports_of(path: Path) -> Iterator[str]:
    """Dotted names that the module imports, `from a import b` giving `a.b`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part_of(module: str) -> tuple[str, str]:
    """(folder or file under the package, layer): aic_tracker.roadmap.queries → ("roadmap", "queries")."""
    parts = [*module.split(".")[1:], "", ""]
    return parts[0], parts[1]


def is_domain(path: Path) -> bool:
    part, layer = part_of(name_of(path))
    return part in KERNEL or (part in FEATURES and layer not in FACES)


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_feature_imports_only_what_ranks_before_it(path: Path) -> None:
    part, layer = part_of(name_of(path))
    if part in KERNEL:
        allowed = {*KERNEL, "accounts"} if part == "mail" else set(KERNEL)
    elif part in FEATURES:
        # The journal tells of accounts too, and its entries name an account: its verb stands beside the first rank.
        allowed = {*KERNEL, "journal", *FEATURES[: FEATURES.index(part) + 1]}
        if layer in FACES:
            # What a page shows may come from any feature's domain; its own rank bounds what it changes.
            allowed |= {"access", "web"}
    elif part == "access":
        allowed = {*KERNEL, *FEATURES, "access"}
    elif part == "scheduler":
        allowed = {*KERNEL, *FEATURES, "scheduler"}
    else:
        return
    for imported in imports_of(path):
        if not imported.startswith("aic_tracker."):
            continue
        target, target_layer = part_of(imported)
        assert target in allowed, f"{name_of(path)} imports {imported}: {part} may import {sorted(allowed)}"
        if target in FEATURES and target_layer in FACES:
            same_feature = target == part and layer in FACES
            assert same_feature, (
                f"{name_of(path)} imports {imported}: forms and views serve their own feature only; "
                "move what is shared to rules, queries or web/"
            )


@pytest.mark.parametrize("path", [p for p in modules() if is_domain(p)], ids=name_of)
def test_the_domain_knows_nothing_of_the_web(path: Path) -> None:
    for imported in imports_of(path):
        if path.name == "db.py" and imported.startswith("flask_sqlalchemy"):
            continue
        assert imported.split(".")[0] not in FLASK, (
            f"{name_of(path)} imports {imported}: give the value as an argument, and keep flask in forms and views"
        )


ONLY_IN = {
    "apscheduler": "aic_tracker.scheduler.runner",
    "smtplib": "aic_tracker.mail.smtp",
    "time": "aic_tracker.clock",
    "typst": "aic_tracker.paper.typesetting",
}


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_each_door_to_the_outside_is_in_one_place(path: Path) -> None:
    for imported in imports_of(path):
        only = ONLY_IN.get(imported.split(".")[0])
        assert only in (None, name_of(path)), f"{name_of(path)} imports {imported}: only {only} does"


@pytest.mark.parametrize("path", [p for p in modules() if p.name != "clock.py"], ids=name_of)
def test_only_the_clock_reads_the_time(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            read = f"{node.value.id}.{node.attr}"
            assert read not in ("datetime.now", "datetime.utcnow", "date.today", "time.time"), (
                f"{name_of(path)}:{node.lineno} reads {read}: take `today` or `now` as an argument, "
                "from aic_tracker.clock at the edge"
            )


@pytest.mark.parametrize("path", [p for p in modules() if p.parent.name in FEATURES], ids=name_of)
def test_only_views_commit(path: Path) -> None:
    if path.stem in FACES:
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr == "commit":
            pytest.fail(f"{name_of(path)}:{node.lineno} commits: its caller does, once all is done")


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_file_says_one_thing(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MAX_LINES, f"{name_of(path)} has {lines} lines: look for the second feature inside"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_file_exists_when_it_has_something_to_say(path: Path) -> None:
    if path.name != "__init__.py":
        assert ast.parse(path.read_text(encoding="utf-8")).body, f"{name_of(path)} is empty: remove it"


def test_every_view_says_who_may_enter(suite_app: Flask) -> None:
    for endpoint, view in suite_app.view_functions.items():
        guard = getattr(view, "guard", None)
        assert guard == "public" or isinstance(guard, Permission), (
            f"{endpoint} has no guard: write @public or @requires(Permission.…) right under its route"
        )


def test_every_route_of_a_laureate_is_guarded_for_that_laureate(suite_app: Flask) -> None:
    for rule in suite_app.url_map.iter_rules():
        if rule.rule.startswith("/laureats/<"):
            assert "slug" in rule.arguments, f"{rule.rule}: name the laureate <slug>, the guard loads it"
            assert isinstance(suite_app.view_functions[rule.endpoint].guard, Permission), f"{rule.rule} is public"  # type: ignore[attr-defined]


def test_every_permission_is_granted_to_somebody() -> None:
    assert set(GRANTS) == set(Permission)
    assert all(grant.scopes and set(grant.scopes) <= set(Role) for grant in GRANTS.values())


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.*"))


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_templates_parse_and_hold_no_inline_style_or_script(suite_app: Flask, path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    suite_app.jinja_env.parse(source)
    if path.suffix == ".html" and "emails" not in path.parts:
        for forbidden in (" style=", "<style", " onclick=", " onchange=", " onsubmit=", "javascript:", "|safe"):
            assert forbidden not in source, f"{path.name} holds {forbidden.strip()}: the CSP refuses it"


@pytest.mark.parametrize(
    "path", [p for p in templates() if p.suffix == ".html"], ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_templates_link_only_to_endpoints_that_exist(suite_app: Flask, path: Path) -> None:
    for call in suite_app.jinja_env.parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):
        named = isinstance(call.node, nodes.Name) and call.node.name == "url_for"
        if named and isinstance(call.args[0], nodes.Const):
            endpoint = call.args[0].value
            known = endpoint in suite_app.view_functions or endpoint.startswith(("demo.", "."))
            assert known, f"{path.name} links to {endpoint}, which does not exist"


def test_the_navigation_leads_to_endpoints_that_exist(suite_app: Flask) -> None:
    named = {entry.endpoint for entry in (*navigation.HEADER, *navigation.LAUREATE_MENU)}
    named |= {endpoint for _, endpoint in navigation.LEGAL}
    missing = sorted(named - suite_app.view_functions.keys())
    assert missing == [], f"web/navigation.py names {missing}, which no view answers"
