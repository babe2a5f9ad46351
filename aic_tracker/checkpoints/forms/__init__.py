"""What is asked about a point, and while it is led."""

from aic_tracker.checkpoints.forms.meeting import DecidedForm, SectionForm, SettleForm, ShownStanding, StandingForm
from aic_tracker.checkpoints.forms.minutes import SendMinutesForm
from aic_tracker.checkpoints.forms.points import (
    BLANK_ROWS,
    MORE_ROWS,
    MOST_ROWS,
    AddForm,
    CancelForm,
    CloseForm,
    EditForm,
    HoldForm,
    MinutesForm,
    MoveForm,
    ProposedForm,
    people_options,
)
from aic_tracker.checkpoints.forms.series import SeriesForm

__all__ = [
    "BLANK_ROWS",
    "MORE_ROWS",
    "MOST_ROWS",
    "AddForm",
    "CancelForm",
    "CloseForm",
    "DecidedForm",
    "EditForm",
    "HoldForm",
    "MinutesForm",
    "MoveForm",
    "ProposedForm",
    "SectionForm",
    "SendMinutesForm",
    "SeriesForm",
    "SettleForm",
    "ShownStanding",
    "StandingForm",
    "people_options",
]
