"""Where each select stands: with the feature that owns the table it begins with, or here, with its reason."""

import ast
from collections.abc import Iterator

import aic_tracker.models  # noqa: F401 -- every table
from aic_tracker.db import db

STATEMENTS = ("sa.select", "sa.update", "sa.delete", "sa.insert", "sa.exists", "db.session.get")

# A module, or one of its functions: what it reads of another feature, and why it stands with its reader.
READERS: dict[str, str] = {
    "access.queries": "says which laureates one may see: it has no table of its own",
    "access.readers": "says who may read a laureate: a condition on people, places and assignments together",
    "awaiting": "one list of what waits for people, each machine read once, whatever feature owns it",
    "backup.at_work": "asks whether a scheduler ticks on a database that is perhaps not the application's",
    "backup.restoring": "puts a whole database to rest, before the application knows it",
    "conversation.queries.readers": "chosen at once by place, by role and by assignment, among those who may read",
    "search": "finds all that features hold: an entry tells of a row and of those that it leans on",
    "dashboard.standing": "draws one picture out of several features, for lists that read it instead of them",
    "demo": "plays the season on every table, in demonstration only",
    "privacy.export": "gives a person all that names them, table by table",
    "privacy.retention": "counts and deletes what is past its time, table by table",
    "opendata.statistics": "the public figures: one count of each feature",
    "renewals.file_queries.chapters": "begins with the period: it may have neither file nor decision",
    "renewals.file_queries.written": "begins with the period: it may have neither file nor decision",
    "renewals.queries.laureates_to_close": "those whose last period was decided to end: found from both",
    "renewals.queries.periods_to_decide": "periods without a decision: nothing of this feature leads to them",
    "renewals.queries.undecided_periods": "periods without a decision: nothing of this feature leads to them",
    "renewals.successor_queries.points_with_words": "the points on which one of four features holds something",
    "sendings.queries": "one list of mails, reminders and failures, with their people and laureates",
    "timesheet.queries.missing_declarations": "referents who noted nothing: only their places lead to them",
}


def owners() -> dict[str, str]:
    """By name of model, the feature whose table it is."""
    return {mapper.class_.__name__: mapper.class_.__module__.split(".")[1] for mapper in db.Model.registry.mappers}


def foreign_selects(name: str, tree: ast.Module, owner: dict[str, str]) -> Iterator[tuple[str, str]]:
    """(function, model) for each statement of the module that begins with a table of another feature."""
    part = name.split(".")[0]
    for function in tree.body:
        where = getattr(function, "name", "")
        aliases = _aliases(function, owner)
        starts = _explicit_starts(function)
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in STATEMENTS:
                start = starts.get(node, node)
                model = next((found for found in _models(start, aliases)), None)
                if model is not None and owner[model] != part:
                    yield f"{name}.{where}", model


def _aliases(function: ast.stmt, owner: dict[str, str]) -> dict[str, str]:
    """By name in the function, the model meant: itself, or what `aliased` stands for."""
    found = {name: name for name in owner}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            target, call = node.targets[0], node.value
            if ast.unparse(call.func) == "aliased" and isinstance(target, ast.Name):
                found[target.id] = ast.unparse(call.args[0])
    return found


def _explicit_starts(function: ast.stmt) -> dict[ast.AST, ast.Call]:
    """By statement, the call of `select_from` that says where it begins."""
    found = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "select_from":
            inner: ast.expr = node.func.value
            while isinstance(inner, ast.Call | ast.Attribute) and ast.unparse(getattr(inner, "func", inner)) not in (
                STATEMENTS
            ):
                inner = inner.func if isinstance(inner, ast.Call) else inner.value
            found[inner] = node
    return found


def _models(call: ast.AST, aliases: dict[str, str]) -> Iterator[str]:
    """The models named in what a statement begins with, in their order."""
    assert isinstance(call, ast.Call)
    for argument in call.args:
        yield from (
            aliases[node.id] for node in ast.walk(argument) if isinstance(node, ast.Name) and node.id in aliases
        )


def is_told(place: str, readers: dict[str, str]) -> bool:
    """Whether the place, or a room that it stands in, is a reader with its reason."""
    parts = place.split(".")
    return any(".".join(parts[:length]) in readers for length in range(1, len(parts) + 1))
