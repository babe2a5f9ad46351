"""Addresses, numbers of organisations, and which period is the current one. Pure."""

import re
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from aic_tracker.accounts.models import Role
from aic_tracker.calendar_fr import add_months
from aic_tracker.folding import searchable
from aic_tracker.formats import date_long, date_plain, plural
from aic_tracker.laureates.models import Laureate, MemberRole, Organisation, SupportPeriod

SLUG_LENGTH = 100
# Beyond which a date is asked about: a place, a period.
FAR_PLACE_MONTHS = 3
FAR_PERIOD_MONTHS = 12
RESERVED_SLUGS = frozenset({"nouveau", "reattribuer"})  # pages of their own, under /laureats/

# W, the prefecture's three characters (a letter overseas: W9R…), six digits.
_RNA = re.compile(r"W[0-9][0-9A-Z][0-9]{7}")

LA_POSTE = "356000000"

# Which accounts may take which place in a project.
ROLES_FOR = {
    MemberRole.LEAD_COACH: frozenset({Role.COACH}),
    MemberRole.COACH: frozenset({Role.COACH}),
    MemberRole.REFERENT: frozenset({Role.REFERENT}),
    # Not an expert: what an expert sees comes from assignments alone, so the membership would open nothing.
    MemberRole.OBSERVER: frozenset({Role.REFERENT, Role.COACH, Role.DIRECTION}),
}


def current_period(periods: Sequence[SupportPeriod], today: date) -> SupportPeriod | None:
    """The period that covers `today`, else the latest one started, else the first to come; None when there is none."""
    ordered = sorted(periods, key=lambda period: period.starts_on)
    covering = [period for period in ordered if period.covers(today)]
    started = [period for period in ordered if period.starts_on <= today]
    if covering or started:
        return (covering or started)[-1]
    return ordered[0] if ordered else None


def is_supported(laureate: Laureate, today: date) -> bool:
    """Whether a period of the laureate covers the day, whatever is already decided of what follows; periods loaded."""
    return any(period.covers(today) for period in laureate.periods)


def periods_overlap(first: SupportPeriod, second: SupportPeriod) -> bool:
    """Whether a day belongs to both half-open periods; one that starts on the other's term does not."""
    return max(first.starts_on, second.starts_on) < min(first.until, second.until)


def term_of(starts_on: date, months: int) -> date:
    """The first day no longer covered: `months` after the anchor, clipped to the month's end."""
    return add_months(starts_on, months)


def last_day(term_on: date) -> date:
    """The last day included, as screens show it."""
    return term_on - timedelta(days=1)


def slug_of(name: str, taken: Collection[str] = (), *, fallback: str = "laureat") -> str:
    """An address made from a name: lower-case ASCII words joined by hyphens, numbered when already taken."""
    ascii_text = searchable(name).encode("ascii", "ignore").decode()
    base = "-".join(ascii_text.split())[:SLUG_LENGTH].strip("-") or fallback
    refused = RESERVED_SLUGS.union(taken)
    slug, number = base, 2
    while slug in refused:
        slug, number = f"{base}-{number}", number + 1
    return slug


def far_date_refusal(day: date, today: date, *, months: int, is_meant: bool) -> str | None:
    """Asks about a date more than `months` away, in words: a year mistyped locks somebody in, or out, for long."""
    if is_meant or add_months(today, -months) <= day <= add_months(today, months):
        return None
    away = abs((day.year - today.year) * 12 + day.month - today.month)
    span = plural(away // 12, "an") if away >= 24 else f"{away} mois"
    when = f"dans {span}" if day > today else f"il y a {span}"
    return f"Le {date_long(day)}, c’est {when}. Êtes-vous sûr ? Corrigez la date, ou cochez la case pour confirmer."


def is_siren(text: str) -> bool:
    """Nine digits whose Luhn key holds (INSEE, répertoire Sirene)."""
    return re.fullmatch("[0-9]{9}", text) is not None and _luhn(text) % 10 == 0


def is_siret(text: str) -> bool:
    """Fourteen digits: a SIREN, then an establishment, whose Luhn key holds as a whole.

    La Poste has more establishments than keys: the plain sum of its digits is a multiple of five (INSEE).
    """
    if not re.fullmatch("[0-9]{14}", text) or not is_siren(text[:9]):
        return False
    return _luhn(text) % 10 == 0 or (text.startswith(LA_POSTE) and sum(map(int, text)) % 5 == 0)


def _luhn(text: str) -> int:
    """Every second digit doubled, counted from the right."""
    doubled = (int(digit) * (1 + position % 2) for position, digit in enumerate(reversed(text)))
    return sum(value - 9 if value > 9 else value for value in doubled)


def is_rna(text: str) -> bool:
    """A number of the national register of associations, such as W751234567."""
    return _RNA.fullmatch(text) is not None


def numbers_line(organisation: Organisation) -> str:
    """« SIREN 732829320, SIRET du siège 73282932000074 »; blank when none is known."""
    known = (("SIREN", organisation.siren), ("SIRET du siège", organisation.siret), ("RNA", organisation.rna))
    return ", ".join(f"{label} {number}" for label, number in known if number)


def state_line(organisation: Organisation) -> str:
    """What the directory said of its activity, and when; blank when it was never asked."""
    state = "en activité" if organisation.directory_on else ""
    if organisation.is_ceased:
        state = f"cessée le {date_plain(organisation.ceased_on)}" if organisation.ceased_on else "cessée"
    seen = f" (annuaire du {date_plain(organisation.directory_on)})" if organisation.directory_on else ""
    return f"{state}{seen}"


def split_themes(text: str) -> list[str]:
    """« Éducation, numérique ; éducation » → ["Éducation", "numérique"]: the first spelling of each."""
    found: dict[str, str] = {}
    for theme in re.split(r"[,;\n]", text):
        if theme.strip():
            found.setdefault(searchable(theme), theme.strip())
    return list(found.values())


def may_hold(role: Role, place: MemberRole) -> bool:
    """Whether an account of that role may take that place in a project."""
    return role in ROLES_FOR[place]
