"""The exact words of the mail that carries the minutes."""

from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

from aic_tracker import clock
from aic_tracker.checkpoints import closing
from aic_tracker.checkpoints.closing import DecidedAction, NextDate
from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate
from aic_tracker.mail.models import OutgoingMail

EXPECTED = Path(__file__).parents[1] / "emails" / "expected"


def close(project, actions, follow_up: NextDate) -> tuple[str, str]:
    """The text with what people read above it, and the HTML."""
    project.point(on=date(2026, 2, 26), number=6)
    project.laureate = db.session.get(Laureate, project.laureate.id)
    db.session.refresh(project.laureate, ["periods"])
    point = project.read(6)
    closing.close_point(
        point,
        project.laureate,
        actor=project.coach,
        now=clock.now(),
        version=point.version,
        minutes="Tour des objectifs.\n\n<b>Le code</b> est publié.",
        decisions="Écrire une charte." if actions else "",
        present=[project.coach, project.referent],
        actions=actions,
        follow_up=follow_up,
    )
    content = db.session.query(OutgoingMail.content).filter_by(recipient="rosa@example.org").scalar()
    message = message_from_bytes(content, policy=policy.default)
    head = "".join(f"{name}: {message[name]}\n" for name in ("From", "To", "Reply-To", "Subject", "Auto-Submitted"))
    plain, html = (message.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("plain", "html"))
    return f"{head}\n{plain}", html


def test_the_minutes_with_their_actions_and_the_next_date(project) -> None:
    following = project.point(number=7, place="https://visio.example.org/aic")
    actions = [
        DecidedAction("Écrire la charte", project.referent, date(2026, 3, 20)),
        DecidedAction("Relancer", project.coach),
    ]
    text, html = close(project, actions, NextDate(keep=following))
    assert text == (EXPECTED / "minutes.txt").read_text(encoding="utf-8")
    assert "&lt;b&gt;Le code&lt;/b&gt; est publié." in html
    assert 'href="http://aic.test/laureats/vikidia/points/6"' in html


def test_the_minutes_of_a_last_point(project) -> None:
    text, _html = close(project, [], NextDate(no_next_reason="Fin de l’accompagnement."))
    assert text == (EXPECTED / "minutes-last.txt").read_text(encoding="utf-8")
