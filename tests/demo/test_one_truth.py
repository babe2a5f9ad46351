"""One truth per figure: pages, papers, sheets and mails of the demonstration's season say the same of one thing.

Each figure is read where people read it, in the words shown; `Sightings` keeps who said what.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from email import message_from_bytes, policy
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader
from sqlalchemy.orm import joinedload, selectinload

from aic_tracker import clock
from aic_tracker.accounts.models import Role, User
from aic_tracker.calendar_fr import month_start
from aic_tracker.db import db
from aic_tracker.demo import season
from aic_tracker.laureates.models import Laureate, LaureateStatus
from aic_tracker.laureates.rules import current_period
from aic_tracker.scheduler import jobs
from tests.support.client import Client, text_of
from tests.support.mails import mails

HELD = "Clos|Tenu|Compte rendu attendu"
NUMBER = r"(-?[\d ]+(?:,\d+)?)"
PROGRAMME = "Accélérateur d’initiatives citoyennes"


def flat(text: str) -> str:
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ").split())


def number(text: str) -> Decimal:
    return Decimal(text.replace(" ", "").replace(",", "."))


def found(pattern: str, text: str) -> Decimal | None:
    match = re.search(pattern, text)
    return number(match[1]) if match else None


def added(pattern: str, text: str) -> Decimal | None:
    numbers = [number(text) for text in re.findall(pattern, text)]
    return sum(numbers, Decimal(0)) if numbers else None


class Project(NamedTuple):
    """What is read of a laureate once, before pages end the session's transactions."""

    name: str
    slug: str
    organisation: str
    starts_on: date
    until: date


@dataclass
class Sightings:
    """By figure and laureate, what each place says."""

    said: dict[tuple[str, str], dict[str, Decimal]] = field(default_factory=lambda: defaultdict(dict))

    def see(self, figure: str, laureate: Project, place: str, value: Decimal | int | None) -> None:
        if value is not None:
            self.said[figure, laureate.name][place] = Decimal(value)

    def disagreements(self) -> dict[tuple[str, str], dict[str, Decimal]]:
        return {which: places for which, places in self.said.items() if len(set(places.values())) > 1}


@dataclass
class Season:
    """The season as its readers hold it: pages by address, papers as text, mails of the day."""

    coach: Client
    direction: Client
    laureates: list[Project]
    kept: dict[str, str] = field(default_factory=dict)

    def page(self, url: str) -> str:
        if url not in self.kept:
            answer = self.coach.get(url)
            assert answer.status_code == 200, url
            self.kept[url] = flat(text_of(answer))
        return self.kept[url]

    def paper(self, url: str) -> str:
        pages = PdfReader(io.BytesIO(self.coach.get(url).data)).pages
        return flat(" ".join(page.extract_text() for page in pages))


@pytest.fixture
def demo(app: Flask, signed_in: Callable[[User], Client]) -> Season:
    assert season.load(clock.today())
    db.session.commit()
    jobs.plan(clock.now())
    people = sa.select(User).order_by(User.id)
    coach, direction = (db.session.scalars(people.where(User.role == r)).first() for r in (Role.COACH, Role.DIRECTION))
    assert coach
    assert direction
    active = sa.select(Laureate).where(Laureate.status == LaureateStatus.ACTIVE)
    loaded = active.options(joinedload(Laureate.organisation), selectinload(Laureate.periods))
    projects = []
    for one in db.session.scalars(loaded):
        period = current_period(one.periods, clock.today())
        assert period
        projects.append(Project(one.name, one.slug, one.organisation.name, period.starts_on, period.until))
    return Season(signed_in(coach), signed_in(direction), projects)


def mail_of(kind: str) -> str:
    return flat(
        " ".join(
            message_from_bytes(mail.content, policy=policy.default).get_body(("plain",)).get_content()  # type: ignore[union-attr, attr-defined]
            for mail in mails()
            if mail.kind == kind
        )
    )


def alerts_of(page: str, laureate: Project) -> str:
    """What the table of `/laureats` says of one between its organisation and its progress."""
    return page.partition(f"Avancement de {laureate.name} :")[0].rpartition(laureate.organisation)[2]


def test_progress(demo: Season) -> None:
    seen = Sightings()
    for one in demo.laureates:
        base, percent = f"/laureats/{one.slug}", r"(\d+) %"
        seen.see("progress", one, "overview", found(rf"Feuille de route : {percent}", demo.page(base)))
        seen.see("progress", one, "roadmap", found(rf"Ensemble : {percent}", demo.page(f"{base}/feuille-de-route")))
        seen.see("progress", one, "report", found(rf"Avancement {percent}", demo.page(f"{base}/bilan")))
        seen.see("progress", one, "report, PDF", found(rf"Avancement {percent}", demo.paper(f"{base}/bilan.pdf")))
        seen.see("progress", one, "list", found(rf"Avancement de {one.name} : {percent}", demo.page("/laureats")))
        deciding = demo.page("/pilotage").partition("Décisions à prendre")[2].partition("Avancement par axe")[0]
        seen.see("progress", one, "steering", found(rf"{one.name} [^%]*?Avancement : {percent}", deciding))
    assert seen.disagreements() == {}
    assert len(seen.said["progress", "Open Food Facts"]) == 6


def test_roadmaps_on_paper_say_the_same_progress_of_each_axis(demo: Season) -> None:
    seen = Sightings()
    for one in demo.laureates:
        base = f"/laureats/{one.slug}"
        paper = demo.paper(f"{base}/feuille-de-route.pdf") if "PDF" in demo.page(f"{base}/feuille-de-route") else ""
        for axis in ("Consolidation", "Intégration", "Déploiement"):
            seen.see(axis, one, "overview", found(rf"{axis} : (\d+) %", demo.page(base)))
            seen.see(axis, one, "roadmap", found(rf"{axis} : (\d+) %", demo.page(f"{base}/feuille-de-route")))
            seen.see(axis, one, "paper", found(rf"Avancement.*?{axis} (\d+) %", paper))
    assert seen.disagreements() == {}
    assert len(seen.said["Intégration", "Open Food Facts"]) == 3


def test_late_objectives(demo: Season) -> None:
    seen, late = Sightings(), r"(\d+) objectifs? en retard"
    mail, week = mail_of("direction-month"), mail_of("coach-week")
    for one in demo.laureates:
        base = f"/laureats/{one.slug}"
        roadmap = demo.page(f"{base}/feuille-de-route")
        shown = re.findall(r"(?:À faire|En cours|Bloqué) En retard", roadmap.partition("Actions en cours")[0])
        drawn = demo.page(f"{base}/calendrier").partition("Voir les données")[2]
        calendar = re.findall(r"\d{4} Objectif (?:(?!\d\d/\d\d/\d{4}).)*? en retard", drawn)
        seen.see("late", one, "overview", found(late, demo.page(base)) or 0)
        seen.see("late", one, "list", found(late, alerts_of(demo.page("/laureats"), one)) or 0)
        seen.see("late", one, "roadmap", len(shown))
        seen.see("late", one, "calendar", len(calendar))
        monthly = mail.partition("Objectifs en retard")[2]
        seen.see("late", one, "mail of the direction", found(rf"- {one.name} : (\d+)", monthly) or 0)
        weekly = re.findall(rf"- ({one.name} : [^-]*?), attendu le", week)
        seen.see("late", one, "mail of the coaches", len(set(weekly)))
    assert seen.disagreements() == {}
    total = sum(next(iter(places.values())) for places in seen.said.values())
    assert total == found(r"Objectifs en retard (\d+)", demo.page("/pilotage"))
    assert total > 0


def test_points_held(demo: Season) -> None:
    seen = Sightings()
    for one in demo.laureates:
        base = f"/laureats/{one.slug}"
        passed = demo.page(f"{base}/points").partition("Points passés")[2]
        drawn = demo.page(f"{base}/calendrier").partition("Voir les données")[2]
        seen.see("held", one, "overview", found(r"(\d+) points? tenus? sur", demo.page(base)))
        seen.see("held", one, "report", found(r"Points tenus (\d+) sur", demo.page(f"{base}/bilan")))
        seen.see("held", one, "report, PDF", found(r"Points tenus (\d+) sur", demo.paper(f"{base}/bilan.pdf")))
        seen.see(
            "held",
            one,
            "points",
            len(re.findall(rf"Point n° \d+(?: — [^.]*?)? (?:{HELD})\b", passed)),
        )
        seen.see("held", one, "calendar", len(re.findall(r"Point n° \d+ tenu", drawn)))
    assert seen.disagreements() == {}


def test_days_of_assignments_and_their_value(demo: Season) -> None:
    seen = Sightings()
    for one in demo.laureates:
        base = f"/laureats/{one.slug}"
        page, report, paper = demo.page(f"{base}/appuis"), demo.page(f"{base}/bilan"), demo.paper(f"{base}/bilan.pdf")
        if "Aucun appui pour l’instant" in page:
            continue
        listed = demo.page(base).partition("Appuis métier")[2]
        seen.see("days", one, "assignments", found(rf"Temps donné {NUMBER} j sur", page))
        seen.see("days", one, "report", found(rf"Valeur des appuis .*? € {NUMBER} j sur", report))
        seen.see("days", one, "report, PDF", found(rf"Appuis métier {NUMBER} j,", paper))
        seen.see("days", one, "overview", added(rf"· {NUMBER} j sur", listed))
        seen.see("value", one, "assignments", found(rf"Valeur du temps donné {NUMBER} €", page))
        seen.see("value", one, "report", found(rf"Valeur des appuis {NUMBER} €", report))
        seen.see("value", one, "report, PDF", found(rf"Appuis métier [\d,]+ j, {NUMBER} €", paper))
    assert seen.disagreements() == {}
    assert len(seen.said["days", "Open Food Facts"]) == 4


def test_time_of_referents(demo: Season) -> None:
    seen, today = Sightings(), clock.today()
    rows = list(csv.DictReader(io.StringIO(demo.coach.get("/pilotage/temps.csv").text.lstrip("\ufeff")), delimiter=";"))
    for one in demo.laureates:
        base = f"/laureats/{one.slug}"
        report = demo.page(f"{base}/bilan").partition("Mois non déclarés")[2].partition("Appuis métier")[0]
        elapsed = [
            number(row["Temps (jours)"])
            for row in rows
            if row["Lauréat"] == one.name
            and one.starts_on <= date.fromisoformat(row["Jour"]) < min(month_start(today), one.until)
        ]
        seen.see("time", one, "report", added(r"([\d,]+) j [\d,]+ j à", report))
        seen.see("time", one, "sheet", sum(elapsed, Decimal(0)) if elapsed else None)
        months = demo.page(f"{base}/temps").partition("Temps noté par mois")[0]
        tables = re.findall(r"Mois Temps Fourchette État (.*?)(?=Temps de|Mois par mois|$)", months)
        given = added(r"\d{4} ([\d,]+) j [\d,]+ à [\d,]+ j (?!en cours)", " ".join(tables))
        seen.see("time", one, "time page", given)
    assert seen.disagreements() == {}
    assert len(seen.said["time", "Open Food Facts"]) == 3


def test_time_of_one_month(demo: Season) -> None:
    """January 2026 lies whole in every period: the same on the heat map of all and on the page of each."""
    seen = Sightings()
    heat = demo.page("/pilotage").partition("Points tenus et temps déclaré, par lauréat et par mois")[2]
    for one in demo.laureates:
        row = heat.partition(f" {one.name} ")[2]
        cells = re.findall(r"(?:· Hors accompagnement|\d+ points? (?:▼|▲|\?|…)? ?(?:([\d,]+) j)?)", row)
        if cells[-2:] and len(cells) >= 12:
            seen.see("January", one, "steering", number(cells[9]) if cells[9] else None)
        page = demo.page(f"/laureats/{one.slug}/temps").partition("Temps noté par mois")[0]
        tables = " ".join(re.findall(r"Mois Temps Fourchette État (.*?)(?=Temps de|Mois par mois|$)", page))
        seen.see("January", one, "time page", added(r"janvier 2026 ([\d,]+) j", tables))
    assert seen.disagreements() == {}
    assert len(seen.said["January", "Open Food Facts"]) == 2


def test_aid_received_and_what_is_left_of_it(demo: Season) -> None:
    seen = Sightings()
    for one in demo.laureates:
        base = f"/laureats/{one.slug}"
        page, report = demo.page(f"{base}/aides"), demo.page(f"{base}/bilan")
        given = re.findall(
            rf"(\d\d)/(\d\d)/(\d{{4}}) (?:(?!\d\d/\d\d/\d{{4}}).)*?{PROGRAMME} {NUMBER} €",
            page.partition("Octroi Objet Montant")[2],
        )
        inside = [
            number(amount)
            for day, month, year, amount in given
            if one.starts_on <= date(int(year), int(month), int(day)) < one.until
        ]
        seen.see("received", one, "aids", sum(inside, Decimal(0)))
        seen.see("received", one, "report", found(rf"{NUMBER} € reçus du programme", report) or 0)
        paper = demo.paper(f"{base}/bilan.pdf")
        seen.see("received", one, "report, PDF", found(rf"Aides du programme {NUMBER} €", paper) or 0)
        granted, ceiling = (found(rf"Accordé {NUMBER} €", page), found(rf"Accordé {NUMBER} € sur", page))
        ceiling = found(rf"Accordé [\d ,]+ € sur {NUMBER} €", page)
        seen.see("left", one, "sentence", found(rf"il reste {NUMBER} €", page))
        seen.see("left", one, "tile", found(rf"Reste {NUMBER} €", page))
        if granted is not None and ceiling is not None:
            seen.see("left", one, "subtraction", ceiling - granted)
        window = page.partition("Total de la fenêtre Reste")[2].partition("Toutes les aides")[0]
        lines = re.findall(rf"(\d\d)/(\d\d)/(\d{{4}}) (?:[\d ,]+ €|—) (?:[\d ,]+ €|—) {NUMBER} € {NUMBER} €", window)
        past = [left for day, month, year, _, left in lines if date(int(year), int(month), int(day)) <= clock.today()]
        seen.see("left", one, "window", number(past[-1]) if past else None)
    assert seen.disagreements() == {}
    assert len(seen.said["left", "Open Food Facts"]) == 4


def test_objectives_achieved(demo: Season) -> None:
    seen, achieved = Sightings(), r"(\d+) sur \d+"
    for one in demo.laureates:
        base = f"/laureats/{one.slug}"
        report, paper = demo.page(f"{base}/bilan"), demo.paper(f"{base}/bilan.pdf")
        facts = demo.page(f"{base}/feuille-de-route").partition("Actions en cours")[0]
        if "objectifs atteints" not in report and "objectif atteint" not in report:
            continue
        seen.see("achieved", one, "report", found(rf"Avancement \d+ % {achieved} objectif", report))
        seen.see("achieved", one, "report, PDF", found(rf"Objectifs atteints {achieved}", paper))
        seen.see("achieved", one, "roadmap", len(re.findall(r"% Atteint ", facts)))
    assert seen.disagreements() == {}
    assert len(seen.said["achieved", "Open Food Facts"]) == 3


def test_laureates_supported(demo: Season) -> None:
    monthly = mail_of("direction-month")
    steering = flat(text_of(demo.direction.get("/pilotage")))
    counts = {
        "mail": found(r"(\d+) lauréats? accompagnés?", monthly),
        "steering": found(r"accompagnés (\d+)", steering),
        "season": found(r"Accompagnés aujourd’hui (\d+)", demo.page("/pilotage/saison/saison-2")),
    }
    assert len(set(counts.values())) == 1, counts
