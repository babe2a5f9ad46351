"""The throw-away cluster of the tests."""

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.support import postgres


@pytest.fixture
def url():
    url = postgres.start()
    if url is None:
        pytest.fail("PostgreSQL is not installed: apt-get install postgresql")
    return url


def test_a_database_is_created_copied_and_dropped(url):
    first = postgres.create_database(url, "first")
    engine = create_engine(first)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE word (value text)"))
        connection.execute(text("INSERT INTO word VALUES ('Élan')"))
    engine.dispose()

    copy = create_engine(postgres.create_database(url, "copy", template="first"))
    with copy.connect() as connection:
        assert connection.scalar(text("SELECT value FROM word")) == "Élan"
    copy.dispose()

    for name in ("first", "copy"):
        postgres.drop_database(url, name)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(make_url(first).set(drivername="postgresql").render_as_string())


def test_one_cluster_serves_the_whole_process(url):
    assert postgres.start() == url
