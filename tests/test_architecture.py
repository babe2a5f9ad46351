"""The house's rules, so that nobody has to remember them. Each failure says what to do."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Flask
from jinja2 import nodes

from aic_tracker.access.permissions import GRANTS, Permission
from aic_tracker.accounts.models import Role
from aic_tracker.site import navigation
from tests import homes

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "aic_tracker"

FEATURES = (
    "accounts",
    "audit",
    "journal",
    "drafts",
    "laureates",
    "diagnostic",
    "roadmap",
    "aid",
    "expertise",
    "timesheet",
    "checkpoints",
    "introductions",
    "catalogue",
    "leaving",
    "assignments",
    "funding",
    "commitments",
    "conversation",
    "documents",
    "onboarding",
    "selection",
    "imports",
    "sources",
    "events",
    "renewals",
    "awaiting",
    "reminders",
    "sendings",
    "agenda",
    "privacy",
    "archives",
    "dashboard",
    "search",
    "opendata",
    "api",
    "webhooks",
)
# What speaks HTTP: it may use the kit, and says who may enter.
FACES = ("forms", "views", "fields", "identity", "proconnect", "requests", "typed", "elsewhere")
OF_ONE_FEATURE = ("forms", "views")
KERNEL = (
    "changes",
    "config",
    "settings",
    "bounds",
    "inputs",
    "db",
    "db_session",
    "clock",
    "calendar_files",
    "calendar_fr",
    "differences",
    "markup",
    "errors",
    "uniqueness",
    "folding",
    "elision",
    "formats",
    "territories",
    "heads",
    "room",
    "typography",
    "mail",
    "outgoing",
    "pictures",
    "prepared",
    "paper",
)
FLASK = ("flask", "flask_login", "flask_wtf", "flask_sqlalchemy", "flask_migrate", "werkzeug", "wtforms")
KERNEL_MAY = (("db", "flask_sqlalchemy"), ("db_session", "flask_sqlalchemy"))
# The table of what each role may do: every feature asks it, and it knows accounts alone.
RIGHTS = "aic_tracker.access.permissions"
# Who may read a laureate on a day: asked by whoever writes to people, once the places and the assignments are known.
READERS, READERS_FOLLOW = "aic_tracker.access.readers", "expertise"
MAX_LINES = 300


Offences = list[str]


@dataclass(frozen=True)
class Module:
    name: str  # aic_tracker.roadmap.queries
    lines: int
    tree: ast.Module

    @property
    def part(self) -> str:
        """Its folder, or its file, under the package."""
        return part_of(self.name)[0]

    @property
    def layer(self) -> str:
        return part_of(self.name)[1]

    @property
    def is_domain(self) -> bool:
        return self.part in KERNEL or (self.part in FEATURES and self.layer not in FACES)

    @property
    def is_package(self) -> bool:
        return (ROOT / self.name.replace(".", "/")).is_dir()

    def imports(self) -> Iterator[str]:
        """Dotted names, `from a import b` giving `a.b`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)

    def attributes(self) -> Iterator[tuple[int, str]]:
        """Line and name of each `value.attribute` read, values being plain names."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                yield node.lineno, f"{node.value.id}.{node.attr}"


def part_of(module: str) -> tuple[str, str]:
    """aic_tracker.roadmap.queries → ("roadmap", "queries")."""
    parts = [*module.split(".")[1:], "", ""]
    return parts[0], parts[1]


@cache
def modules() -> list[Module]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        found.append(Module(name, len(source.splitlines()), ast.parse(source)))
    return found


def allowed_parts(module: Module) -> set[str] | None:
    """What a module may import from the package; None: anything (create_app, commands, site, demo)."""
    if module.part in KERNEL:
        return {*KERNEL, "accounts"} if module.part == "mail" else set(KERNEL)
    if module.part in FEATURES:
        # The journal and the audit trail tell of accounts too: their verbs stand beside the first rank.
        ranked = {*KERNEL, "audit", "journal", *FEATURES[: FEATURES.index(module.part) + 1]}
        # Its statements say who may find what.
        ranked |= {"access"} if module.part == "search" else set()
        return ranked | {"access", "web"} if module.layer in FACES else ranked
    if module.part == "web":
        return {*KERNEL, "web"}
    if module.part in ("access", "scheduler"):
        return {*KERNEL, *FEATURES, module.part}
    return None


def test_a_feature_imports_only_what_ranks_before_it() -> None:
    offences: Offences = []
    for module in modules():
        allowed = allowed_parts(module)
        for imported in module.imports() if allowed is not None else ():
            if imported.startswith("aic_tracker.") and part_of(imported)[0] not in (allowed or ()):
                if module.part in FEATURES[1:] and imported.startswith(f"{RIGHTS}."):
                    continue
                later = FEATURES[FEATURES.index(READERS_FOLLOW) + 1 :]
                if module.part in later and imported.startswith((f"{READERS}.", READERS)):
                    continue
                offences.append(f"{module.name} imports {imported}: {module.part} may import {sorted(allowed or ())}")
    assert offences == []


def test_the_table_of_rights_knows_accounts_alone() -> None:
    imported = {name for module in modules() if module.name == RIGHTS for name in module.imports()}
    assert {part_of(name)[0] for name in imported if name.startswith("aic_tracker.")} == {"accounts"}


def test_who_may_read_is_said_from_what_ranks_before_it() -> None:
    imported = {name for module in modules() if module.name == READERS for name in module.imports()}
    known = {part_of(name)[0] for name in imported if name.startswith("aic_tracker.")} - set(KERNEL)
    assert known <= set(FEATURES[: FEATURES.index(READERS_FOLLOW) + 1])


def test_only_the_application_stands_above_the_roof() -> None:
    offences = [
        f"{module.name} imports {imported}: move what it needs to web/, or to the feature that owns it"
        for module in modules()
        if module.part not in ("", "site")  # create_app itself
        for imported in module.imports()
        if imported.startswith("aic_tracker.site")
    ]
    assert offences == []


def test_forms_and_views_serve_their_own_feature_only() -> None:
    offences = [
        f"{module.name} imports {imported}: move what is shared to rules, queries or web/"
        for module in modules()
        if allowed_parts(module) is not None
        for imported in module.imports()
        if imported.startswith("aic_tracker.")
        if part_of(imported)[1] in OF_ONE_FEATURE and part_of(imported)[0] in FEATURES
        if module.layer not in FACES or part_of(imported)[0] != module.part
    ]
    assert offences == []


def test_the_domain_knows_nothing_of_the_web() -> None:
    offences = [
        f"{module.name} imports {imported}: give the value as an argument, and keep flask in forms and views"
        for module in modules()
        if module.is_domain
        for imported in module.imports()
        if imported.split(".")[0] in FLASK and (module.part, imported.split(".")[0]) not in KERNEL_MAY
    ]
    assert offences == []


def foreign_selects() -> set[str]:
    """The functions that ask a table of another feature first."""
    owner = homes.owners()
    names = ((module, module.name.removeprefix("aic_tracker.")) for module in modules())
    return {place for module, name in names for place, _ in homes.foreign_selects(name, module.tree, owner)}


def test_a_select_stands_with_the_feature_that_owns_its_table() -> None:
    foreign = {place for place in foreign_selects() if not homes.is_told(place, homes.READERS)}
    assert foreign == set(), "move it to the queries of the feature that owns the table"


def test_a_reader_of_several_features_still_is_one() -> None:
    found = foreign_selects()
    idle = {reader for reader in homes.READERS if not any(homes.is_told(place, {reader: ""}) for place in found)}
    assert idle == set(), "reads its own feature only: take it off the list (tests/homes.py)"


ONLY_IN = {
    "apscheduler": "aic_tracker.scheduler.runner",
    # Where a link is signed, it is signed for the address of its reader.
    "itsdangerous": "aic_tracker.accounts.address_links",
    "authlib": "aic_tracker.accounts.proconnect",
    "requests": "aic_tracker.accounts.proconnect",
    # What is asked of an address that people gave is resolved, bounded and refused there.
    "http": "aic_tracker.outgoing.asking",
    "smtplib": "aic_tracker.mail.smtp",
    "time": "aic_tracker.clock",
    "typst": "aic_tracker.paper.typesetting",
}


def test_each_door_to_the_outside_is_in_one_place() -> None:
    offences = [
        f"{module.name} imports {imported}: only {ONLY_IN[imported.split('.')[0]]} does"
        for module in modules()
        for imported in module.imports()
        if ONLY_IN.get(imported.split(".")[0], module.name) != module.name
    ]
    assert offences == []


def test_only_the_clock_reads_the_time() -> None:
    offences = [
        f"{module.name}:{line} reads {read}: take `today` or `now` as an argument, from aic_tracker.clock at the edge"
        for module in modules()
        for line, read in module.attributes()
        if read in ("datetime.now", "datetime.utcnow", "date.today", "time.time") and module.part != "clock"
    ]
    assert offences == []


def test_only_views_commit() -> None:
    offences = [
        f"{module.name}:{node.lineno} commits: its caller does, once all is done"
        for module in modules()
        if module.part in FEATURES and module.layer not in FACES
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    ]
    assert offences == []


def test_a_file_says_one_thing() -> None:
    offences = [
        f"{module.name} has {module.lines} lines: look for the second feature inside"
        for module in modules()
        if module.lines > MAX_LINES
    ]
    assert offences == []


def test_a_file_exists_when_it_has_something_to_say() -> None:
    empty = [module.name for module in modules() if not module.tree.body and not module.is_package]
    assert empty == []


NAMES = ("name", "laureate_name", "organisation", "person", "search_text")
# What knows French, or takes the alphabet out of the database's hands.
SORTERS = ("french_order", "by_name", "by_code_point")


def _raw_names(node: ast.AST) -> Iterator[ast.Attribute]:
    """The names that a sort would compare letter by letter, as a machine does."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in SORTERS:
        return
    if isinstance(node, ast.Attribute) and node.attr in NAMES:
        yield node
    for child in ast.iter_child_nodes(node):
        yield from _raw_names(child)


def test_names_are_sorted_in_french() -> None:
    offences = []
    for module in modules():
        for node in ast.walk(module.tree) if module.part in FEATURES else ():
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Attribute) and node.func.attr == "order_by":
                compared: list[ast.expr] = node.args
            elif isinstance(node.func, ast.Name) and node.func.id == "sorted":
                keys = [keyword.value for keyword in node.keywords if keyword.arg == "key"]
                # Without a key, what is sorted is compared itself.
                compared = keys or [one.elt for one in node.args if isinstance(one, ast.GeneratorExp)]
            else:
                continue
            offences += [
                f"{module.name}:{raw.lineno} sorts by {raw.attr}: sort with aic_tracker.folding.by_name or french_order"
                for expression in compared
                for raw in _raw_names(expression)
            ]
    assert offences == []


def test_names_are_compared_by_one_folding() -> None:
    offences = [
        f"{module.name}:{node.lineno} folds by itself: compare with aic_tracker.folding.searchable"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        if node.attr in ("casefold", "ilike", "icontains") or ast.unparse(node) in ("sa.func.lower", "func.lower")
        if module.part != "folding"
    ]
    assert offences == []


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


FORBIDDEN = (" style=", "<style", " onclick=", " onchange=", " onsubmit=", "javascript:", "|safe")


def test_templates_parse_and_hold_no_inline_style_or_script(suite_app: Flask) -> None:
    offences = []
    for path in templates():
        source = path.read_text(encoding="utf-8")
        suite_app.jinja_env.parse(source)
        if path.suffix == ".html" and "emails" not in path.parts:
            held = [text for text in FORBIDDEN if text in source]
            offences += [f"{path.relative_to(ROOT)} holds {text.strip()}: the CSP refuses it" for text in held]
    assert offences == []


def test_templates_link_only_to_endpoints_that_exist(suite_app: Flask) -> None:
    offences = []
    for path in templates():
        for call in suite_app.jinja_env.parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):
            named = isinstance(call.node, nodes.Name) and call.node.name == "url_for"
            endpoint = call.args[0].value if named and isinstance(call.args[0], nodes.Const) else "."
            if endpoint not in suite_app.view_functions and not endpoint.startswith(("demo.", ".")):
                offences.append(f"{path.relative_to(ROOT)} links to {endpoint}, which does not exist")
    assert offences == []


def test_the_navigation_leads_to_endpoints_that_exist(suite_app: Flask) -> None:
    in_groups = [entry for group in navigation.LAUREATE_MENU for entry in group.entries]
    named = {entry.endpoint for entry in (*navigation.HEADER, navigation.LAUREATE_HOME, *in_groups)}
    named |= {*navigation.USED_FIRST, *navigation.USED_FIRST_TO_DECIDE}
    named |= {endpoint for _, endpoint in navigation.LEGAL}
    missing = sorted(named - suite_app.view_functions.keys())
    assert missing == [], f"web/navigation.py names {missing}, which no view answers"
