"""Migrations are linear and numbered, and give exactly the tables of the models, up and down, on both databases."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade

from aic_tracker import MIGRATIONS, config, create_app
from aic_tracker.db import Base, db
from aic_tracker.search.models import is_beside, is_declared
from tests import factories

ROOT = Path(MIGRATIONS).parent
DIGESTS = ROOT / "migrations" / "digests.txt"


@pytest.fixture
def bare_app(
    settings: config.Settings, new_database_url: Callable[[str], str], request: pytest.FixtureRequest
) -> Iterator[Flask]:
    """An application on a database without any table."""
    url = new_database_url(f"bare_{request.node.name}")
    environment = {"DATABASE_URL": url, "AIC_APP_SECRET": settings.app.secret, "AIC_SMTP_HOST": "127.0.0.1"}
    app = create_app(config.load({**environment, "AIC_APP_INSTANCE": settings.app.instance}))
    with app.app_context():
        yield app
        db.engine.dispose()
    config.use(settings)


def tables() -> set[str]:
    found = set(sa.inspect(db.engine).get_table_names()) - {"alembic_version"}
    return {name for name in found if not is_beside(name)}


def test_the_upgraded_schema_equals_the_models(bare_app: Flask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": is_declared})
        assert compare_metadata(context, Base.metadata) == []


def test_it_goes_down_to_nothing_and_up_again(bare_app: Flask) -> None:
    upgrade()
    downgrade(revision="base")
    assert tables() == set()
    upgrade()
    assert tables() == set(Base.metadata.tables)


def test_each_step_can_be_taken_back(bare_app: Flask) -> None:
    for revision in reversed(list(script().walk_revisions())):
        upgrade(revision=revision.revision)
        before = tables()
        downgrade(revision="-1")
        upgrade(revision=revision.revision)
        assert tables() == before


def test_rows_that_refer_to_each_other_go_through_a_step_back_and_forth(bare_app: Flask) -> None:
    upgrade()
    laureate = factories.laureate()
    factories.coach(laureate)
    db.session.remove()
    downgrade(revision="-1")
    upgrade()
    for table in ("user_account", "laureate", "membership"):
        assert db.session.scalar(sa.text(f"SELECT count(*) FROM {table}")) == 1
    db.session.remove()


def test_two_rows_of_the_same_file_stay_and_the_first_is_offered(bare_app: Flask) -> None:
    upgrade()
    laureate, author = factories.laureate(), factories.coach()
    said = {"laureate": laureate.id, "author": author.id, "at": "2026-03-02 09:00:00+00:00"}
    db.session.remove()
    downgrade(revision="0016")
    for name in ("a", "b", "c"):
        db.session.execute(
            sa.text(
                "INSERT INTO document (laureate_id, holder, holder_id, filename, media_type, size, sha256, stored_name,"
                " author_id, added_at)"
                " VALUES (:laureate, 'laureate', :laureate, :name, 'x', 1, 'same', :name, :author, :at)"
            ),
            said | {"name": name},
        )
    db.session.commit()
    db.session.remove()
    upgrade()
    offered = db.session.execute(sa.text("SELECT filename, removed_at IS NULL FROM document ORDER BY id")).all()
    assert [(name, bool(is_offered)) for name, is_offered in offered] == [("a", True), ("b", False), ("c", False)]
    db.session.remove()


def test_revisions_are_numbered_in_one_line() -> None:
    numbers = [revision.revision for revision in reversed(list(script().walk_revisions()))]
    assert numbers == [f"{n:04d}" for n in range(1, len(numbers) + 1)]


def test_a_landed_migration_never_changes() -> None:
    """Databases have gone through it: another text under its number would leave them without the difference."""
    there = {path.relative_to(ROOT).as_posix(): _sha256(path) for path in (ROOT / "migrations/versions").glob("*.py")}
    written = [line.split() for line in DIGESTS.read_text(encoding="utf-8").splitlines()]
    changed = sorted(name for digest, name in written if there.get(name) != digest)
    assert not changed, (
        f"{', '.join(changed)}: a landed migration never changes. Put it back (git checkout main -- <file>) and write "
        "a new one. Only what has not landed yet, renumbered for instance, may have its line written again."
    )
    assert not (new := sorted(set(there) - {name for _digest, name in written})), (
        f"{', '.join(new)}: not in migrations/digests.txt. Once the migration is as it will land, run\n"
        f"    sha256sum {' '.join(new)} >> migrations/digests.txt"
    )


def _sha256(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def script() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))
