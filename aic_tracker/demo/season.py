"""The demonstration: the thirteen laureates of the programme, their facts public and all the rest invented.

Season 1 keeps its true dates. The periods of season 2 are moved around the day of the demonstration, so that renewals,
late objectives and missing months are in sight on any day. Two loadings of one day make the same rows.
"""

from datetime import date

import sqlalchemy as sa

from aic_tracker.calendar_fr import paris_instant
from aic_tracker.catalogue import operations as catalogue
from aic_tracker.db import db
from aic_tracker.demo import (
    assignments,
    conversation,
    diagnostics,
    documents,
    dossiers,
    events,
    juries,
    laureates,
    money,
    partners,
    people,
    points,
    renewal_files,
    revisions,
    roadmaps,
    timesheets,
)
from aic_tracker.demo.stage import Lines, Stage, read
from aic_tracker.diagnostic.operations import load_grid
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import Laureate, Season

# One loader at a time on PostgreSQL; SQLite's write lock does it there.
LOADING = 0x41_49_43


def load(today: date) -> bool:
    """Add the season as it stands on the morning of `today`; False when it is already there. The caller commits."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOADING)))
    facts = read("facts.toml")
    slugs = [line["slug"] for line in facts["laureates"]]
    if db.session.scalar(sa.select(Laureate.id).where(Laureate.slug.in_(slugs)).limit(1)):
        return False
    with db.session.no_autoflush:
        lines = {line["slug"]: line for line in facts["seasons"]}
        company = people.company()
        seasons = _seasons(facts, today)
        db.session.flush()
        grids = {season.id: load_grid(season.id) for season in seasons.values()}
        for line in facts["laureates"]:
            stage = laureates.set_up(line, lines[line["season"]], seasons[line["season"]], company, today)
            stage.dimensions = grids[stage.laureate.season_id]
            _play(stage)
        events.add(seasons, company, today)
        dossiers.add(paris_instant(today, 7))
        juries.add(seasons["saison-2"], company.team["coach"], paris_instant(today, 7))
        catalogue.seed(actor=None)
        db.session.flush()
    return True


def _seasons(facts: Lines, today: date) -> dict[str, Season]:
    seasons = {}
    for line in facts["seasons"]:
        anchors = [laureates.anchor(own, line, today) for own in facts["laureates"] if own["season"] == line["slug"]]
        seasons[line["slug"]] = Season(
            name=line["name"],
            slug=line["slug"],
            starts_on=line.get("starts_on") or min(anchors),
            ends_on=line.get("ends_on"),
            note=line["note"],
        )
    db.session.add_all(seasons.values())
    return seasons


def _play(stage: Stage) -> None:
    """From the first day to yesterday. Points come first: they are when things are said."""
    points.build(stage)
    diagnostics.build(stage)
    roadmaps.build(stage)
    points.write_minutes(stage)
    revisions.build(stage)
    timesheets.build(stage)
    assignments.build(stage)
    money.build(stage)
    partners.build(stage)
    documents.build(stage)
    conversation.build(stage)
    renewal_files.build(stage)
    db.session.flush()
    renewal_files.keep_reports(stage)
    db.session.add_all(
        JournalEntry(
            at=event.at,
            actor_id=event.actor.id,
            laureate_id=stage.laureate.id,
            verb=event.verb,
            object_type=event.obj.__tablename__,
            object_id=event.obj.id,
            summary=event.summary[:500],
            before=event.before,
            after=event.after,
        )
        for event in sorted(stage.events, key=lambda event: event.at)
    )
