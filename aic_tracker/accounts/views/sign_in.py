"""Signing in with a one-time link, and out."""

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import public
from aic_tracker.accounts import identity, links, proconnect, queries, rules
from aic_tracker.accounts.forms import SignInForm
from aic_tracker.accounts.views.common import bp, start_session
from aic_tracker.audit import requests
from aic_tracker.audit.models import Event
from aic_tracker.db import db
from aic_tracker.web import security
from aic_tracker.web.forms import DRAFT, BaseForm, render_form


@bp.route("/connexion", methods=["GET", "POST"])
@public
def sign_in() -> Any:
    next_path = rules.local_path(request.args.get("next"))
    if current_user.is_authenticated and request.method == "GET":
        return redirect(next_path, 303)
    form = SignInForm()
    if form.validate_on_submit():
        browser = identity.browser() or identity.new_browser()
        links.request_sign_in(
            form.email.data,
            next_path=next_path,
            now=clock.now(),
            browser=browser,
            network=request.remote_addr or "",
        )
        db.session.commit()
        return identity.known_browser(redirect(url_for("accounts.link_sent"), 303), browser)
    comes_back = f"{DRAFT}=" in next_path.partition("?")[2]
    told = {"asked": next_path != "/", "kept": comes_back, "is_lost": "non_garde" in request.args}
    return render_form("accounts/sign_in.html", form, **told, next=next_path)


@bp.get("/connexion/lien-envoye")
@public
def link_sent() -> Any:
    return render_template("accounts/link_sent.html", minutes=rules.SIGN_IN_LINK_LASTS.seconds // 60)


@bp.route("/connexion/<token>", methods=["GET", "POST"])
@public
def open_link(token: str) -> Any:
    """GET changes nothing: what opens the links of a mail before its reader must not use them up."""
    form = BaseForm()
    if form.validate_on_submit():
        browser = identity.browser() or identity.new_browser()
        link = links.consume(token, now=clock.now(), browser=browser)
        if link is not None:
            return identity.known_browser(make_response(start_session(link.user, link.next_path, by="link")), browser)
    link = queries.usable_link(token, clock.now())
    if form.is_submitted() and not form.errors:
        whose = link.user_id if link else None
        requests.note(Event.SIGN_IN_FAILED, object_kind="user_account", object_id=whose, details={"by": "link"})
    if link is None:
        return render_template("accounts/link_unusable.html"), 410
    if not links.opens_in(link, identity.browser()):
        page = render_template("accounts/other_browser.html", form=SignInForm(formdata=None), next=link.next_path)
        return page, 403
    return render_form("accounts/open_link.html", form, user=link.user)


@bp.post("/deconnexion")
@public
def sign_out() -> Any:
    # Without asking for the token: a page left open all day must still let one out, and SameSite keeps others off.
    security.accept_without_token()
    id_token = identity.end()
    db.session.commit()
    if id_token and proconnect.is_offered() and (url := proconnect.logout_url(id_token)):
        # A page that leads there, not a redirection: our policy lets no form of ours end on another site.
        return render_template("accounts/signing_out.html", url=url), {"Refresh": f"0; url={url}"}
    flash("Vous êtes déconnecté·e.", "info")
    return redirect(url_for("accounts.sign_in"), 303)
