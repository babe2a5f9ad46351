"""The tasks that the help explains: their declaration (`tasks.toml`), and one text each (`texts/<name>.md`)."""

import tomllib
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from aic_tracker.accounts.models import Role
from aic_tracker.typography import spaced
from aic_tracker.web.markdown import markdown

HERE = Path(__file__).parent
TEXTS = HERE / "texts"
WIDTH = 800  # of every picture


@dataclass(frozen=True)
class Picture:
    """What `make pictures` draws of the demonstration: the page `path` as `who` sees it, from the element `top` down to
    `height`. `heading` and `controls` are what the task names there, and what the tests look for in it."""

    name: str
    who: str
    path: str
    heading: str
    controls: tuple[str, ...]
    height: int
    alt: str
    top: str = "h1"

    @property
    def file(self) -> str:
        return f"aide/{self.name}.webp"


@dataclass(frozen=True)
class Task:
    """`goes`: the endpoint where one does it. `explains`: those whose pages lead here."""

    name: str
    title: str
    roles: tuple[Role, ...]
    goes: str
    explains: tuple[str, ...]
    picture: Picture | None = field(default=None)

    @property
    def text(self) -> str:
        return (TEXTS / f"{self.name}.md").read_text(encoding="utf-8")

    @cached_property
    def html(self) -> Markup:
        return markdown(spaced(self.text))


@lru_cache(maxsize=1)
def every() -> tuple[Task, ...]:
    """In the order of the declaration."""
    told = tomllib.loads((HERE / "tasks.toml").read_text(encoding="utf-8"))
    return tuple(_task(name, line) for name, line in told.items())


def _task(name: str, line: dict[str, Any]) -> Task:
    drawn = line.get("picture")
    return Task(
        name,
        line["title"],
        tuple(Role) if line["roles"] == "all" else tuple(Role(role) for role in line["roles"]),
        line["goes"],
        tuple(line["explains"]),
        Picture(name, **{**drawn, "controls": tuple(drawn["controls"])}) if drawn else None,
    )


@lru_cache(maxsize=1)
def _by_endpoint() -> dict[str, tuple[Task, ...]]:
    endpoints = {endpoint for task in every() for endpoint in task.explains}
    return {endpoint: tuple(task for task in every() if endpoint in task.explains) for endpoint in endpoints}


def explaining(endpoint: str, role: Role | None) -> Task | None:
    """The task that a page is about: the first that is this role's, or else the first."""
    found = _by_endpoint().get(endpoint, ())
    return next((task for task in found if role in task.roles), found[0] if found else None)
