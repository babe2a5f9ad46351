"""The project and the person that a line names: known as they are written, never guessed."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from aic_tracker.accounts.models import User
from aic_tracker.errors import DomainError
from aic_tracker.folding import searchable
from aic_tracker.formats import NBSP, listed, quoted
from aic_tracker.imports import cells
from aic_tracker.imports.matching import Field
from aic_tracker.laureates import queries
from aic_tracker.laureates.models import Laureate

PROJECT = Field("project", "Lauréat", cells.line, ("projet", "commun", "lauréats", "nom du projet"), is_required=True)


def every_project() -> dict[str, Laureate]:
    """By their names as one searches them, with their periods."""
    return {searchable(one.name): one for one in queries.loaded(queries.every_laureate())}


def project(asked: str, projects: Mapping[str, Laureate]) -> Laureate:
    """Raises DomainError, with the nearest name there is."""
    folded = searchable(asked)
    if folded in projects:
        return projects[folded]
    near = get_close_matches(folded, projects, n=1, cutoff=0.8)
    meant = f" Est-ce {quoted(projects[near[0]].name)}{NBSP}?" if near else ""
    raise DomainError(f"{quoted(asked)} n’est pas un projet du suivi.{meant}", field="project")


def person(asked: str, people: Sequence[User], *, field: str, among: str) -> User:
    """By name or by address; of two who bear the same name, none is guessed. `among`: what they are, in words."""
    found = [one for one in people if one.email == asked.strip().lower()]
    found = found or [one for one in people if searchable(one.name) == searchable(asked)]
    if not found:
        known = listed([one.name for one in people]) or "personne"
        raise DomainError(f"{quoted(asked)} n’est pas {among} de ce projet : {known}.", field=field)
    if len(found) > 1:
        addresses = listed([one.email for one in found])
        raise DomainError(
            f"{quoted(asked)} est le nom de plusieurs membres : écrivez plutôt l’adresse, {addresses}.", field=field
        )
    return found[0]
