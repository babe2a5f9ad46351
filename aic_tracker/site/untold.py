"""Says at once, to whoever made a gesture, whom its mail could not be written to: the gesture itself is kept."""

from flask import Flask, Response, flash, request

from aic_tracker import formats
from aic_tracker.mail import telling


def init_app(app: Flask) -> None:
    app.after_request(_say)


def _say(response: Response) -> Response:
    names = telling.take_untold() if request.method == "POST" else []
    # Anything but a redirection: the gesture was refused, and so was its mail.
    if names and response.status_code in (302, 303):
        who = "cette personne" if len(names) == 1 else "ces personnes"
        flash(
            f"C’est enregistré, mais le courriel à {formats.listed(names)} n’a pas pu être écrit : prévenez {who} "
            "autrement. L’équipe voit pourquoi sur « Envois ».",
            "warning",
        )
    return response
