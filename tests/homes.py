"""Where each select stands: with the feature that owns the table it begins with, or here, with its reason."""

import ast
from collections.abc import Iterator

import aic_tracker.models  # noqa: F401 -- every table
from aic_tracker.db import db

STATEMENTS = ("sa.select", "sa.update", "sa.delete", "sa.insert", "sa.exists", "db.session.get")

# A module, or one of its functions: what it reads of another feature, and why it stands with its reader.
READERS: dict[str, str] = {
    "access": "says what one may see: it has no table of its own",
    "backup.restoring": "puts a whole database to rest, before the application knows it",
    "demo": "plays the season on every table, in demonstration only",
}

# Not moved yet: each goes to the feature that owns the table.
STILL_ELSEWHERE = frozenset(
    {
        "accounts.doors._cancel_mails",
        "aid.queries._members",
        "aid.queries.organisation_carrying",
        "aid.queries.organisations_to_link",
        "audit.queries.actors",
        "audit.queries.names",
        "checkpoints.notice_queries.changes_told",
        "checkpoints.notice_queries.holders",
        "checkpoints.notice_queries.invited",
        "checkpoints.notice_queries.taken_off",
        "checkpoints.notice_queries.told_at",
        "checkpoints.queries.meeting.invitable",
        "commitments.queries.commitment_of",
        "conversation.queries.pending_mails",
        "conversation.queries.readers",
        "conversation.queries.seen_by",
        "conversation.queries.topics_of",
        "dashboard.board._late",
        "dashboard.queries.active_accounts",
        "dashboard.queries.assignment_lines",
        "dashboard.queries.decided_periods",
        "dashboard.queries.diagnostics_to_sign",
        "dashboard.queries.followed_by",
        "dashboard.queries.following_coaches",
        "dashboard.queries.mails_by_status",
        "dashboard.queries.objectives_of",
        "dashboard.queries.open_actions_owned_by",
        "dashboard.queries.people_of",
        "dashboard.queries.points_held",
        "dashboard.queries.points_in",
        "dashboard.queries.points_of",
        "dashboard.queries.roadmap_and_objectives",
        "dashboard.season_queries.aid_cents",
        "dashboard.season_queries.commitments",
        "dashboard.season_queries.decisions",
        "dashboard.season_queries.doors",
        "dashboard.season_queries.levels_won",
        "dashboard.season_queries.pledges",
        "dashboard.season_queries.season_with_slug",
        "dashboard.season_queries.support",
        "documents.queries._seen_by",
        "introductions.queries.is_followed",
        "journal.queries.actors",
        "laureates.queries.people.active_members",
        "privacy.export._names",
        "privacy.operations._erase_sheets",
        "privacy.operations._leave_projects",
        "privacy.operations._withdraw_mails",
        "privacy.queries._closed_on",
        "privacy.queries._stays",
        "privacy.queries._warnings",
        "privacy.queries._working_experts",
        "privacy.queries.charges",
        "privacy.queries.contacts_like",
        "privacy.queries.has_mail_under_way",
        "privacy.queries.has_namesake",
        "privacy.queries.lapses",
        "privacy.queries.mails_of",
        "privacy.retention._aid_next",
        "privacy.retention._empty",
        "privacy.retention.old_aid",
        "readers.queries._with_a_place",
        "readers.queries._with_a_running_assignment",
        "readers.queries.without_the_right_to_read",
        "reminders.digest_queries.matters",
        "renewals.file_queries.chapters",
        "renewals.file_queries.written",
        "renewals.queries.last_recorded_on",
        "renewals.queries.laureates_to_close",
        "renewals.queries.periods_to_decide",
        "renewals.queries.undecided_periods",
        "renewals.successor_queries.points_with_words",
        "roadmap.queries.roadmaps.touch_roadmap",
        "sendings.queries._found",
        "sendings.queries._mail_rows",
        "sendings.queries._skipped_rows",
        "sendings.queries.failure",
        "sendings.queries.laureates",
        "sendings.queries.mail",
        "sendings.queries.pile_sizes",
        "sendings.queries.prevented",
        "sendings.queries.progress",
        "site.statistics._introductions",
        "site.statistics.totals",
        "timesheet.month_links.find",
        "timesheet.queries._referents",
        "timesheet.queries._totals",
        "timesheet.queries.bands",
        "timesheet.queries.missing_declarations",
        "timesheet.queries.referent_spans",
    }
)


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
