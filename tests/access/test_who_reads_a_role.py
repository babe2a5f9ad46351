"""`access/permissions.py` decides; what else reads a role is named here with its reason."""

import ast

from tests.test_architecture import modules

# What a role opens is said by access/permissions.py alone. These read a role for another reason, said here.
READS_A_ROLE = {
    "access": "says what each role opens",
    "accounts.queries": "the last administrator, and the list of accounts by role",
    "accounts.rules": "how long a session of each role lasts",
    "conversation.queries": "an expert follows the comments of own assignments only",
    "conversation.views": "an expert talks about own assignments only",
    "dashboard.queries": "an expert sees own assignments only",
    "documents.queries": "an expert sees the files of own assignments only",
    "documents.rules": "a file is removed by the team, or by who attached it",
    "expertise.days": "an expert logs days on own assignments only, and is not told the sums of a ceiling",
    "expertise.queries.assignments": "an expert sees own assignments only",
    "onboarding.views": "which accounts may take which place",
    "privacy.operations": "the last administrator is not erased",
    "reminders.kinds.renewal_file": "the direction's mail asks for a decision, the others' for a text",
    "timesheet.operations": "a month that is closed is corrected by the team",
}


def test_a_role_is_asked_where_the_reason_is_said() -> None:
    found = {
        module.name.removeprefix("aic_tracker.")
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Compare)
        for side in (node.left, *node.comparators)
        if isinstance(side, ast.Attribute) and isinstance(side.value, ast.Name) and side.value.id == "Role"
    }
    asked = {name.split(".")[0] if name.split(".")[0] in READS_A_ROLE else name for name in found}
    assert asked - READS_A_ROLE.keys() == set(), "make it a permission (access/permissions.py), or say why it is none"
    assert READS_A_ROLE.keys() - asked == set(), "no longer reads a role: take it off the list"
