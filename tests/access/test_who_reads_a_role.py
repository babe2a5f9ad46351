"""`access/permissions.py` decides; what else reads a role is named here with its reason."""

import ast
from collections.abc import Iterator

from tests.test_architecture import modules

# What a role opens is said by access/permissions.py alone. These read a role for another reason, said here.
READS_A_ROLE = {
    "access": "says what each role opens",
    "accounts": "gives roles: the last administrator, the list by role, how long a session of each lasts",
    "dashboard.views.homes": "each role has its own home",
    "diagnostic.rules": "on which side of the table each role signs",
    "selection.jurors": "an account that was opened for a jury alone is let in by the link of the mail",
    "laureates.rules": "which accounts may take which place in a project",
}
_GROUPS = (ast.Compare, ast.Dict, ast.List, ast.Set, ast.Tuple)


def _names_a_role(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Role"


def _reads_a_role(tree: ast.AST) -> Iterator[ast.AST]:
    """Where a role is compared, or stands in a group to be looked up; not where an account gets one."""
    for node in ast.walk(tree):
        if isinstance(node, _GROUPS) and any(_names_a_role(part) for part in ast.iter_child_nodes(node)):
            yield node


def test_a_role_is_asked_where_the_reason_is_said() -> None:
    found = {module.name.removeprefix("aic_tracker.") for module in modules() for _ in _reads_a_role(module.tree)}
    asked = {name.split(".")[0] if name.split(".")[0] in READS_A_ROLE else name for name in found}
    assert asked - READS_A_ROLE.keys() == set(), "make it a permission (access/permissions.py), or say why it is none"
    assert READS_A_ROLE.keys() - asked == set(), "no longer reads a role: take it off the list"
