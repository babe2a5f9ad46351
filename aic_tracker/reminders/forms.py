"""Forms of /envois, and the choice of one’s reminders."""

from aic_tracker.web.forms import BaseForm, Choices


class NotificationsForm(BaseForm):
    wanted = Choices("Rappels que je veux recevoir", required=False)
