"""The rows of a season of N laureates, inserted in bulk into the migrated database of any build.

For each: 16 objectives under 4 priorities, 36 times, 12 points, 3 members, a signed diagnostic of 9 ratings; 4 actions,
10 lines of the journal and 4 mails beside. Columns are named by what every build has: the others take their defaults.
Everything that depends on the number of a laureate repeats itself every BLOCK of them (`volume.py`): beyond, the
database copies the first.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa
from volume import BLOCK, DIMENSIONS, EACH, LED_BY_ONE, Volume

from aic_tracker.db import Base, db

AXES = ("consolidation", "integration", "deployment")
STATUSES = ("todo", "in_progress", "achieved", "partly", "blocked", "dropped")
LED = {("outgoing_mail", "user_id")}
AT_ONCE = 5_000
Row = dict[str, Any]


def seed(season: Volume) -> None:
    """One transaction; then what the database would learn by itself of its own rows."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # Each row would look its parents up again: they are there.
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for table, rows in _tables(season):
            while some := list(islice(rows, AT_ONCE)):
                connection.execute(sa.insert(Base.metadata.tables[table]), _known(table, some))
        for block in range(1, -(-season.laureates // BLOCK)):
            for table in EACH:
                connection.execute(_copy(Base.metadata.tables[table], block, season.laureates))
        connection.commit()
    if db.engine.dialect.name == "postgresql":
        _settle()


def _known(table: str, rows: list[Row]) -> list[Row]:
    """Another build may not have every column yet."""
    columns = Base.metadata.tables[table].c
    return [{name: value for name, value in row.items() if name in columns} for row in rows]


def _settle() -> None:
    """Sequences after the rows, and the statistics that autovacuum takes."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in Base.metadata.sorted_tables:
            if "id" in table.c:
                last = sa.func.coalesce(sa.select(sa.func.max(table.c.id)).scalar_subquery(), 0) + 1
                connection.execute(
                    sa.select(sa.func.setval(sa.func.pg_get_serial_sequence(table.name, "id"), last, False))
                )
        connection.exec_driver_sql("ANALYZE")


def _tables(season: Volume) -> Iterator[tuple[str, Iterator[Row]]]:
    """Those referred to first."""
    yield "user_account", _people(season)
    yield "season", _seasons(season)
    yield "dimension", _dimensions(season)
    once: dict[str, Callable[[Volume, int], Row]] = {
        "organisation": _organisation,
        "laureate": _laureate,
        "support_period": _period,
        "diagnostic": _diagnostic,
        "roadmap": _roadmap,
    }
    for table, build in once.items():
        yield table, ({"id": n} | build(season, n) for n in season.numbers)
    yield "membership", ({"id": 3 * n - 3 + k} | _member(season, n, k) for n in season.numbers for k in (1, 2, 3))
    several: dict[str, Callable[[Volume, int, int], Row]] = {
        "rating": _rating,
        "priority": _priority,
        "objective": _objective,
        "checkpoint": _checkpoint,
        "action": _action,
        "time_entry": _time,
        "journal_entry": _told,
        "outgoing_mail": _mail,
    }
    for table, build_one in several.items():
        yield table, _of_each(season, EACH[table], build_one)


def _copy(table: sa.Table, block: int, laureates: int) -> sa.Insert:
    """The first block of a table once more, as that of other laureates."""
    each = EACH[table.name]
    moved = {"id": each} | {name: EACH[name.removesuffix("_id")] for name in ("objective_id", "priority_id")}
    moved |= dict.fromkeys(("laureate_id", "period_id", "roadmap_id", "diagnostic_id"), 1)
    moved["object_id"] = EACH["objective"]
    columns = {}
    for column in table.c:
        columns[column.name] = column
        if column.name in moved:
            columns[column.name] = column + block * BLOCK * moved[column.name]
        elif column.name in ("owner_id", "actor_id", "closer_id") or (table.name, column.name) in LED:
            columns[column.name] = column + block * BLOCK // LED_BY_ONE
        elif column.name == "user_id":
            columns[column.name] = column + 2 * block * BLOCK
        elif column.name in ("uid", "dedup_key", "message_id"):
            columns[column.name] = sa.cast(column, sa.Text) + f"-{block}"
    rows = sa.select(*columns.values()).where(table.c.id <= min(BLOCK, laureates - block * BLOCK) * each)
    return sa.insert(table).from_select(list(columns), rows, include_defaults=False)


def _of_each(season: Volume, each: int, build: Callable[[Volume, int, int], Row]) -> Iterator[Row]:
    for n in season.numbers[:BLOCK]:
        for k in range(each):
            yield {"id": (n - 1) * each + k + 1} | build(season, n, k)


def _people(season: Volume) -> Iterator[Row]:
    for n in range(1, season.people + 1):
        role = "coach" if n <= season.coaches else "referent"
        named = {"email": f"{role}.{n}@example.org", "name": f"Personne {n}"}
        yield {"id": n, "role": role, "created_at": season.began} | named


def _seasons(season: Volume) -> Iterator[Row]:
    for n in range(1, season.seasons + 1):
        yield {"id": n, "name": f"Saison {n}", "slug": f"saison-{n}", "starts_on": season.began.date()}


def _dimensions(season: Volume) -> Iterator[Row]:
    for n in range(season.seasons):
        for k in range(DIMENSIONS):
            said = {"label": f"Dimension {k}", "question": "Qui décide ?", "levels": ["un", "deux", "trois", "quatre"]}
            place = {"id": n * DIMENSIONS + k + 1, "season_id": n + 1, "rank": k}
            yield place | {"code": f"d{k}", "axis": AXES[k % 3]} | said


def _organisation(_season: Volume, n: int) -> Row:
    return {"name": f"Association {n}", "legal_form": "association"}


def _laureate(season: Volume, n: int) -> Row:
    return {
        "name": f"Projet {n}",
        "slug": f"projet-{n}",
        "tagline": "Un commun numérique au service de tous",
        "organisation_id": n,
        "season_id": season.season_of(n),
        "operator": "DINUM" if n % 3 else "DITP",
        "themes": ["éducation"],
        "axes": [AXES[n % 3]],
        "search_text": f"projet {n}",
        "created_at": season.began,
    }


def _period(season: Volume, n: int) -> Row:
    start = season.starts_on(n)
    return {"laureate_id": n, "number": 1, "starts_on": start, "term_on": start + timedelta(days=365)}


def _diagnostic(season: Volume, n: int) -> Row:
    signed = {"coach_signer_id": season.lead(n), "referent_signer_id": season.referent(n)}
    signed |= {"coach_signed_at": season.began, "referent_signed_at": season.began}
    return {"period_id": n, "kind": "initial", "opened_on": season.began.date()} | signed


def _roadmap(season: Volume, n: int) -> Row:
    """Some have not been touched for long."""
    began = season.began
    return {"period_id": n, "created_at": began, "published_at": began, "updated_at": season.at(-(n % 100))}


def _member(season: Volume, n: int, k: int) -> Row:
    person = season.lead(n) if k == 1 else season.referent(n) + k - 2
    held = {"role": "lead_coach" if k == 1 else "referent", "from_on": season.starts_on(n)}
    return {"laureate_id": n, "user_id": person} | held


def _rating(season: Volume, n: int, k: int) -> Row:
    dimension = (season.season_of(n) - 1) * DIMENSIONS + k + 1
    level = 1 + (n + k) % 3
    return {"diagnostic_id": n, "dimension_id": dimension, "level": level, "target": level + 1, "need": "low"}


def _priority(_season: Volume, n: int, k: int) -> Row:
    return {"roadmap_id": n, "axis": AXES[k % 3], "rank": k + 1, "title": f"Priorité {k + 1}"}


def _objective(season: Volume, n: int, k: int) -> Row:
    status = STATUSES[(n + k) % len(STATUSES)]
    return {
        "priority_id": (n - 1) * EACH["priority"] + k // 4 + 1,
        "rank": k % 4 + 1,
        "title": f"Objectif {k + 1}",
        "indicator": "Contributions",
        "unit": "personnes",
        "baseline": 0,
        "target": 60,
        "current": (n * 7 + k * 11) % 60,
        "due_on": season.starts_on(n) + timedelta(days=20 * k + 30),
        "owner_id": season.lead(n),
        "status": status,
        "reason": "En attente d’une réponse." if status in ("blocked", "dropped") else "",
        "updated_at": season.at(-((n + k) % 60)),
    }


def _checkpoint(season: Volume, n: int, k: int) -> Row:
    """Every thirty days: the past ones closed, save a last one here and there; here and there nothing to come."""
    on = season.starts_on(n) + timedelta(days=30 * k + 10)
    is_last = season.today - timedelta(days=30) <= on
    if on < season.today:
        status = "planned" if is_last and n % 5 == 0 else "closed"
    else:
        status = "cancelled" if n % 12 == 0 else "planned"
    starts_at = datetime.combine(on, time(13), UTC)
    closed = {"held_at": starts_at, "closed_at": starts_at + timedelta(days=1), "closer_id": season.lead(n)}
    said = {"minutes": "Ce qui a été dit.", "decisions": "Ce qui a été décidé.", "uid": f"point-{n}-{k}@aic.test"}
    return {
        "laureate_id": n,
        "period_id": n,
        "number": k + 1,
        "status": status,
        "starts_at": starts_at,
        "minutes_sent_version": int(status == "closed"),
        **(closed if status == "closed" else dict.fromkeys(closed)),
        **said,
    }


def _action(season: Volume, n: int, k: int) -> Row:
    due_on = season.today + timedelta(days=10 * k - 15 - n % 6)
    named = {"laureate_id": n, "objective_id": (n - 1) * EACH["objective"] + k + 1, "title": f"Action {k + 1}"}
    done_on = None if k else due_on
    return named | {"owner_id": season.lead(n), "due_on": due_on, "done_on": done_on, "created_at": season.at(-60)}


def _time(season: Volume, n: int, k: int) -> Row:
    """By the first referent, on days of their own since the start."""
    start = season.starts_on(n)
    apart = (season.today - start).days // EACH["time_entry"]
    return {
        "user_id": season.referent(n),
        "laureate_id": n,
        "on": start + timedelta(days=k * apart),
        "quarters": 1 + k % 4,
        "activity": "Suivi du projet",
        "note": "Relecture de la documentation avec les contributeurs.",
        "created_at": season.at(-k),
    }


def _told(season: Volume, n: int, k: int) -> Row:
    objective = {"object_type": "objective", "object_id": (n - 1) * EACH["objective"] + k + 1}
    changed = {"before": {"status": "todo"}, "after": {"status": "in_progress"}}
    return {
        "at": season.at(-10 * k - n % 10),
        "actor_id": season.lead(n),
        "laureate_id": n,
        "verb": "objective.changed",
        "summary": f"a modifié l’objectif « Objectif {k + 1} »",
        **objective,
        **changed,
    }


def _mail(season: Volume, n: int, k: int) -> Row:
    at = season.at(-30 * k - n % 30)
    lead = season.lead(n)
    return {
        "dedup_key": f"bench:{n}:{k}",
        "kind": "checkpoint-coming",
        "user_id": lead,
        "laureate_id": n,
        "recipient": "coach@example.org",
        "subject": "Le prochain point",
        "message_id": f"<{n}.{k}@aic.test>",
        "content": b"Subject: Le prochain point\r\n\r\nBonjour,\r\n" + b"Le point a lieu jeudi.\r\n" * 10,
        "status": "sent",
        "created_at": at,
        "next_attempt_at": at,
        "useful_until": at + timedelta(days=3),
        "sent_at": at,
    }
