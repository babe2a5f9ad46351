"""What the log says of a job that failed: a refusal of the database in one line, a defect with its frames."""

import logging

from flask import Flask
from sqlalchemy.exc import OperationalError

from aic_tracker.scheduler import runner
from aic_tracker.site.logs import JsonLines


def failing(error):
    def job():
        raise error

    return job


def told(app: Flask, caplog, error):
    runner.in_context(app, failing(error))()
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    return JsonLines().format(record)


def test_a_database_that_is_gone_is_said_in_one_line(app: Flask, caplog):
    line = told(app, caplog, OperationalError("SELECT", {}, Exception("no route")))
    assert "database unavailable: no route" in line
    assert "exception" not in line


def test_a_defect_says_where_it_happened_and_not_what_was_in_hand(app: Flask, caplog):
    line = told(app, caplog, KeyError("camille@example.org"))
    assert "unforeseen failure" in line
    assert "test_failures.py" in line
    assert "camille" not in line
