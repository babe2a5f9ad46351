"""Calendars as libraries and programs read them: one point through its five steps, then a feed."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from importlib.metadata import version
from io import StringIO
from zoneinfo import ZoneInfo

import icalendar
import ics
import vobject
from dateutil.tz import tzical
from ical.calendar_stream import IcsCalendarStream

from tests.readers import servers
from tests.readers.bench import NODE, Bench
from tests.readers.events import MEANT, Seen, cells, feed_cell, said
from tests.readers.table import Cell, Table

PARIS = ZoneInfo("Europe/Paris")
CASES = ("Inviter", "Déplacer", "Changer le titre", "Annuler", "Inviter de nouveau", "Flux d’agenda")
NOTE = (
    "Les bibliothèques lisent chaque fichier seul ; khal, Radicale et calcurse reçoivent les cinq, l’un après l’autre, "
    "dans le même agenda.\ncalcurse ne garde pas l’identifiant des événements : chaque fichier importé s’ajoute."
)
Answer = tuple[str, Sequence[Cell]]


def table(bench: Bench) -> Table:
    made = Table("Agendas", "Lecteur", CASES, NOTE)
    for name, read in LIBRARIES.items():
        made.ask(name, partial(_by_library, bench, name, read))
    for name in ("ical.js", "node-ical"):
        made.ask(name, partial(_by_node, bench, name))
    made.ask("khal", partial(_by_khal, bench))
    made.ask("Radicale", partial(_by_radicale, bench))
    made.ask("calcurse", partial(_by_calcurse, bench))
    return made


def _icalendar(text: str) -> list[Seen]:
    return [
        Seen(str(e["summary"]), said(e.decoded("dtstart")), said(e.decoded("dtend")), e.get("status") == "CANCELLED")
        for e in icalendar.Calendar.from_ical(text).walk("VEVENT")
    ]


def _vobject(text: str) -> list[Seen]:
    return [
        Seen(
            e.summary.value,
            said(e.dtstart.value),
            said(e.dtend.value),
            e.getChildValue("status", "") == "CANCELLED",
        )
        for e in vobject.readOne(text).vevent_list
    ]


def _dateutil(text: str) -> list[Seen]:
    """By nothing but the zone of the file."""
    zone = tzical(StringIO(text)).get("Europe/Paris")

    def instant(event: icalendar.Event, name: str) -> str:
        value = event.decoded(name)
        return said(value.replace(tzinfo=zone) if "TZID" in event[name].params else value)

    return [
        Seen(str(e["summary"]), instant(e, "dtstart"), instant(e, "dtend"), e.get("status") == "CANCELLED")
        for e in icalendar.Calendar.from_ical(text).walk("VEVENT")
    ]


def _ics(text: str) -> list[Seen]:
    return [
        Seen(
            e.name or "",
            said(e.begin.date() if e.all_day else e.begin.datetime),
            said(e.end.date() if e.all_day else e.end.datetime),
            e.status == "CANCELLED",
        )
        for e in ics.Calendar(text).events
    ]


def _ical(text: str) -> list[Seen]:
    return [
        Seen(e.summary, said(e.dtstart), said(e.end), e.status is not None and e.status.value == "CANCELLED")
        for e in IcsCalendarStream.calendar_from_ics(text).events
    ]


LIBRARIES: dict[str, Callable[[str], list[Seen]]] = {
    "icalendar": _icalendar,
    "vobject": _vobject,
    "python-dateutil": _dateutil,
    "ics": _ics,
    "ical": _ical,
}


def _text(bench: Bench, step: str) -> str:
    return (bench.output / "calendars" / f"{step}.ics").read_text(encoding="utf-8")


def _expected_of_feed(bench: Bench) -> list[Seen]:
    return _icalendar(_text(bench, "flux"))


def _by_library(bench: Bench, name: str, read: Callable[[str], list[Seen]]) -> Answer:
    steps = cells([read(_text(bench, step)) for step in MEANT])
    return version(name), [*steps, feed_cell(read(_text(bench, "flux")), _expected_of_feed(bench))]


def _by_node(bench: Bench, name: str) -> Answer:
    folder = bench.node(name).parent
    files = [str(bench.output / "calendars" / f"{step}.ics") for step in (*MEANT, "flux")]
    script = ["node", str(NODE), str(bench.tools), name, *files]
    answers = [
        [Seen(one["title"], _minute(one["start"]), _minute(one["end"]), one["off"]) for one in json.loads(line)]
        for line in bench.run(script, env={"TZ": "Europe/Paris"}).splitlines()
        if line.startswith("[{")
    ]
    its_version = json.loads((folder / name / "package.json").read_text())["version"]
    return its_version, [*cells(answers[:-1]), feed_cell(answers[-1], _expected_of_feed(bench))]


def _minute(written: str) -> str:
    return re.sub(r":\d\d(\.\d+)?Z$", "Z", written)


def _by_khal(bench: Bench) -> Answer:
    program = bench.python("khal")
    seen = []
    home = bench.folder("khal")
    for step in MEANT:
        servers.khal_import(bench, program, home, bench.output / "calendars" / f"{step}.ics")
        seen.append(servers.khal_list(bench, program, home))
    other = bench.folder("khal-flux")
    servers.khal_import(bench, program, other, bench.output / "calendars" / "flux.ics")
    feed = servers.khal_list(bench, program, other)
    return bench.version_of_python("khal"), [*cells(seen), feed_cell(feed, _expected_of_feed(bench))]


def _by_radicale(bench: Bench) -> Answer:
    with servers.radicale(bench) as server:
        seen = []
        for step in MEANT:
            server.put("agenda/point.ics", _text(bench, step))
            seen.append(_icalendar(server.get("agenda/")))
            [one] = seen[-1]
            # Found by the server itself at its hour, and not after it.
            assert server.found_between("agenda/", one.start, one.end), "introuvable à son heure"
            assert not server.found_between("agenda/", one.end, _later(one.end)), "trouvé après son heure"
        server.put("flux", _text(bench, "flux"))
        feed = _icalendar(server.get("flux/"))
    return bench.version_of_python("radicale"), [*cells(seen), feed_cell(feed, _expected_of_feed(bench))]


def _later(instant: str) -> str:
    return said(datetime.fromisoformat(instant.replace("Z", "+00:00")) + timedelta(hours=1))


def _by_calcurse(bench: Bench) -> Answer:
    program = bench.system("calcurse", "calcurse")
    home, other = bench.folder("calcurse"), bench.folder("calcurse-flux")
    seen = []
    for step in MEANT:
        _import(bench, program, home, step)
        seen.append(_kept(bench, program, home))
    _import(bench, program, other, "flux")
    feed = feed_cell(_kept(bench, program, other), _expected_of_feed(bench))
    return bench.version_of("calcurse"), [*cells(seen, keeps_all=True), feed]


def _import(bench: Bench, program: str, home: object, step: str) -> None:
    file = str(bench.output / "calendars" / f"{step}.ics")
    bench.run([program, "-q", "-D", str(home), "-i", file], env={"TZ": "Europe/Paris"})


def _kept(bench: Bench, program: str, home: object) -> list[Seen]:
    lines = bench.run([program, "-D", str(home), "-G"], env={"TZ": "Europe/Paris"}).splitlines()
    return [found for line in lines if (found := _of_calcurse(line))]


def _of_calcurse(line: str) -> Seen | None:
    hours = re.fullmatch(r"(\S+) @ (\S+) -> (\S+) @ (\S+?)(?:>\S*)? ?\|(.*)", line)
    if hours:
        begin, end = (
            datetime.strptime(f"{hours[n]} {hours[n + 1]}", "%m/%d/%Y %H:%M").replace(tzinfo=PARIS) for n in (1, 3)
        )
        return Seen(hours[5], said(begin), said(end))
    day = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4}) \[\d+\] ?(?:>\S*)? ?(.*)", line)
    if day:
        on = date(int(day[3]), int(day[1]), int(day[2]))
        return Seen(day[4], said(on), said(on + timedelta(days=1)))
    return None
