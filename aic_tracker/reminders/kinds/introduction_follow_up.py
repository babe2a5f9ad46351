"""The next step of an introduction is due: on its date, to the person who owns it."""

from datetime import date, timedelta

from aic_tracker import config, formats
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import User
from aic_tracker.introductions import queries as introductions_queries
from aic_tracker.laureates import queries as laureates
from aic_tracker.reminders.kinds.base import Kind, Occurrence


class IntroductionFollowUp(Kind):
    name = "introduction-follow-up"
    label = "Suite d’une mise en relation"
    told_to = (Permission.READ_INTRODUCTIONS,)
    has_movable_date = True
    grace = timedelta(days=7)

    @property
    def leads(self) -> tuple[int, ...]:
        return config.current().reminders.introduction_follow_up_days

    def occurrences(self, first: date, last: date, today: date) -> list[Occurrence]:
        introductions = introductions_queries.due_between(first, last)
        teams = laureates.teams({introduction.laureate_id for introduction in introductions}, today)
        found = []
        for introduction in introductions:
            owner, coach = introduction.owner, teams[introduction.laureate_id].lead_coach
            found.append(
                Occurrence(
                    object_id=introduction.id,
                    event_on=introduction.next_step_on or last,
                    laureate=introduction.laureate,
                    recipients=[owner] if owner and owner.is_active else [],
                    lead_coach=coach,
                    about=f"Mise en relation avec {introduction.contact.organisation}, "
                    f"suite prévue le {formats.date_plain(introduction.next_step_on)}",
                    facts={"introduction": introduction},
                )
            )
        return found

    def path(self, occurrence: Occurrence) -> str:
        return occurrence.page(f"mises-en-relation/{occurrence.object_id}")

    def why(self, occurrence: Occurrence, recipient: User) -> str:
        return "cette mise en relation vous est confiée"
