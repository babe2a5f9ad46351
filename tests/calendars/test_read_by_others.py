"""What we send to calendars is read at the same instants by others, from 2020 to 2040, alone or among other files."""

import os
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aic_tracker.accounts.models import User
from aic_tracker.agenda.calendar import Entry, calendar_of
from aic_tracker.calendar_fr import PARIS
from aic_tracker.checkpoints.calendar import invitation
from aic_tracker.checkpoints.models import Checkpoint, CheckpointKind
from tests.calendars.other_readers import READERS, Instants

SINCE, STAMP = datetime(2020, 1, 1, tzinfo=UTC), datetime(2026, 3, 2, 9, tzinfo=UTC)
LEAD, GUEST = User(name="Alice Martin", email="alice@example.org"), User(name="Bruno Petit", email="bruno@example.org")

Points = list[tuple[datetime, int]]

points = st.lists(
    st.tuples(
        st.integers(0, 21 * 365 * 24 * 60).map(lambda minutes: SINCE + timedelta(minutes=minutes)),
        st.integers(15, 600),
    ),
    min_size=1,
    max_size=6,
)
# The hours around the two changes of a year, the last second of 32 bits, and years on both sides of a list of five.
EDGES: Points = [
    (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 60),
    (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), 60),
    (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), 300),
    (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), 60),
    (datetime(2031, 7, 14, 12, 0, tzinfo=UTC), 90),
    (datetime(2037, 12, 31, 23, 30, tzinfo=UTC), 60),
    (datetime(2040, 7, 1, 12, 0, tzinfo=UTC), 60),
]
reader_asked = pytest.mark.parametrize("read", READERS, ids=lambda reader: reader.__name__.removeprefix("by_"))


def expected(meant: Points) -> Instants:
    return {f"point-{n}@aic.test": (at, at + timedelta(minutes=minutes)) for n, (at, minutes) in enumerate(meant)}


def feed(meant: Points) -> str:
    entries = [
        Entry(f"point-{n}@aic.test", "Vikidia — point", "http://aic.test/p", starts_at=at, minutes=minutes)
        for n, (at, minutes) in enumerate(meant)
    ]
    return calendar_of(entries, stamp=STAMP).decode()


def invitations(meant: Points, moved_from: datetime | None = None) -> Iterator[str]:
    for n, (at, minutes) in enumerate(meant):
        point = Checkpoint(
            uid=f"point-{n}@aic.test",
            kind=CheckpointKind.REGULAR,
            sequence=int(moved_from is not None),
            starts_at=moved_from or at,
            duration_minutes=minutes,
            place="",
            agenda="",
        )
        sent = invitation(point, "Vikidia", organiser=LEAD, attendee=GUEST, link="http://aic.test/p", now=STAMP)
        yield sent.content.decode()


def on_one_server(files: list[str]) -> str:
    """One calendar of all these events, as a server holds them: of each zone, it keeps the first description."""
    head, _, _ = files[0].partition("BEGIN:VEVENT")
    events = [event for file in files for event in re.findall(r"BEGIN:VEVENT.*?END:VEVENT\r\n", file, re.DOTALL)]
    return head.replace("METHOD:REQUEST\r\n", "") + "".join(events) + "END:VCALENDAR\r\n"


@reader_asked
@settings(max_examples=40)
@given(points)
@example(EDGES)
def test_a_feed_is_read_at_our_instants(read: Callable[[str], Instants], meant: Points) -> None:
    assert read(feed(meant)) == expected(meant)


@reader_asked
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(points)
@example(EDGES)
def test_invitations_met_in_one_calendar_are_read_at_our_instants(
    app: Any, read: Callable[[str], Instants], meant: Points
) -> None:
    assert read(on_one_server(list(invitations(meant)))) == expected(meant)


@reader_asked
@pytest.mark.parametrize("zone", ["Indian/Reunion", "Pacific/Auckland", "America/Cayenne", "UTC"])
def test_a_reader_elsewhere_reads_the_same_instants(
    read: Callable[[str], Instants], zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = os.environ.get("TZ")
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert read(feed(EDGES)) == expected(EDGES)
    finally:
        monkeypatch.setenv("TZ", before) if before is not None else monkeypatch.delenv("TZ")
        time.tzset()


@reader_asked
def test_a_move_from_winter_to_summer_is_read_at_its_new_instant(app: Any, read: Callable[[str], Instants]) -> None:
    summer = [(datetime(2032, 7, 8, 14, 0, tzinfo=PARIS), 60)]
    [before] = invitations(summer, moved_from=datetime(2026, 1, 8, 14, 0, tzinfo=PARIS))
    [after] = invitations(summer)
    # The server knows the zone from the first of the two files.
    head, _, _ = before.partition("BEGIN:VEVENT")
    assert read(head + after[after.index("BEGIN:VEVENT") :])["point-0@aic.test"][0] == datetime(
        2032, 7, 8, 12, tzinfo=UTC
    )


def test_every_file_describes_paris_with_the_same_words(app: Any) -> None:
    files = [feed([]), feed(EDGES), *invitations(EDGES)]
    zones = {re.search(r"BEGIN:VTIMEZONE.*END:VTIMEZONE", file, re.DOTALL)[0] for file in files}  # type: ignore[index]
    assert len(zones) == 1
    assert zones.pop().count("RRULE") == 2
