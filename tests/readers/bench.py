"""Where the readers stand, and how they are asked."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from os import environ
from pathlib import Path

from tests.readers.table import Absent

NODE = Path(__file__).with_name("node.mjs")
PATIENCE = 240


@dataclass(frozen=True)
class Bench:
    output: Path  # what `output.make` wrote
    tools: Path  # venv/ and node_modules/, of scripts/readers.sh
    work: Path  # what readers write

    def python(self, name: str) -> str:
        """A program of the readers' own virtual environment."""
        return self._found(self.tools / "venv" / "bin" / name, "paquet Python")

    def node(self, name: str) -> Path:
        return Path(self._found(self.tools / "node_modules" / name, "paquet npm"))

    def system(self, name: str, package: str) -> str:
        found = shutil.which(name)
        if found is None:
            raise Absent(f"le paquet Debian {package} n’a pas pu être installé")
        return found

    def version_of(self, package: str) -> str:
        """Of a Debian package, as its author numbers it."""
        said = self.run(["dpkg-query", "-W", "-f", "${Version}", package])
        return re.sub(r"^\d+:", "", said).partition("+")[0].partition("-")[0]

    def version_of_python(self, package: str) -> str:
        code = f"import importlib.metadata as m; print(m.version({package!r}))"
        return self.run([self.python("python"), "-c", code]).strip()

    def folder(self, name: str) -> Path:
        path = self.work / name
        path.mkdir(parents=True)
        return path

    def run(
        self, command: list[str], *, env: Mapping[str, str] | None = None, cwd: Path | None = None, given: bytes = b""
    ) -> str:
        """What this command says, errors included; raises CalledProcessError when it fails."""
        done = subprocess.run(
            command,
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**environ, "LC_ALL": "C.UTF-8", "HOME": str(self.work), **(env or {})},
            cwd=cwd,
            timeout=PATIENCE,
            check=False,
        )
        said = done.stdout.decode(errors="replace")
        if done.returncode:
            raise ValueError(f"{Path(command[0]).name} : {said.strip()[-300:]}")
        return said

    def _found(self, path: Path, what: str) -> str:
        if not path.exists():
            raise Absent(f"le {what} {path.name} n’a pas pu être installé")
        return str(path)
