"""Signing in with the State's provider, for its agents."""

from typing import Any

from flask import abort, render_template, request, session

from aic_tracker import clock, config
from aic_tracker.access.guards import public
from aic_tracker.accounts import identities, proconnect, rules
from aic_tracker.accounts.proconnect import ProviderError
from aic_tracker.accounts.views.common import NEXT, bp, start_session
from aic_tracker.audit import requests
from aic_tracker.audit.models import Event
from aic_tracker.db import begin_writing, db
from aic_tracker.errors import DomainError


@bp.get("/connexion/proconnect")
@public
def proconnect_start() -> Any:
    if not proconnect.is_offered():
        abort(404)
    try:
        answer = proconnect.leave_for_provider()
    except ProviderError as error:
        return _failed(error.message, error.status)
    session[NEXT] = rules.local_path(request.args.get("next"))
    return answer


@bp.get("/connexion/proconnect/retour")
@public
def proconnect_return() -> Any:
    """The provider sends the browser back here with GET: the state, kept in its session, is what stops forgeries."""
    if not proconnect.is_offered():
        abort(404)
    try:
        agent = proconnect.read_return()
        begin_writing()
        user = identities.sign_in(
            agent.issuer,
            agent.subject,
            email=agent.email,
            is_verified=agent.is_verified,
            label=config.current().proconnect.label,
            now=clock.now(),
        )
    except ProviderError as error:
        return _failed(error.message, error.status)
    except DomainError as refusal:
        db.session.rollback()
        return _failed(refusal.message, 403)
    return start_session(
        user,
        rules.local_path(session.get(NEXT)),
        by="proconnect",
        id_token=agent.id_token,
        level=agent.level,
        used_two_factors=agent.used_two_factors,
    )


def _failed(message: str, status: int) -> Any:
    requests.note(Event.SIGN_IN_FAILED, details={"by": "proconnect", "status": status})
    return render_template("accounts/proconnect_failed.html", message=message), status
