"""Every kind of reminder, by name."""

from aic_tracker.reminders.kinds.base import Kind, Occurrence
from aic_tracker.reminders.kinds.checkpoint_coming import CheckpointComing
from aic_tracker.reminders.kinds.objective_due import ObjectiveDue
from aic_tracker.reminders.kinds.renewal_file import RenewalFile
from aic_tracker.reminders.kinds.time_missing import TimeMissing
from aic_tracker.reminders.kinds.time_month import TimeMonth

__all__ = ["KINDS", "Kind", "Occurrence"]

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (CheckpointComing(), TimeMonth(), TimeMissing(), ObjectiveDue(), RenewalFile())
}
