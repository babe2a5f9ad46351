"""The parts of « Conduire le point »: one form each, as stored or as typed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from aic_tracker.access.guards import can
from aic_tracker.checkpoints import forms, meeting
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.checkpoints.views.common import people
from aic_tracker.laureates.models import Laureate
from aic_tracker.roadmap import rules as progress
from aic_tracker.roadmap.models import Action, Objective, ObjectiveStatus, Roadmap
from aic_tracker.web.conflicts import Difference


@dataclass
class Part:
    """One form of the screen, with what became of it."""

    kind: str  # objective, section, action
    key: str  # its id in the page, and the prefix of its fields
    form: Any
    row: Any = None  # the objective or the action; None for what does not exist yet
    stored: str = ""  # the text of a section
    stored_mark: str = ""  # what « save mine » replaces knowingly
    conflict: list[Difference] = field(default_factory=list)
    is_saved: bool = False

    @property
    def known_name(self) -> str:
        """The hidden field that says which version the screen shows."""
        return f"{self.key}-{'version' if self.kind == 'objective' else 'base'}"

    @property
    def known(self) -> str:
        return str(self.row.version) if self.kind == "objective" else self.stored_mark


def all_parts(laureate: Laureate, point: Checkpoint, roadmap: Roadmap | None) -> list[Part]:
    """Every part of the screen as it is stored."""
    rows = progress.objectives_of(roadmap.priorities) if roadmap else []
    shown = [row for row in rows if row.status is not ObjectiveStatus.DROPPED]
    return [
        *_shown_parts(shown),
        *(section_part(point, name, formdata=None) for name in meeting.SECTIONS),
        *_action_parts(laureate, point),
    ]


def _shown_parts(rows: list[Objective]) -> Iterator[Part]:
    """Objectives as stored. Sixty forms would take longer than all the rest: one is made, its fields are copied."""
    usual = forms.StandingForm(formdata=None, meta={"csrf": False})
    may_reschedule = can("EDIT_ROADMAP")
    for row in rows:
        shown = forms.ShownStanding(usual, row, may_reschedule=may_reschedule)
        yield Part("objective", f"objectif-{row.id}", shown, row)


def objective_part(row: Objective, **kwargs: Any) -> Part:
    form = forms.StandingForm.of(row, may_reschedule=can("EDIT_ROADMAP"), **kwargs)
    return Part("objective", f"objectif-{row.id}", form, row)


def section_part(point: Checkpoint, name: str, **kwargs: Any) -> Part:
    text: str = getattr(point, name)
    form = forms.SectionForm.of(name, text, **kwargs)
    return Part("section", name, form, stored=text, stored_mark=meeting.mark(text))


def _action_parts(laureate: Laureate, point: Checkpoint) -> list[Part]:
    who = people(laureate, point)
    return [
        _part_of_action(action, who, formdata=None)
        for action in point.actions
        if action.cancelled_on is None and action.done_on is None
    ]


def action_part(laureate: Laureate, point: Checkpoint, action: Action | None, **kwargs: Any) -> Part:
    return _part_of_action(action, people(laureate, point), **kwargs)


def _part_of_action(action: Action | None, who: Any, **kwargs: Any) -> Part:
    form = forms.DecidedForm.of(action, who, **kwargs)
    key = f"action-{action.id}" if action else "action-nouvelle"
    return Part("action", key, form, action, stored_mark=meeting.mark_of_action(action) if action else "")
