#!/bin/sh
# A person's name in an invitation, written by one calendar library and read by another.
#
# Guess: a name with a quotation mark, written by icalendar as RFC 6868 asks (^' for "), is read back by vobject as it
# was typed, since both follow RFC 5545 and its updates.
# Seen: icalendar 7.3.0 writes and reads ^' rightly. vobject 0.9.9 does not know RFC 6868: the reader is shown the two
# characters ^' instead of each mark. Output: icalendar « Zoé "Zo" Martin », vobject « Zoé ^'Zo^' Martin ».
# What follows for an application: keep to the standard, and leave quotation marks out of names where readers matter.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check icalendar==7.3.0 vobject==0.9.9 python-dateutil==2.9.0.post0
"$folder/venv/bin/python" - <<'PYTHON'
from datetime import datetime, timezone

import icalendar
import vobject

typed = 'Zoé "Zo" Martin'
event = icalendar.Event()
event.add("uid", "1@example.org")
event.add("dtstamp", datetime(2026, 3, 2, 9, 0, tzinfo=timezone.utc))
event.add("dtstart", datetime(2026, 3, 2, 9, 0, tzinfo=timezone.utc))
who = icalendar.vCalAddress("mailto:zoe@example.org")
who.params["CN"] = typed
event.add("attendee", who)
calendar = icalendar.Calendar()
calendar.add("prodid", "-//example//example//FR")
calendar.add("version", "2.0")
calendar.add_component(event)
written = calendar.to_ical().decode()

line = next(line for line in written.replace("\r\n ", "").splitlines() if line.startswith("ATTENDEE"))
by_icalendar = icalendar.Calendar.from_ical(written).walk("VEVENT")[0]["attendee"].params["CN"]
by_vobject = vobject.readOne(written).vevent.attendee.params["CN"][0]
print("written      ", line)
print("icalendar    ", by_icalendar)
print("vobject      ", by_vobject)
assert "^'Zo^'" in line, "icalendar no longer writes RFC 6868"
assert by_icalendar == typed, "icalendar no longer reads what it writes"
assert by_vobject == "Zoé ^'Zo^' Martin", "vobject changed: it may know RFC 6868 now"
PYTHON
