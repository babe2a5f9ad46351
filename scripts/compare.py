"""Print what differs, for those who read, between an earlier commit and this tree: pages, files and mails.

Usage: python scripts/compare.py COMMIT [--out FOLDER] [--days 45]

Each build loads its own demonstration season on the same morning, follows every link as one person of each role, then
sends the mails of the days that come. What was read is kept under FOLDER, a text a page; `diff -r` shows the rest.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
READER = Path(__file__).with_name("read_everything.py")


def read(tree: Path, folder: Path, days: int) -> None:
    """Let the build of `tree` write all that it says under `folder`."""
    with tempfile.TemporaryDirectory() as instance:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("AIC_", "DATABASE_URL"))},
            "PYTHONPATH": str(tree),
            "AIC_DEMO": "1",
            "AIC_APP_INSTANCE": instance,
            "DATABASE_URL": f"sqlite:///{instance}/season.sqlite",
        }
        command = [sys.executable, str(READER), str(folder), str(days)]
        subprocess.run(command, cwd=tree, env=environment, check=True)


def at_commit(commit: str, folder: Path, days: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        tree = Path(place, "tree")
        subprocess.run(["git", "worktree", "add", "--detach", "--quiet", tree, commit], cwd=ROOT, check=True)
        try:
            read(tree, folder, days)
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", tree], cwd=ROOT, check=True)


def texts(folder: Path) -> dict[str, list[str]]:
    return {str(path.relative_to(folder)): path.read_text().splitlines() for path in folder.rglob("*.txt")}


def changes(old: list[str], new: list[str]) -> set[str]:
    """The lines taken out and put in. A figure that moves is one kind of change, wherever it stands."""
    was, now = Counter(old), Counter(new)
    kinds = {f"- {without_figures(line)}" for line in was - now} | {f"+ {without_figures(line)}" for line in now - was}
    return kinds or {"(the same lines in another order)"}


def without_figures(line: str) -> str:
    return re.sub(r"\d+", "9", re.sub(r"(/temps/|/invitation/|/connexion/)[\w.-]+", r"\1…", line))


def lines(before: dict[str, list[str]], after: dict[str, list[str]]) -> Iterator[str]:
    """What to tell: the pages that only one build has, then each kind of change with the number of its pages."""
    for words, names in (("gone", before.keys() - after.keys()), ("new", after.keys() - before.keys())):
        yield f"{len(names)} {words}:"
        yield from (f"  {name}" for name in sorted(names))
    both = before.keys() & after.keys()
    changed = [name for name in both if before[name] != after[name]]
    kinds = Counter(kind for name in changed for kind in changes(before[name], after[name]))
    yield f"{len(both)} read by both, {len(changed)} differ. Kinds of change, with the number of pages:"
    yield from (f"{count:5} {kind}" for kind, count in kinds.most_common())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commit")
    parser.add_argument("--out", type=Path, default=Path("test-results/compare"))
    parser.add_argument("--days", type=int, default=45)
    chosen = parser.parse_args()
    out = chosen.out.absolute()
    at_commit(chosen.commit, out / "before", chosen.days)
    read(ROOT, out / "after", chosen.days)
    found = lines(texts(out / "before"), texts(out / "after"))
    sys.stdout.writelines(f"{line}\n" for line in found)


if __name__ == "__main__":
    main()
