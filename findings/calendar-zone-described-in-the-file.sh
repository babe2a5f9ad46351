#!/bin/sh
# A meeting whose zone the calendar file itself describes, under a name that no database of zones has.
#
# Guess: the name of a zone is only a label within its file, and the VTIMEZONE that bears it says its rules (RFC 5545
# sections 3.2.19 and 3.6.5); so « 14 h » under « Romance Standard Time », the name that Outlook gives to Paris, is
# 12:00 UTC in July for every reader.
# Seen: icalendar 7.3.0 and vobject 0.9.9 read 12:00 UTC. ics 0.7.3 looks the name up in the system's zones, does not
# find it, and reads 14:00 UTC without a word: two hours late. Under the name Europe/Paris it is right until 2037, and an
# hour late from the summer of 2038 on, although the file's own rules have no end.
# What follows for an application: write zones under their IANA name, or instants in UTC beyond 2037.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ics==0.7.3 icalendar==7.3.0 vobject==0.9.9 python-dateutil==2.9.0.post0
"$folder/venv/bin/python" - <<'PYTHON'
from datetime import UTC

import icalendar
import ics
import vobject

FILE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//example//FR
BEGIN:VTIMEZONE
TZID:{zone}
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:1@example.org
DTSTAMP:20260302T090000Z
DTSTART;TZID={zone}:{start}
DURATION:PT1H
SUMMARY:Point
END:VEVENT
END:VCALENDAR
"""


def read(zone: str, start: str) -> dict[str, str]:
    text = FILE.format(zone=zone, start=start).replace("\n", "\r\n")
    instants = {
        "icalendar": icalendar.Calendar.from_ical(text).walk("VEVENT")[0]["dtstart"].dt,
        "vobject": vobject.readOne(text).vevent.dtstart.value,
        "ics": next(iter(ics.Calendar(text).events)).begin.datetime,
    }
    return {name: f"{instant.astimezone(UTC):%Y-%m-%d %H:%M}" for name, instant in instants.items()}


seen = {
    (zone, start): read(zone, start)
    for zone in ("Europe/Paris", "Romance Standard Time")
    for start in ("20260701T140000", "20380701T140000")
}
for (zone, start), instants in seen.items():
    print(f"{zone:22} {start}", *(f"{name} {instant}" for name, instant in instants.items()), sep="  ")
for (_, start), instants in seen.items():
    assert instants["icalendar"] == instants["vobject"] == f"{start[:4]}-07-01 12:00", "icalendar or vobject changed"
assert seen["Europe/Paris", "20260701T140000"]["ics"] == "2026-07-01 12:00"
assert seen["Europe/Paris", "20380701T140000"]["ics"] == "2038-07-01 13:00", "ics knows the zone beyond 2037 now"
assert seen["Romance Standard Time", "20260701T140000"]["ics"] == "2026-07-01 14:00", "ics reads the file's zones now"
PYTHON
