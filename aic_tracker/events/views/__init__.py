"""The pages of events: the team's, each invited person's, and the one that a mail opens."""

from aic_tracker.events.views import answering, door, events
from aic_tracker.events.views.common import bp

__all__ = ["answering", "bp", "door", "events"]
