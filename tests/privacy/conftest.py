"""Somebody known everywhere in the tool: an account, places, words, signatures, and a row wherever one may stand."""

from datetime import date

import pytest

from aic_tracker import clock
from aic_tracker.accounts.models import Role, User
from tests import factories as make

NAME, EMAIL = "Rosalie Quéméneur", "rosalie.quemeneur@example.org"


@pytest.fixture
def person(app) -> User:
    return make.user(Role.REFERENT, name=NAME, email=EMAIL, last_sign_in_at=clock.now())


@pytest.fixture
def ended(app, person):
    """A project whose period ended, where she was referent."""
    laureate = make.laureate("Vikidia", starts_on=date(2024, 9, 1))
    make.member(laureate, person, from_on=date(2024, 9, 1), until_on=date(2025, 9, 1))
    return laureate
