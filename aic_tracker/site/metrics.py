"""Measures for Prometheus, behind a token; nothing in them is about a person.

Queue, scheduler and database are read at each visit. Requests are counted by each process, and added up over the
processes of one gunicorn (`PROMETHEUS_MULTIPROC_DIR`, set by gunicorn.conf.py); each server has its own.
"""

import hmac
import os
from collections.abc import Iterator

from flask import Blueprint, Flask, Response, abort, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from sqlalchemy.exc import SQLAlchemyError

from aic_tracker import clock, config
from aic_tracker.access.guards import public
from aic_tracker.db import db
from aic_tracker.mail import failures, queue

bp = Blueprint("metrics", __name__)

OWN = CollectorRegistry()
DURATIONS = Histogram(
    "aic_request_duration_seconds",
    "Requests answered, by view and class of status.",
    ["endpoint", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=OWN,
)


def init_app(app: Flask) -> None:
    if config.current().metrics.token:
        # First and last: what the other hooks cost is part of the answer.
        app.before_request_funcs.setdefault(None, []).insert(0, _begin)
        app.after_request_funcs.setdefault(None, []).insert(0, _count)


@bp.get("/metrics")
@public
def show() -> Response:
    """For Prometheus: `Authorization: Bearer TOKEN`. Does not exist without a token in the settings."""
    token = config.current().metrics.token or abort(404)
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if not hmac.compare_digest(given.encode(), token.encode()):
        return Response(status=401, headers={"WWW-Authenticate": 'Bearer realm="metrics"'})
    registry = CollectorRegistry()
    registry.register(Present())
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        multiprocess.MultiProcessCollector(registry)
    else:
        registry.register(Requests())
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class Requests:
    """Those of this process."""

    def collect(self) -> Iterator[Metric]:
        yield from OWN.collect()


class Present:
    """What the database says at this instant; nothing but its absence when it does not answer."""

    def collect(self) -> Iterator[Metric]:
        try:
            lengths, state, failing = queue.lengths(), queue.state(), failures.open_by_stage()
        except SQLAlchemyError:
            db.session.rollback()
            yield GaugeMetricFamily("aic_database_up", "1 when the database answers.", 0)
            return
        now = clock.now()
        yield GaugeMetricFamily("aic_database_up", "1 when the database answers.", 1)
        mails = GaugeMetricFamily("aic_mails", "Mails kept, by state.", labels=["state"])
        for status, count in lengths.items():
            mails.add_metric([status.value], count)
        yield mails
        apart = GaugeMetricFamily("aic_failures", "What could not be done, and was kept apart.", labels=["stage"])
        for stage, count in failing.items():
            apart.add_metric([stage.value], count)
        yield apart
        yield GaugeMetricFamily(
            "aic_mail_held", "1 while a person's decision is awaited.", int(bool(state.hold_reason))
        )
        yield GaugeMetricFamily("aic_mail_paused", "1 while the queue is paused.", int(queue.is_paused(state, now)))
        if state.last_tick_at is not None:
            age = max(0.0, (now - state.last_tick_at).total_seconds())
            yield GaugeMetricFamily("aic_scheduler_last_tick_age_seconds", "Since the scheduler's last tick.", age)


def _begin() -> None:
    g.began = clock.stopwatch()


def _count(response: Response) -> Response:
    if (began := g.get("began")) is not None:
        endpoint = request.endpoint or "none"
        DURATIONS.labels(endpoint, f"{response.status_code // 100}xx").observe(clock.stopwatch() - began)
    return response
