"""What reminders cost. Prints each figure, measured in turn, and fails beyond its limit.

A tick over a million events to come takes at most twice a tick over a thousand: planning looks at a window of dates.
Delivery over one kept-open connection reaches a share of the rate of a bare smtplib loop that sends the same messages
to the same server, which writes each of them to the disk before it answers; at once, then after as long as a real one
takes to put a message in its queue.
"""

import argparse
import smtplib
import statistics
import sys
import time
from collections.abc import Callable
from email.utils import parseaddr
from pathlib import Path

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from aic_tracker import clock, config
from aic_tracker.db import db
from aic_tracker.mail.models import MailStatus, OutgoingMail
from aic_tracker.scheduler import jobs
from tests.faults import world
from tests.faults.world import START, World

FEW, MANY, MOST = 1_000, 1_000_000, 2.0
# What a server takes to accept a content, in seconds, and what must be left of a bare loop's rate. One that answers at
# once does not exist: each message waits for the disk before its final dot, which the loop does not (decision 12).
LEAST = {0.0: 0.35, 0.005: 0.6}
LAUREATES = 1_000
# Beyond the windows of all kinds: from three months to about three years ahead.
ADD_POINTS = """
WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {last})
INSERT INTO checkpoint (laureate_id, period_id, number, kind, status, starts_at, duration_minutes, place, agenda,
                        minutes, decisions, no_next_reason, cancel_reason, uid, sequence, version)
SELECT (SELECT min(id) FROM laureate) + i % {laureates}, (SELECT min(id) FROM support_period) + i % {laureates},
       100 + i / {laureates}, 'regular', 'planned', {instant}, 60, '', '', '', '', '', '', 'bench-' || i, 0, 1 FROM n
"""
INSTANT = {
    "SQLite": "datetime('2026-06-15 08:00:00', '+' || (i % 1000) || ' days') || '.000000'",
    "PostgreSQL": "timestamptz '2026-06-15 08:00:00+00' + (i % 1000) * interval '1 day'",
}


def measured(work: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def tick_cost(bench: World, ticks: int, many: int) -> bool:
    """Whether a tick costs about the same whatever is to come."""
    bench.add_points(LAUREATES, 1)
    with bench.app.app_context():
        jobs.plan(clock.now())
        medians = []
        first = 0
        for last in (FEW, many):
            db.session.execute(
                sa.text(ADD_POINTS.format(first=first, last=last, laureates=LAUREATES, instant=INSTANT[bench.name]))
            )
            db.session.commit()
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(sa.text("ANALYZE"))
            first = last
            medians.append(measured(lambda: jobs.plan(clock.now()), ticks))
    ratio = medians[1] / medians[0]
    say(
        f"{bench.name}, tick: {medians[0] * 1000:.0f} ms over {FEW:_} events to come, {medians[1] * 1000:.0f} ms over "
        f"{many:_}: × {ratio:.2f} (at most × {MOST})"
    )
    return ratio <= MOST


def delivery_rate(bench: World, messages: int, rounds: int, delay: float) -> bool:
    """Whether the outbox costs less than what the limit leaves it."""
    bench.server.order(delay=delay)
    ours, bare = [], []
    for _ in range(rounds):
        bench.empty()
        bench.add_points(messages // 25, 25)
        with bench.app.app_context():
            jobs.plan(clock.now())
            contents = db.session.execute(sa.select(OutgoingMail.recipient, OutgoingMail.content)).all()
            db.session.commit()
            ours.append(len(contents) / measured(jobs.deliver, 1))
            sent = sa.select(sa.func.count()).where(OutgoingMail.status == MailStatus.SENT)
            assert db.session.scalar(sent) == len(contents)
            db.session.commit()
        bare.append(len(contents) / measured(lambda contents=contents: send_all(bench, contents), 1))
    ratio, least = statistics.median(mine / theirs for mine, theirs in zip(ours, bare, strict=True)), LEAST[delay]
    say(
        f"{bench.name}, delivery to a server that waits {delay * 1000:.0f} ms: {statistics.median(ours):.0f} messages "
        f"a second, a bare smtplib loop {statistics.median(bare):.0f}: {ratio:.0%} (at least {least:.0%})"
    )
    return ratio >= least


def send_all(bench: World, contents: list[tuple[str, bytes]]) -> None:
    sender = parseaddr(config.current().smtp.sender)[1]
    with smtplib.SMTP(bench.server.host, bench.server.port) as server:
        for recipient, content in contents:
            server.sendmail(sender, [recipient], content)


def say(line: str) -> None:
    sys.stdout.write(line.replace("_", " ") + "\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--many", type=int, default=MANY)
    parser.add_argument("--ticks", type=int, default=15)
    parser.add_argument("--messages", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    are_met = []
    for database in options.database or ("sqlite", "postgresql"):
        with clock.at(START), world.made(database) as bench:
            are_met += [delivery_rate(bench, options.messages, options.rounds, delay) for delay in LEAST]
            bench.empty()
            are_met.append(tick_cost(bench, options.ticks, options.many))
    return 0 if all(are_met) else 1


if __name__ == "__main__":
    sys.exit(main())
