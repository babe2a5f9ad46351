"""Where Alembic finds the migrations: what runs them alone imports it."""

from alembic.config import Config

from aic_tracker.database_faults import MIGRATIONS


def migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
