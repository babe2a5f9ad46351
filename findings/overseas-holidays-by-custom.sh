#!/bin/sh
# Which days are public holidays in the overseas departments of France, according to the library `holidays`.
#
# Guess: the category "public" of a French territory holds the days of the Labour code: the national eleven (art. L3133-1)
# and, overseas, the day of the abolition of slavery (art. L3422-2).
# Seen (holidays 0.108, 2026): so it is for Guyane, La Réunion and Mayotte. Guadeloupe has three days more (mid-Lent,
# Good Friday, 21 July) and Martinique two (Good Friday, 21 July), which custom or agreements give, not the code; nothing
# tells them apart. « La Réunion » and RE are names it knows, « Réunion » raises; GES, the region that holds Alsace and
# Moselle, is accepted and gives the national days alone.
# What follows for an application: where a legal delay is counted, take the days of the code from a list of its own.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check holidays==0.108
"$folder/venv/bin/python" - <<'PYTHON'
from holidays import country_holidays


def more_than_national(territory: str) -> dict[str, str]:
    national = country_holidays("FR", years=2026)
    found = country_holidays("FR", subdiv=territory, years=2026, language="fr")
    return {day.isoformat(): name for day, name in sorted(found.items()) if day not in national}


seen = {code: more_than_national(code) for code in ("971", "972", "973", "974", "976", "GES", "57")}
for code, days in seen.items():
    print(code, days)
assert [len(seen[code]) for code in ("973", "974", "976")] == [1, 1, 1], "overseas departments changed"
assert list(seen["971"]) == ["2026-03-12", "2026-04-03", "2026-05-27", "2026-07-21"], "Guadeloupe changed"
assert list(seen["972"]) == ["2026-04-03", "2026-05-22", "2026-07-21"], "Martinique changed"
assert seen["GES"] == {}, "the region changed"
assert list(seen["57"]) == ["2026-04-03", "2026-12-26"], "Moselle changed"
try:
    more_than_national("Réunion")
except NotImplementedError as error:
    print("Réunion:", error)
else:
    raise AssertionError("« Réunion » is known now")
PYTHON
