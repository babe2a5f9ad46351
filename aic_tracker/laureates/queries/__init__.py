"""Seasons, organisations, laureates and people, as their screens need them."""

from aic_tracker.laureates.queries.catalogue import (
    carried_by,
    names_of,
    organisation_with_siren,
    organisations,
    season_by_id,
    seasons,
    seasons_with_laureates,
    slugs_of,
)
from aic_tracker.laureates.queries.people import active_users, members_of, membership_of, memberships_from
from aic_tracker.laureates.queries.periods import periods_of, supported_on

__all__ = [
    "active_users",
    "carried_by",
    "members_of",
    "membership_of",
    "memberships_from",
    "names_of",
    "organisation_with_siren",
    "organisations",
    "periods_of",
    "season_by_id",
    "seasons",
    "seasons_with_laureates",
    "slugs_of",
    "supported_on",
]
