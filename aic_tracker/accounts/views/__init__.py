"""The pages of accounts: signing in and out, one's own account and sessions, everybody's accounts."""

from aic_tracker.accounts.views import administration, own_account, proconnect, second_factor, sign_in
from aic_tracker.accounts.views.common import bp, start_session

__all__ = ["administration", "bp", "own_account", "proconnect", "second_factor", "sign_in", "start_session"]
