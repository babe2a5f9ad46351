"""The database: declarative base, column types, and the way a transaction begins."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapper
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.sql.functions import FunctionElement

from aic_tracker.db_session import OutlivedSession
from aic_tracker.errors import StaleError

BUSY_TIMEOUT_SECONDS = 30
log = logging.getLogger(__name__)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = sa.MetaData(naming_convention=NAMING)


# Rows stay readable after a commit: nothing is shown that would need them read again.
db = SQLAlchemy(
    model_class=Base,
    disable_autonaming=True,
    session_options={"class_": OutlivedSession, "expire_on_commit": False},
)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """Aware UTC instants, on both databases; a naive one is refused rather than guessed."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Quantity(sa.types.TypeDecorator[Decimal]):
    """Exact decimals with four places, kept as integers: SQLite would turn a NUMERIC into a float."""

    impl = sa.BigInteger
    cache_ok = True
    PLACES = Decimal("0.0001")

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> int | None:
        return None if value is None else int(Decimal(value).scaleb(4).to_integral_value())

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> Decimal | None:
        if value is None:
            return None
        # Without trailing zeros, nor the power of ten (8.4E+3) that normalize() would leave.
        return Decimal(format((Decimal(value) * self.PLACES).normalize(), "f"))


def enum_type(values: type[StrEnum], length: int = 24) -> sa.Enum:
    """A column holding one of the enum's values, as text: adding a value needs no database type."""
    return sa.Enum(
        values, native_enum=False, length=length, validate_strings=True, values_callable=lambda e: [m.value for m in e]
    )


class _ByCodePoint(FunctionElement[str]):
    inherit_cache = True


@compiles(_ByCodePoint)
def _as_it_is(element: _ByCodePoint, compiler: sa.Compiled, **kwargs: Any) -> str:
    return str(compiler.process(element.clauses, **kwargs))


@compiles(_ByCodePoint, "postgresql")
def _collated(element: _ByCodePoint, compiler: sa.Compiled, **kwargs: Any) -> str:
    return f'({compiler.process(element.clauses, **kwargs)} COLLATE "C")'


def by_code_point(column: Any) -> sa.ColumnElement[str]:
    """Sorts a folded column alike everywhere: PostgreSQL would sort it as its cluster was told to."""
    return _ByCodePoint(column)


@contextmanager
def editing(refusal: str) -> Iterator[None]:
    """Change rows and write them; raises StaleError(refusal) when somebody else saved one of them meanwhile."""
    try:
        # A savepoint: what the caller had before is still there to answer with.
        with db.session.begin_nested():
            yield
            db.session.flush()
    except StaleDataError:
        raise StaleError(refusal) from None


@event.listens_for(Mapper, "before_delete")
def _require_still_there(mapper: Mapper[Any], connection: sa.Connection, row: Any) -> None:
    """Of two who take a row away at once, the second is told: by itself SQLAlchemy would only warn in the log."""
    key = zip(mapper.primary_key, mapper.primary_key_from_instance(row), strict=True)
    there = sa.select(mapper.primary_key[0]).where(*(column == value for column, value in key))
    if connection.execute(there.with_for_update()).first() is None:
        raise StaleDataError(f"a row of {mapper.local_table} is gone")


# A transaction that may write takes SQLite's write lock at once: upgrading a read lock later can fail with no wait.
# Safe requests (GET, HEAD) only read, and so never queue behind a writer.
_reading: ContextVar[bool] = ContextVar("reading", default=False)


def begin_reading() -> None:
    """From here to `end_reading`, transactions take no write lock on SQLite."""
    _reading.set(True)


def end_reading() -> None:
    _reading.set(False)


def begin_writing() -> None:
    """For the rare GET that writes: from here on, transactions take the write lock as they begin."""
    db.session.rollback()
    _reading.set(False)


# Whether a commit may be lost in a power cut, and in nothing less: it then waits for no disk.
_relaxed: ContextVar[bool] = ContextVar("relaxed_durability", default=False)


@contextmanager
def relaxed_durability() -> Iterator[None]:
    """For what is written here, a power cut may bring back the state just before. Begins on no open transaction."""
    token = _relaxed.set(True)
    try:
        yield
    finally:
        _relaxed.reset(token)


def write_in_passing(statement: sa.Update) -> None:
    """Run it in a short transaction of its own, and give up rather than wait or fail: it may be written later."""
    try:
        with db.engine.connect() as connection:
            if connection.dialect.name != "sqlite":
                connection.exec_driver_sql("SET LOCAL lock_timeout='50ms'")
                connection.execute(statement)
                connection.commit()
                return
            # On the driver's own connection: its transaction would begin, and wait, before any statement.
            driver: Any = connection.connection.dbapi_connection
            driver.execute("PRAGMA busy_timeout=0")
            try:
                connection.execute(statement)
                connection.commit()
            finally:
                driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}")
    except sa.exc.DBAPIError as error:
        log.info("not written in passing: %s", error.orig)


@contextmanager
def own_transaction(*, patience: float | None = None) -> Iterator[sa.Connection]:
    """A short writing transaction of its own, whatever becomes of the session's, which must hold no lock.

    `patience`: how many seconds it waits for those who write, when not as long as anybody; then OperationalError.
    """
    token = _reading.set(False)
    try:
        with db.engine.connect() as connection, _waiting(connection, patience), connection.begin():
            if patience is not None and connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout='{int(patience * 1000)}ms'")
            yield connection
    finally:
        _reading.reset(token)


@contextmanager
def _waiting(connection: sa.Connection, patience: float | None) -> Iterator[None]:
    """On SQLite, whose transactions wait as they begin."""
    if patience is None or connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    driver.execute(f"PRAGMA busy_timeout={int(patience * 1000)}")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}")


@contextmanager
def reading_apart() -> Iterator[sa.Connection]:
    """A reading transaction of its own, for an answer that goes on once its request is over; rows come as asked."""
    with db.engine.connect().execution_options(yield_per=500) as connection:
        token = _reading.set(True)
        try:
            connection.begin()
        finally:
            _reading.reset(token)
        yield connection


@contextmanager
def autocommit(*, is_relaxed: bool = False) -> Iterator[sa.Connection]:
    """A connection whose every statement is a transaction of its own, in one round trip; commit() is still called.

    `is_relaxed`: as in `relaxed_durability`.
    """
    with db.engine.connect().execution_options(autocommit=True) as connection:
        if connection.dialect.name == "sqlite":
            setting = f"PRAGMA synchronous={'NORMAL' if is_relaxed else 'FULL'}"
        else:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            # Rows found by their number: one plan is right for any value, and is made once.
            driver: Any = connection.connection.dbapi_connection
            driver.prepare_threshold = 1
            setting = f"SET synchronous_commit = {'off' if is_relaxed else 'on'}"
        connection.detach()  # its settings end with it
        connection.exec_driver_sql(setting)
        connection.commit()
        yield connection


@event.listens_for(sa.Engine, "connect")
def _prepare(connection: Any, _record: Any) -> None:
    if type(connection).__module__.startswith("psycopg"):
        # A statement prepared once keeps a plan for any value: windows of dates then read the whole table.
        connection.prepare_threshold = None
    if type(connection).__module__.startswith("sqlite3"):
        connection.isolation_level = None  # the driver must not begin transactions by itself
        if connection.execute("PRAGMA page_count").fetchone() == (0,):
            # A new file gives the room of deleted rows back little by little (`room`). Of another, this would write.
            connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
        connection.execute("PRAGMA journal_mode=WAL")
        # What is erased is overwritten: a deleted text must not stay in the file, nor in its backups.
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}")


@event.listens_for(sa.Engine, "begin")
def _begin(connection: sa.Connection) -> None:
    if connection.get_execution_options().get("autocommit"):
        return
    if connection.dialect.name == "sqlite":
        wanted = "NORMAL" if _relaxed.get() else "FULL"
        if connection.info.get("synchronous", "FULL") != wanted:
            connection.exec_driver_sql(f"PRAGMA synchronous={wanted}")
            connection.info["synchronous"] = wanted
        connection.exec_driver_sql("BEGIN" if _reading.get() else "BEGIN IMMEDIATE")
    elif _relaxed.get():
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
