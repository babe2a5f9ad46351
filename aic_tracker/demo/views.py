"""The doors of the demonstration: any account in one click, and the mails sent. In no other mode do they exist."""

from typing import Any

from flask import Blueprint, Response, abort, render_template

from aic_tracker import clock
from aic_tracker.access.guards import public
from aic_tracker.accounts.views import start_session
from aic_tracker.db import db
from aic_tracker.demo import mailbox, queries
from aic_tracker.mail import outbox
from aic_tracker.mail.models import OutgoingMail
from aic_tracker.web.forms import BaseForm, FilterForm, ShortText
from aic_tracker.web.paging import paginate
from aic_tracker.web.security import CONTENT_SECURITY_POLICY

bp = Blueprint("demo", __name__)

# A mail's own HTML: its inline styles, no script, nothing from elsewhere; its links open in the whole window.
SANDBOX = "allow-top-navigation-by-user-activation"
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'self'; form-action 'none'; "
    f"frame-ancestors 'self'; sandbox {SANDBOX}"
)


class MailFilters(FilterForm):
    q = ShortText("Destinataire", required=False, max_length=254)


@bp.get("/demo")
@public
def accounts() -> Any:
    return render_template("demo/accounts.html", roles=queries.demo_accounts())


@bp.post("/demo/<int:user_id>")
@public
def enter(user_id: int) -> Any:
    user = queries.demo_account(user_id) or abort(404)
    if not BaseForm().validate_on_submit():
        abort(400)
    user.last_sign_in_at = clock.now()
    db.session.commit()
    return start_session(user, "/", by="demo")


@bp.get("/demo/mails")
@public
def mails() -> Any:
    filters = MailFilters()
    page = paginate(queries.sent_mails(filters.chosen()["q"]))
    return render_template("demo/mails.html", filters_form=filters, page=page, waiting=outbox.waiting())


@bp.get("/demo/mails/<int:mail_id>")
@public
def mail(mail_id: int) -> Any:
    row = _sent(mail_id)
    page = render_template("demo/mail.html", mail=row, read=mailbox.read(row.content), sandbox=SANDBOX)
    response = Response(page)
    response.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
    return response


@bp.get("/demo/mails/<int:mail_id>/html")
@public
def mail_html(mail_id: int) -> Any:
    html = mailbox.read(_sent(mail_id).content).html.replace("<head>", '<head><base target="_top">', 1)
    response = Response(html)
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


@bp.get("/demo/mails/<int:mail_id>/pieces/<int:number>")
@public
def mail_piece(mail_id: int, number: int) -> Any:
    pieces = mailbox.read(_sent(mail_id).content).pieces
    if not 1 <= number <= len(pieces):
        abort(404)
    piece = pieces[number - 1]
    response = Response(piece.content, mimetype=piece.content_type)
    response.headers.set("Content-Disposition", "attachment", filename=piece.filename)
    return response


def _sent(mail_id: int) -> OutgoingMail:
    return queries.sent_mail(mail_id) or abort(404)
