"""The roadmap as a document and as sheets."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from aic_tracker import formats
from aic_tracker.calendar_fr import paris_day
from aic_tracker.formats import NBSP
from aic_tracker.laureates.models import Axis, Laureate, SupportPeriod
from aic_tracker.laureates.rules import last_day
from aic_tracker.paper import prose, typesetting
from aic_tracker.paper.heading import heading
from aic_tracker.paper.ods import ods
from aic_tracker.paper.sheets import Sheet, Workbook
from aic_tracker.paper.xlsx import xlsx
from aic_tracker.roadmap import rules
from aic_tracker.roadmap.models import Action, Objective, ObjectiveStatus, Priority, Roadmap
from aic_tracker.roadmap.wording import Wording

# An objective of so many lines moves whole to the next page: little of the page before stays white.
SHORT_LINES, LINE = 8, 90
IDENTIFIER = "Identifiant"  # what an edited sheet is recognised by, when it is imported again
# The title heads them, under the name of the thing itself.
WORDING = {name: text for name, text in Objective.WORDING.items() if name != "title"}


def roadmap_name(roadmap: Roadmap, laureate: Laureate, ending: str, *, at: datetime) -> str:
    return f"{laureate.slug}-feuille-de-route-{roadmap.period.number}-{paris_day(at).isoformat()}.{ending}"


def roadmap_pdf(roadmap: Roadmap, laureate: Laureate, actions: Sequence[Action], *, at: datetime) -> bytes:
    """The roadmap loaded whole, with the actions of its laureate that are still open."""
    today = paris_day(at)
    period = roadmap.period
    progress = [("Ensemble", rules.roadmap_progress(roadmap.priorities))]
    progress += [(axis.label, rules.axis_progress(roadmap.priorities, axis)) for axis in Axis]
    values = {
        **heading("Feuille de route", laureate.name, laureate.organisation.name, at=at),
        "facts": [
            ("Accompagnement", f"{period.number}, {_span(period)}"),
            ("État", _state(roadmap)),
            ("Dernière mise à jour", formats.moment(roadmap.updated_at)),
        ],
        "progress": [{"label": label, **_progress(share)} for label, share in progress],
        "axes": [
            {"label": axis.label, "priorities": [_priority(p, today) for p in roadmap.priorities if p.axis is axis]}
            for axis in Axis
        ],
        "actions": [
            [
                action.title,
                action.owner.name if action.owner else "À désigner",
                _due(action.due_on, late=rules.is_late_action(action, today), today=today),
            ]
            for action in actions
            if rules.is_open_action(action)
        ],
    }
    return typesetting.pdf("roadmap", values, at=at)


def roadmap_ods(roadmap: Roadmap, laureate: Laureate, actions: Sequence[Action], *, at: datetime) -> bytes:
    return ods(roadmap_workbook(roadmap, laureate, actions), at=at)


def roadmap_xlsx(roadmap: Roadmap, laureate: Laureate, actions: Sequence[Action], *, at: datetime) -> bytes:
    return xlsx(roadmap_workbook(roadmap, laureate, actions), at=at)


def roadmap_workbook(roadmap: Roadmap, laureate: Laureate, actions: Sequence[Action]) -> Workbook:
    """One line an objective, one line an action: nothing is said of what a page leaves out."""
    objectives = Sheet(
        "Objectifs",
        (
            "Axe",
            "Priorité",
            "Objectif",
            *(text.label for text in WORDING.values()),
            "Départ",
            "Cible",
            "Actuel",
            "Avancement (%)",
            "État",
            "Raison",
            "Échéance",
            "Responsable",
            "Moyens",
            IDENTIFIER,
        ),
        [_line(priority, objective) for priority in _by_axis(roadmap) for objective in priority.objectives],
        widths=(16, 34, 40, *(_width(text) for text in WORDING.values()), 10, 10, 10, 14, 20, 30, 12, 22, 40, 14),
        hidden=(12 + len(WORDING),),
    )
    todo = Sheet(
        "Actions",
        ("Action", "Objectif", "Responsable", "Échéance", "Faite le", "Annulée le"),
        [
            (
                action.title,
                action.objective.title if action.objective else "",
                action.owner.name if action.owner else "",
                action.due_on,
                action.done_on,
                action.cancelled_on,
            )
            for action in actions
        ],
        widths=(50, 40, 22, 12, 12, 12),
    )
    return Workbook(f"Feuille de route — {laureate.name}", (objectives, todo))


def _by_axis(roadmap: Roadmap) -> list[Priority]:
    return [priority for axis in Axis for priority in roadmap.priorities if priority.axis is axis]


def _line(priority: Priority, objective: Objective) -> tuple[Any, ...]:
    share = rules.objective_progress(objective)
    return (
        priority.axis.label,
        priority.title,
        objective.title,
        *(getattr(objective, name) for name in WORDING),
        objective.baseline,
        objective.target,
        objective.current,
        None if share is None else formats.whole_percent(share),
        rules.status_label(objective),
        objective.reason,
        objective.due_on,
        objective.owner.name if objective.owner else "",
        "\n".join(_means(objective)),
        f"objectif {objective.id} version {objective.version}",
    )


def _width(text: Wording) -> int:
    return 34 if not text.is_line else 26 if text.bound > 40 else 12


def _span(period: SupportPeriod) -> str:
    return f"du {formats.date_plain(period.starts_on)} au {formats.date_plain(last_day(period.until))}"


def _state(roadmap: Roadmap) -> str:
    if roadmap.published_at is None:
        return "Brouillon, pas encore publié"
    return f"Publiée le {formats.moment(roadmap.published_at)}"


def _progress(share: Any) -> dict[str, Any]:
    return {
        "share": None if share is None else float(share),
        "said": "pas encore d’objectif" if share is None else formats.percent(share),
    }


def _priority(priority: Priority, today: date) -> dict[str, Any]:
    return {
        "title": priority.title,
        "change": prose.blocks(priority.expected_change),
        "dimensions": ", ".join(dimension.label for dimension in priority.dimensions),
        "objectives": [_objective(objective, today) for objective in priority.objectives],
        **_progress(rules.priority_progress(priority)),
    }


def _objective(objective: Objective, today: date) -> dict[str, Any]:
    share = rules.objective_progress(objective)
    return {
        "title": objective.title,
        "detail": prose.blocks(objective.detail),
        "status": rules.status_label(objective),
        "is_short": moves_whole(objective.detail, objective.reason, *_means(objective)),
        "facts": [(term, said) for term, said in _objective_facts(objective, today) if said],
        **(_progress(share) if objective.status is not ObjectiveStatus.DROPPED else {"share": None, "said": ""}),
    }


def moves_whole(*texts: str) -> bool:
    """Whether these texts take few lines, once laid out."""
    lines = [line for text in texts for line in text.splitlines()]
    return sum(len(line) // LINE + 1 for line in lines) <= SHORT_LINES


def _objective_facts(objective: Objective, today: date) -> list[tuple[str, str]]:
    return [
        ("Raison", objective.reason if objective.status.needs_reason else ""),
        ("Indicateur", _measure(objective)),
        ("Échéance", _due(objective.due_on, late=rules.is_late(objective, today), today=today)),
        ("Responsable", objective.owner.name if objective.owner else "À désigner"),
        ("Moyens", "\n".join(_means(objective))),
    ]


def _measure(objective: Objective) -> str:
    if not rules.has_measure(objective.baseline, objective.target):
        return objective.indicator
    unit = f"{NBSP}{objective.unit}" if objective.unit else ""
    way = (
        f"de{NBSP}{formats.decimal(objective.baseline)} à{NBSP}{formats.decimal(objective.target)}{unit}, "
        f"aujourd’hui{NBSP}{formats.decimal(objective.current)}"
    )
    return f"{objective.indicator}{NBSP}: {way}" if objective.indicator else way


def _means(objective: Objective) -> list[str]:
    return [f"{means.kind.label}{NBSP}: {means.label}" for means in objective.means]


def _due(due_on: date | None, *, late: bool, today: date) -> str:
    if due_on is None:
        return ""
    return formats.date_plain(due_on) + (f" ({formats.relative_days(due_on, today)})" if late else "")
