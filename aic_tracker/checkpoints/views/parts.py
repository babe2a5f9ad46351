"""The parts of « Conduire le point »: one form each, as stored or as typed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from aic_tracker import clock
from aic_tracker.access.guards import can
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints import forms, meeting, queries
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.checkpoints.views.common import people
from aic_tracker.laureates.models import Laureate
from aic_tracker.roadmap import rules as progress
from aic_tracker.roadmap.models import Action, Objective, ObjectiveStatus, Roadmap
from aic_tracker.web.conflicts import Difference


@dataclass
class Part:
    """One form of the screen, with what became of it."""

    kind: str  # objective, section, action, past (an action that an earlier point left)
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
    def started_from(self) -> str:
        """What the hidden field holds: of a form that was refused, what it started from, still."""
        if self.conflict or self.form.errors:
            return str(self.form["version" if self.kind == "objective" else "base"].value)
        return self.known

    @property
    def known(self) -> str:
        return str(self.row.version) if self.kind == "objective" else self.stored_mark


def all_parts(point: Checkpoint, roadmap: Roadmap | None, who: Callable[[], Sequence[User]]) -> list[Part]:
    """Every part of the screen as it is stored; `who` may be in charge of an action."""
    rows = progress.objectives_of(roadmap.priorities) if roadmap else []
    shown = [row for row in rows if row.status is not ObjectiveStatus.DROPPED]
    return [
        *_shown_parts(shown),
        *(section_part(point, name, formdata=None) for name in meeting.SECTIONS),
        *_action_parts(point, who),
        *_past_parts(point),
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


def _action_parts(point: Checkpoint, who: Callable[[], Sequence[User]]) -> list[Part]:
    still = [action for action in point.actions if action.cancelled_on is None and action.done_on is None]
    return [_part_of_action(action, who(), formdata=None) for action in still]


def blank_action(who: Sequence[User]) -> Part:
    return _part_of_action(None, who, formdata=None)


def action_part(laureate: Laureate, point: Checkpoint, action: Action | None, **kwargs: Any) -> Part:
    return _part_of_action(action, people(laureate, point), **kwargs)


def _part_of_action(action: Action | None, who: Any, **kwargs: Any) -> Part:
    form = forms.DecidedForm.of(action, who, **kwargs)
    key = f"action-{action.id}" if action else "action-nouvelle"
    return Part("action", key, form, action, stored_mark=meeting.mark_of_action(action) if action else "")


def _past_parts(point: Checkpoint) -> list[Part]:
    left = meeting.actions_left(point, clock.today())
    offered = next_day(point) if left else None
    return [past_part(action, offered, formdata=None) for action in left]


def past_part(action: Action, next_day: date | None, *, is_date_read: bool = True, **kwargs: Any) -> Part:
    """`next_day`: of the next point, offered as another date to whatever is due before it."""
    is_before = next_day is not None and (action.due_on is None or action.due_on < next_day)
    offered = next_day if is_before else action.due_on
    form = forms.SettleForm.of(action, offered=offered, is_date_read=is_date_read, **kwargs)
    return Part("past", f"passee-{action.id}", form, action, stored_mark=meeting.mark_of_action(action))


def next_day(point: Checkpoint) -> date | None:
    following = queries.planned_after(point, clock.now())
    return paris_day(following.starts_at) if following else None
