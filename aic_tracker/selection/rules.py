"""From which state an application may come to which, and the criteria that a call begins with. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from aic_tracker.folding import french_order
from aic_tracker.selection.models import Application, ApplicationState

S = ApplicationState

# Forwards, and back by one when somebody was mistaken.
NEXT: dict[ApplicationState, tuple[ApplicationState, ...]] = {
    S.RECEIVED: (S.WITHDRAWN,),  # whether it is eligible is said apart
    S.ELIGIBLE: (S.SHORTLISTED, S.REJECTED, S.WITHDRAWN),
    S.SHORTLISTED: (S.HEARD, S.REJECTED, S.WITHDRAWN, S.ELIGIBLE),
    S.HEARD: (S.SELECTED, S.RESERVE, S.REJECTED, S.WITHDRAWN, S.SHORTLISTED),
    S.RESERVE: (S.SELECTED, S.REJECTED, S.WITHDRAWN, S.HEARD),
    S.SELECTED: (S.WITHDRAWN, S.HEARD),
    S.REJECTED: (S.ELIGIBLE,),
    S.WITHDRAWN: (S.RECEIVED,),
}
BACK = {
    (S.SHORTLISTED, S.ELIGIBLE),
    (S.HEARD, S.SHORTLISTED),
    (S.RESERVE, S.HEARD),
    (S.SELECTED, S.HEARD),
    (S.REJECTED, S.ELIGIBLE),
    (S.WITHDRAWN, S.RECEIVED),
}
# What ends an application is for the direction to decide.
DECISIONS = (S.SELECTED, S.RESERVE, S.REJECTED)
# Still in the running for whoever scores.
IN_THE_RUNNING = (S.ELIGIBLE, S.SHORTLISTED, S.HEARD)


def is_decision(before: ApplicationState, after: ApplicationState) -> bool:
    """Whether the direction alone may say so; taking one back is deciding too."""
    return after in DECISIONS or before in DECISIONS


def next_states(application: Application, *, decisions: bool) -> tuple[ApplicationState, ...]:
    """Where the application may go from where it stands: by decisions of the direction, or by the team."""
    before = application.state
    if before is S.REJECTED and application.is_eligible is False:
        return ()  # its eligibility is to be said again
    return tuple(after for after in NEXT[before] if is_decision(before, after) is decisions)


def asks_reason(before: ApplicationState, after: ApplicationState) -> bool:
    return after in (*DECISIONS, S.WITHDRAWN) or (before, after) in BACK


def may_say_eligible(application: Application) -> bool:
    """Until it is in the shortlist, it may be said again."""
    return application.state in (S.RECEIVED, S.ELIGIBLE) or (
        application.state is S.REJECTED and application.is_eligible is False
    )


def questions(text: str) -> list[str]:
    """One a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def reached(states: Iterable[ApplicationState]) -> frozenset[ApplicationState]:
    """Of the states of one application in their order, those that the funnel counts.

    Whoever was heard was in the shortlist; what was taken back does not count.
    """
    ladder = (S.RECEIVED, S.ELIGIBLE, S.SHORTLISTED, S.HEARD, S.SELECTED)
    last = -1
    for state in states:
        last = ladder.index(state) if state in ladder else last
    return frozenset(ladder[: last + 1])


FUNNEL = (S.RECEIVED, S.ELIGIBLE, S.HEARD, S.SELECTED)
UNSAID = "Non précisé"


@dataclass(frozen=True)
class Trail:
    """What the funnel reads of one application: its states in their order."""

    region: str
    theme: str
    states: tuple[ApplicationState, ...]


def funnel(trails: Sequence[Trail], group: Callable[[Trail], str]) -> list[tuple[str, list[int]]]:
    """By group, how many came to each state of `FUNNEL`, in French order; what says nothing of itself comes last."""
    counted: dict[str, list[int]] = {}
    for trail in trails:
        line = counted.setdefault(group(trail) or UNSAID, [0] * len(FUNNEL))
        came = reached(trail.states)
        for place, state in enumerate(FUNNEL):
            line[place] += state in came
    return sorted(counted.items(), key=lambda line: (line[0] == UNSAID, french_order(line[0])))


@dataclass(frozen=True)
class Wording:
    title: str
    help: str
    labels: tuple[str, str, str, str, str]


QUESTIONS = """Le projet est porté par une association, une administration, ou les deux ensemble.
Le projet est un commun : ses ressources sont ouvertes et chacun peut y contribuer.
La candidature est complète."""
CRITERIA = (
    Wording(
        "Intérêt général et ressource commune",
        "À qui sert le projet, et que met-il en commun : données, code, savoirs, usages ?",
        ("Aucun intérêt général", "Intérêt peu clair", "Intérêt réel", "Intérêt fort", "Exemplaire"),
    ),
    Wording(
        "Impact",
        "Que change-t-il déjà, pour combien de personnes, et que changerait-il avec l’accélérateur ?",
        ("Aucun effet visible", "Effet très limité", "Effet mesuré, local", "Effet large", "Effet national démontré"),
    ),
    Wording(
        "Maturité et structure",
        "Le projet a-t-il des usages, une équipe, des moyens ? Peut-il tenir douze mois d’accompagnement ?",
        ("Une idée", "Un prototype", "Des premiers usages", "Des usages installés", "Prêt à grandir"),
    ),
    Wording(
        "Structure porteuse",
        "La structure a-t-elle la légitimité, la solidité et le temps de porter le projet ?",
        ("Absente", "Fragile", "Suffisante", "Solide", "Exemplaire"),
    ),
    Wording(
        "Gouvernance partagée",
        "Qui décide, et comment les contributeurs et les usagers prennent-ils part aux choix ?",
        ("Une seule personne", "Un petit groupe fermé", "Des règles écrites", "Des choix partagés", "Exemplaire"),
    ),
)
