import pytest

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.opendata import operations
from tests import factories as make


@pytest.fixture
def opened(app):
    """What is public has been opened."""
    operations.publish(actor=make.direction(), now=clock.now())
    db.session.commit()
