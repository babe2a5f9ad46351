"""The builds that a benchmark compares: this tree, and another commit in a worktree of its own, each in its process."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support import postgres

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Tree:
    """The files of a build, run by this Python with what is installed beside it."""

    name: str
    path: Path


@contextmanager
def trees(against: str | None) -> Iterator[list[Tree]]:
    here = Tree("here", ROOT)
    if against is None:
        yield [here]
        return
    with tempfile.TemporaryDirectory(prefix="aic-build-") as place:
        path = Path(place) / "tree"
        _git("worktree", "add", "--quiet", "--detach", str(path), against)
        try:
            yield [here, Tree(against, path)]
        finally:
            _git("worktree", "remove", "--force", str(path))


def _git(*arguments: str) -> None:
    subprocess.run(["git", "-C", str(ROOT), *arguments], check=True)


class Build:
    """A tree with its own seeded database, that answers pages one at a time."""

    def __init__(self, tree: Tree, url: str, folder: Path, laureates: int) -> None:
        self.name, self.tree, self.url, self.folder = tree.name, tree, url, folder
        told = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tree.path), "TMPDIR": str(folder)}
        script = Path(__file__).with_name("build.py")
        self.process = subprocess.Popen(
            [sys.executable, str(script), url, str(folder), str(laureates)],
            cwd=tree.path,
            env=told,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.told = self._answer()

    def ask(self, path: str) -> dict[str, Any]:
        assert self.process.stdin
        self.process.stdin.write(path + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.name}: the build ended, with code {self.process.wait()}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def end(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=60)


@contextmanager
def builds(among: list[Tree], database: str, laureates: int) -> Iterator[list[Build]]:
    """Each tree on a database of its own, with so many laureates."""
    with tempfile.TemporaryDirectory(prefix="aic-season-") as place:
        running: list[Build] = []
        try:
            for number, tree in enumerate(among):
                folder = Path(place) / str(number)
                folder.mkdir()
                running.append(
                    Build(tree, _database(database, folder, f"season_{laureates}_{number}"), folder, laureates)
                )
            yield running
        finally:
            for build in running:
                build.end()
            if database == "postgresql":
                for build in running:
                    postgres.drop_database(_cluster(), build.url.partition("?")[0].rpartition("/")[2])


def _database(kind: str, folder: Path, name: str) -> str:
    return f"sqlite:///{folder}/{name}.sqlite" if kind == "sqlite" else postgres.create_database(_cluster(), name)


def _cluster() -> str:
    return postgres.start() or sys.exit("PostgreSQL is not installed: run `make test`")
