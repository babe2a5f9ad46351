"""A diagnostic as a document: its signatures, its radar and the table that says the same."""

from collections.abc import Mapping
from datetime import datetime
from math import cos, pi, sin
from typing import Any

from aic_tracker import formats
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.diagnostic import rules
from aic_tracker.diagnostic.models import LEVEL_LABELS, Diagnostic, Rating
from aic_tracker.laureates.models import Axis, Laureate
from aic_tracker.paper import prose, typesetting
from aic_tracker.paper.heading import heading

HIGHEST = max(LEVEL_LABELS)


def diagnostic_name(diagnostic: Diagnostic, laureate: Laureate, *, at: datetime) -> str:
    kind = {"mid_term": "mi-parcours"}.get(diagnostic.kind.value, diagnostic.kind.value)
    return f"{laureate.slug}-diagnostic-{kind}-v{diagnostic.revision}-{paris_day(at).isoformat()}.pdf"


def diagnostic_pdf(
    diagnostic: Diagnostic, laureate: Laureate, *, at: datetime, changes: Mapping[str, int | None] | None = None
) -> bytes:
    """A diagnostic loaded with its ratings and signatures; `changes` gives by dimension the levels won or lost."""
    ratings = rules.in_order(diagnostic.ratings)
    values = {
        **heading(
            diagnostic.kind.label, laureate.name, laureate.organisation.name, f"version {diagnostic.revision}", at=at
        ),
        "facts": [
            ("Accompagnement", str(diagnostic.period.number)),
            ("Version", str(diagnostic.revision)),
            ("Ouvert le", formats.date_plain(diagnostic.opened_on)),
            ("Équipe d’accompagnement", _signature(diagnostic.coach_signer, diagnostic.coach_signed_at)),
            ("Référent·e projet", _signature(diagnostic.referent_signer, diagnostic.referent_signed_at)),
        ],
        "radar": _radar(ratings),
        "summary": prose.blocks(diagnostic.summary),
        "has_changes": changes is not None,
        "axes": [
            {
                "label": axis.label,
                "ratings": [_rating(rating, changes) for rating in ratings if rating.dimension.axis is axis],
            }
            for axis in Axis
        ],
    }
    return typesetting.pdf("diagnostic", values, at=at)


def _signature(signer: User | None, signed_at: datetime | None) -> str:
    if signer is None or signed_at is None:
        return "pas encore signé"
    return f"signé par {signer.name}, le {formats.moment(signed_at)}"


def _rating(rating: Rating, changes: Mapping[str, int | None] | None) -> dict[str, Any]:
    return {
        "label": rating.dimension.label,
        "level": _level(rating.level, "à évaluer"),
        "target": _level(rating.target, formats.DASH),
        "need": rating.need.label,
        "change": _change((changes or {}).get(rating.dimension.code)),
        "findings": prose.blocks(rating.findings),
    }


def _level(level: int | None, missing: str) -> str:
    return missing if level is None else f"{level} – {LEVEL_LABELS[level].lower()}"


def _change(levels: int | None) -> str:
    if levels is None:
        return formats.DASH
    if levels == 0:
        return "stable"
    return f"{'+' if levels > 0 else '−'}{abs(levels)}{formats.NBSP}niveau{'x' if abs(levels) > 1 else ''}"


def _radar(ratings: list[Rating]) -> dict[str, Any] | None:
    """Points on a circle of radius 1; None when there are too few dimensions, or no level yet."""
    if len(ratings) < 3 or all(rating.level is None for rating in ratings):
        return None
    angles = [2 * pi * place / len(ratings) - pi / 2 for place in range(len(ratings))]
    return {
        "labels": [rating.dimension.label for rating in ratings],
        "axes": [_at(angle, 1) for angle in angles],
        "rings": [[_at(angle, ring / HIGHEST) for angle in angles] for ring in range(1, HIGHEST + 1)],
        "levels": _outline([rating.level for rating in ratings], angles),
        "targets": _outline([rating.target for rating in ratings], angles),
        "said": "Niveaux et cibles par dimension, comme dans les tableaux qui suivent.",
    }


def _outline(levels: list[int | None], angles: list[float]) -> list[tuple[float, float]]:
    return [_at(angle, (level or 0) / HIGHEST) for level, angle in zip(levels, angles, strict=True)]


def _at(angle: float, radius: float) -> tuple[float, float]:
    return round(radius * cos(angle), 4), round(radius * sin(angle), 4)
