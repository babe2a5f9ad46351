"""What may be signed, what is signed, and how maturity changed. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from aic_tracker.accounts.models import Role
from aic_tracker.diagnostic.models import LEVEL_LABELS, Diagnostic, DiagnosticKind, Dimension, Rating
from aic_tracker.formats import quoted


class Side(StrEnum):
    """A diagnostic is shared: each side signs it once."""

    COACH = "coach"
    REFERENT = "referent"

    @property
    def label(self) -> str:
        return {"coach": "Équipe d’accompagnement", "referent": "Référent·e projet"}[self.value]


def side_of(role: Role) -> Side | None:
    """The side that a person of this role signs for; None for whoever signs nothing."""
    return {Role.COACH: Side.COACH, Role.REFERENT: Side.REFERENT}.get(role)


def signed_sides(diagnostic: Diagnostic) -> list[Side]:
    signed = {Side.COACH: diagnostic.coach_signed_at, Side.REFERENT: diagnostic.referent_signed_at}
    return [side for side, at in signed.items() if at is not None]


def unrated(diagnostic: Diagnostic) -> list[Dimension]:
    """The dimensions still without a level, in the order of the grid."""
    return [rating.dimension for rating in in_order(diagnostic.ratings) if rating.level is None]


def can_sign(diagnostic: Diagnostic, role: Role) -> bool:
    """Whether a person of this role may sign now: everything is rated, and their side has not signed yet."""
    side = side_of(role)
    return (
        side is not None
        and bool(diagnostic.ratings)
        and not unrated(diagnostic)
        and side not in signed_sides(diagnostic)
    )


def is_signed(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether an initial diagnostic carries both signatures, whatever its revision: the roadmap then opens.

    A new revision opened afterwards does not close it again.
    """
    return any(d.kind is DiagnosticKind.INITIAL and d.is_frozen for d in diagnostics)


def latest(diagnostics: Iterable[Diagnostic], kind: DiagnosticKind | None = None) -> Diagnostic | None:
    """The last revision of `kind`; without a kind, of the furthest one opened (final, else mid-term, else initial)."""
    order = list(DiagnosticKind)
    found = [d for d in diagnostics if kind in (None, d.kind)]
    return max(found, key=lambda d: (order.index(d.kind), d.revision), default=None)


def openable(diagnostics: Sequence[Diagnostic], *, has_signed_initial: bool) -> list[DiagnosticKind]:
    """The kinds that may be opened in a period: each once, the later ones after a signed initial diagnostic."""
    opened = {d.kind for d in diagnostics}
    kinds = list(DiagnosticKind) if has_signed_initial else [DiagnosticKind.INITIAL]
    return [kind for kind in kinds if kind not in opened]


def in_order(ratings: Iterable[Rating]) -> list[Rating]:
    return sorted(ratings, key=lambda rating: rating.dimension.rank)


def change_since(initial: Mapping[str, int | None], current: Mapping[str, int | None]) -> dict[str, int | None]:
    """Levels gained or lost per dimension code; None where one of the two has no level."""
    changes: dict[str, int | None] = {}
    for code, level in current.items():
        before = initial.get(code)
        changes[code] = None if level is None or before is None else level - before
    return changes


def change_in_words(before: int | None, after: int | None) -> str:
    """« progresse de « Émergent » à « Établi » »; levels go from 1 to 4, None when not rated."""
    if before is None or after is None:
        return "pas encore comparable"
    if before == after:
        return f"stable, à {quoted(LEVEL_LABELS[after])}"
    verb = "progresse" if after > before else "recule"
    return f"{verb} de {quoted(LEVEL_LABELS[before])} à {quoted(LEVEL_LABELS[after])}"


def levels(diagnostic: Diagnostic) -> dict[str, int | None]:
    """Level by dimension code."""
    return {rating.dimension.code: rating.level for rating in in_order(diagnostic.ratings)}
