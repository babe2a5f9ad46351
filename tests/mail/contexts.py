"""One context that every mail template accepts, with the same typed text wherever people type one."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace as Row
from typing import Any

from aic_tracker.checkpoints.models import CheckpointKind
from aic_tracker.roadmap.models import ObjectiveStatus
from aic_tracker.territories import Territory

AT = datetime(2026, 3, 12, 13, 0, tzinfo=UTC)
DAY = date(2026, 3, 12)


def every_word(typed: str) -> dict[str, Any]:
    laureate, person = Row(name=typed, territory=Territory.MAINLAND), Row(name=typed)
    objective = Row(
        title=typed,
        due_on=DAY,
        status=ObjectiveStatus.IN_PROGRESS,
        target=Decimal(12),
        current=Decimal(3),
        indicator=typed,
        unit=typed,
    )
    point = Row(
        kind=CheckpointKind.REGULAR,
        laureate=laureate,
        starts_at=AT,
        duration_minutes=60,
        place=typed,
        agenda=typed,
        cancel_reason=typed,
        has_happened=True,
    )
    period = Row(laureate=laureate, last_day=DAY)
    matters = Row(
        points=[point],
        unwritten=[point],
        late=[(laureate, objective)],
        month=DAY,
        missing=[Row(laureate=laureate, user=person)],
        terms=[period],
        late_by_laureate=lambda: [(typed, 2)],
        missing_by_laureate=lambda: [(typed, 3)],
    )
    organisation = Row(name=typed)
    words = (
        "laureate_name",
        "author",
        "inviter_name",
        "topic",
        "text",
        "title",
        "minutes",
        "decisions",
        "no_next_reason",
        "why",
    )
    days = ("event_on", "day", "horizon", "month", "basis", "erase_on", "last_day", "closes_on", "seen_on")
    return {
        **dict.fromkeys(words, typed),
        **dict.fromkeys(days, DAY),
        **dict.fromkeys(("starts_at", "next_starts_at", "was_at", "expires_at"), AT),
        **dict.fromkeys(
            ("is_optional", "is_active", "is_over", "is_past", "is_closed", "is_held", "is_for_the_team", "has_begun"),
            True,
        ),
        **dict.fromkeys(("link", "sign_in_url"), "http://aic.test/ici"),
        "actions": [(typed, typed, DAY)],
        "aid": Row(organisation=organisation, amount_cents=123_400, granted_on=DAY),
        "access_notes": typed,
        "answer": "yes",
        "answers": dict.fromkeys(("yes", "perhaps", "no"), "http://aic.test/ici"),
        "assignment": Row(title=typed),
        "awaited": [Row(laureate=laureate, what=typed, about=typed, due_on=DAY)],
        "changes": [typed],
        "capacity": 12,
        "days_max": 4,
        "days_min": 2,
        "description": typed,
        "duration_minutes": 120,
        "introduction": Row(contact=Row(person=typed, organisation=typed), next_step=typed),
        "kind_label": typed,
        "left": [typed],
        "matters": matters,
        "more": 2,
        "news": [Row(who=typed, what=typed, without_amount=typed, at=AT)],
        "next_place": typed,
        "number": 3,
        "online": "",
        "objective": objective,
        "place": typed,
        "point": point,
        "present": [typed],
        "quarters": 5,
        "reason": typed,
        "role": "direction",
        "role_label": "Référent",
        "span": (DAY, DAY),
        "supported": 12,
        "thanks": typed,
        "unread": "",
        "version": 2,
        "territory": laureate.territory,
    }
