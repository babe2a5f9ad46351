#!/bin/sh
# Two files of one meeting, the second of which moved it, imported into khal in the order in which mails may arrive: the newer first.
#
# Guess: the file of the higher SEQUENCE stays (RFC 5546 section 2.1.5: what is older than what is kept is ignored), and
# the calendar's folder holds one file for the meeting whatever was imported.
# Seen: khal 0.14.1 replaces the meeting of SEQUENCE 1 by the one of SEQUENCE 0 without a word: the meeting is back at its
# first date. And each replacement leaves two more files in the folder, « 1@example.org.icsXXXXXXXX », which nothing shows.
# What follows for an application: say the date in the title or the text of an invitation as well, and its mails in order.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check khal==0.14.1 icalendar==7.3.2
mkdir "$folder/agenda"
cat >"$folder/config" <<CONFIG
[calendars]
[[perso]]
path = $folder/agenda
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = UTC
default_timezone = UTC
[sqlite]
path = $folder/khal.db
CONFIG

# A sequence, then a day of March.
invitation() {
    printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 PRODID:-//example//example//FR METHOD:REQUEST BEGIN:VEVENT UID:1@example.org \
        DTSTAMP:20260302T090000Z "SEQUENCE:$1" "DTSTART:202603$2T140000Z" "DTEND:202603$2T150000Z" SUMMARY:Point \
        END:VEVENT END:VCALENDAR >"$folder/$1.ics"
}
khal() {
    HOME="$folder" "$folder/venv/bin/khal" -c "$folder/config" "$@"
}
invitation 0 09
invitation 1 31
seen=""
for file in 1 0; do
    khal import --batch "$folder/$file.ics"
    found=$(khal list --day-format "" --format "{start-long-full} {title}" 2026-03-01 60d)
    files=$(find "$folder/agenda" -type f | wc -l)
    echo "after SEQUENCE $file: $found; files in the folder: $((files))"
    seen="$seen$found; $((files)). "
done
[ "$seen" = "2026-03-31 14:00 Point; 1. 2026-03-09 14:00 Point; 3. " ] || {
    echo "khal changed: it may keep the newer one now, or leave no file behind" >&2
    exit 1
}
