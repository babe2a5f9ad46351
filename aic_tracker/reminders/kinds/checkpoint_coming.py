"""A point is near: seven days and one day before, with the invitation for the calendar."""

from datetime import date, datetime

from aic_tracker import config, formats
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints import calendar, notice_queries
from aic_tracker.checkpoints import queries as checkpoints
from aic_tracker.elision import of
from aic_tracker.laureates import queries as laureates
from aic_tracker.mail.message import Attachment, absolute_url
from aic_tracker.reminders.kinds.base import Kind, Occurrence
from aic_tracker.reminders.rules import Stage

TOLD = "Cette personne a reçu la nouvelle date par un message à part."


class CheckpointComing(Kind):
    name = "checkpoint-coming"
    label = "Point à venir"
    falls_to_the_team = False  # an invitation is for those who meet

    @property
    def leads(self) -> tuple[int, ...]:
        return config.current().reminders.checkpoint_coming_days

    def occurrences(self, first: date, last: date, today: date) -> list[Occurrence]:
        points = checkpoints.planned_between(first, last)
        teams = laureates.teams({point.laureate_id for point in points}, today)
        told, off = notice_queries.last_notices(points), notice_queries.taken_off(points)
        found = []
        for point in points:
            team = teams[point.laureate_id]
            invited = [attendee.user for attendee in point.attendees if attendee.user.is_active]
            team_expected = [user for user in [*team.coaches, *team.referents] if user.id not in off[point.id]]
            day = paris_day(point.starts_at)
            found.append(
                Occurrence(
                    object_id=point.id,
                    event_on=day,
                    event_at=point.starts_at,
                    laureate=point.laureate,
                    # Each person once, in the order of the team.
                    recipients=list({user.id: user for user in [*team_expected, *invited]}.values()),
                    lead_coach=team.lead_coach,
                    about=f"{point.kind.label} du {formats.date_plain(day)} à {formats.hour(point.starts_at)}",
                    facts={"point": point, "told_at": told[point.id]},
                )
            )
        return found

    def path(self, occurrence: Occurrence) -> str:
        return occurrence.page(f"points/{occurrence.facts['point'].number}")

    def why(self, occurrence: Occurrence, recipient: User) -> str:
        return f"vous participez aux points {of(occurrence.laureate_name)}"

    def attachments(self, occurrence: Occurrence, recipient: User, now: datetime) -> list[Attachment]:
        link = absolute_url(self.path(occurrence))
        point, lead = occurrence.facts["point"], occurrence.lead_coach
        project = occurrence.laureate_name
        return [calendar.invitation(point, project, organiser=lead, attendee=recipient, link=link, now=now)]

    def told(self, occurrence: Occurrence, recipient: User, today: date) -> dict[str, str]:
        point = occurrence.facts["point"]
        return {
            "l’ordre du jour": point.agenda.strip(),
            "le lieu": point.place,
            "la durée": str(point.duration_minutes),
            "la nature du point": point.kind.value,
        }

    def skip_reason(self, occurrence: Occurrence, stage: Stage, recipient: User) -> str:
        told_at = occurrence.facts["told_at"].get(recipient.id)
        return TOLD if told_at and stage.due_at <= told_at else ""
