"""Print how tied the house is: which folders import each other in a circle, and what one more text field would touch.

Usage: python scripts/house.py [FIELD]; FIELD is a text field of an objective (by default `indicator`).
"""

import ast
import sys
from collections import defaultdict
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "aic_tracker"
Graph = dict[str, set[str]]


def sources() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def folder_of(dotted: str) -> str | None:
    """aic_tracker.roadmap.queries → roadmap; a module of the kernel is a folder of its own."""
    parts = dotted.split(".")
    return parts[1] if parts[0] == PACKAGE.name and len(parts) > 1 else None


def imports(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def graph() -> Graph:
    """Who imports whom, by folder; `create_app` and `models` import everything by trade and are left out."""
    arrows: Graph = defaultdict(set)
    for path, tree in sources().items():
        here = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if here in ("__init__", "models"):
            continue
        arrows[here] |= {there for name in imports(tree) if (there := folder_of(name)) and there != here}
    return arrows


def reachable(arrows: Graph, start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for there in arrows.get(waiting.pop(), set()) - found:
            found.add(there)
            waiting.append(there)
    return found


def largest_knot(arrows: Graph) -> list[str]:
    """The largest set of folders that all reach each other."""
    reach = {name: reachable(arrows, name) for name in arrows}
    knots = [{other for other in reach[name] if name in reach.get(other, set())} for name in arrows]
    return sorted(max(knots, key=len, default=set()))


def files_naming(field: str) -> list[str]:
    """The modules that name the field, as an attribute, an argument or a text."""
    found = []
    for path, tree in sources().items():
        names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        names |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg}
        names |= {
            node.target.id
            for node in ast.walk(tree)
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
        }
        names |= {
            target.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        names |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        names |= {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        if field in names:
            found.append(str(path.relative_to(PACKAGE)))
    return found


def main() -> None:
    arrows, field = graph(), (sys.argv[1:] or ["indicator"])[0]
    knot, files = largest_knot(arrows), files_naming(field)
    out = sys.stdout.write
    out(f"{len(arrows)} folders; the largest knot ties {len(knot)} of them: {', '.join(knot) or 'none'}\n")
    out(f"{len(files)} files name the field « {field} » of an objective:\n")
    out("".join(f"  {name}\n" for name in files))


if __name__ == "__main__":
    main()
