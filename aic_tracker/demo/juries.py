"""What the demonstration shows of a selection: a call being scored, with its jury, its reviews and what divides it."""

from datetime import datetime, timedelta
from typing import Any

from aic_tracker.accounts.models import Role, User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.db import db
from aic_tracker.demo.people import account
from aic_tracker.laureates.models import LegalForm, Operator, Season
from aic_tracker.selection import rules
from aic_tracker.selection.applications import name_key
from aic_tracker.selection.calls import usual_criteria
from aic_tracker.selection.jury import Panel
from aic_tracker.selection.models import (
    Application,
    ApplicationState,
    ApplicationStep,
    Call,
    Conflict,
    ConflictState,
    Hearing,
    Juror,
    Review,
)

S = ApplicationState
Line = tuple[str, str, str, str, str, ApplicationState, str, str]
# Name, who carries it, region, theme, in a sentence, where it stands, then what experts and citizens give.
PROJECTS: tuple[Line, ...] = (
    (
        *("Herbier des rues", "Tela Flora", "Bretagne", "Nature", "Les plantes de nos rues, nommées ensemble."),
        *(S.HEARD, "3343", "43434"),
    ),
    (
        *("Partitions communes", "Chœurs ouverts", "Hauts-de-France", "Culture", "Des partitions libres et jouables."),
        *(S.SHORTLISTED, "1121", "34434"),
    ),
    (
        *("Carnet de liaison", "Écoles en lien", "Occitanie", "Éducation", "Un carnet libre entre familles et écoles."),
        *(S.SHORTLISTED, "3223", "32233"),
    ),
    (
        *("Atlas des sentiers", "Marcheurs associés", "Normandie", "Cartographie", "Les chemins et leurs accès."),
        *(S.ELIGIBLE, "2", "3"),
    ),
    (
        *("Mémoire des quartiers", "Récits d’ici", "Île-de-France", "Culture", "Des récits, sous licence libre."),
        *(S.ELIGIBLE, "", ""),
    ),
)
CITIZENS = ("Yasmine Ferrand", "Gaspard Noël", "Inès Caron", "Oscar Lemaire", "Lou Bertin")
EXPERTS = ("Hélène Dumas", "Karim Saïd", "Paul Ancel", "Maud Tessier")
QUESTION = "Qui décide de l’avenir du projet ?"
ANSWER = "Une assemblée ouverte à tous les contributeurs, deux fois par an."


def add(season: Season, coach: User, now: datetime) -> None:
    """A call opened two months ago, scored until the week after next."""
    today = paris_day(now)
    call = Call(
        season=season,
        operator=Operator.DINUM,
        title="Second appel de la DINUM",
        opens_on=today - timedelta(days=60),
        closes_on=today - timedelta(days=20),
        questions=rules.QUESTIONS,
        scores_until=today + timedelta(days=12),
    )
    call.criteria = usual_criteria()
    db.session.add(call)
    db.session.flush()
    applications = [_application(call, line, rank, coach, now) for rank, line in enumerate(PROJECTS)]
    experts = [_juror(call, name, Panel.EXPERTS, now) for name in EXPERTS]
    citizens = [_juror(call, name, Panel.CITIZENS, now) for name in CITIZENS]
    db.session.flush()
    for application, line in zip(applications, PROJECTS, strict=True):
        for members, given in ((experts, line[6]), (citizens, line[7])):
            for juror, score in zip(members, given, strict=False):
                _review(call, application, juror, int(score), now)
    said: dict[str, Any] = {"noted_at": now - timedelta(days=5), "juror": citizens[1], "application": applications[4]}
    db.session.add(Conflict(is_declared=True, reason="J’y suis bénévole.", state=ConflictState.HELD, **said))
    said |= {"juror": experts[3], "application": applications[3]}
    seen = "Même domaine d’adresse que la candidature (marcheurs.example)."
    db.session.add(Conflict(is_declared=False, reason=seen, state=ConflictState.PROPOSED, **said))
    notes = "Équipe solide, prête à ouvrir sa gouvernance. À préciser : qui relit les noms proposés."
    heard_at = now - timedelta(days=1)
    db.session.add(Hearing(application_id=applications[0].id, notes=notes, author_id=coach.id, written_at=heard_at))


def _application(call: Call, line: Line, rank: int, coach: User, now: datetime) -> Application:
    name, organisation, region, theme, summary, state, *_ = line
    received = now - timedelta(days=30 - rank)
    application = Application(
        call_id=call.id,
        number=f"98765{rank:03}",
        name=name,
        name_key=name_key(name),
        summary=summary,
        organisation=organisation,
        legal_form=LegalForm.ASSOCIATION,
        region=region,
        theme=theme,
        town="",
        contact_email=f"candidature.{rank}@example.org",
        received_on=paris_day(received),
        answers=[[QUESTION, ANSWER]],
        state=state,
        is_eligible=True,
        search_text=" ".join(name_key(text) for text in (name, organisation, region, theme)),
        created_at=received,
    )
    db.session.add(application)
    db.session.flush()
    ladder = (S.RECEIVED, S.ELIGIBLE, S.SHORTLISTED, S.HEARD)
    for day, step in enumerate(ladder[: ladder.index(application.state) + 1]):
        at = received + timedelta(days=5 * day)
        db.session.add(ApplicationStep(application_id=application.id, state=step, at=at, actor_id=coach.id, reason=""))
    return application


def _juror(call: Call, name: str, panel: Panel, now: datetime) -> Juror:
    first = name_key(name).split()[0]
    invited = now - timedelta(days=6)
    user = account(f"jury.{first}@example.org", name, Role.JUROR, invited)
    juror = Juror(call_id=call.id, user=user, panel=panel, invited_at=invited, conflicts_said_at=invited)
    db.session.add(juror)
    return juror


def _review(call: Call, application: Application, juror: Juror, score: int, now: datetime) -> None:
    scores: dict[str, int | None] = {str(criterion.id): score for criterion in call.criteria}
    # A citizen rarely knows how solid the carrying body is.
    if juror.panel is Panel.CITIZENS:
        scores[str(call.criteria[3].id)] = None
    comment = "Utile dès maintenant, et chacun peut y contribuer." if score == 4 else ""
    db.session.add(
        Review(
            application_id=application.id,
            juror_id=juror.id,
            panel=juror.panel,
            scores=scores,
            comment=comment,
            given_at=now - timedelta(days=2),
        )
    )
