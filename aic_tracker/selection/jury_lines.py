"""The people of a jury as they are typed: one a line, « Nom ; adresse ; structure ; SIREN ». Pure."""

from dataclasses import dataclass

from aic_tracker import inputs
from aic_tracker.errors import DomainError
from aic_tracker.laureates.rules import is_siren

MOST_AT_ONCE = 60


@dataclass(frozen=True)
class Guest:
    name: str
    email: str
    organisation: str = ""
    siren: str | None = None


def read(text: str) -> list[Guest]:
    """Each address once. Refused with the line that cannot be read."""
    found: dict[str, Guest] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            guest = _guest(line, number)
            found.setdefault(guest.email.lower(), guest)
    if len(found) > MOST_AT_ONCE:
        raise _refusal(f"Invitez {MOST_AT_ONCE} personnes au plus à la fois.")
    return list(found.values())


def _refusal(message: str) -> DomainError:
    return DomainError(message, field="people")


def _guest(line: str, number: int) -> Guest:
    parts = [part.strip() for part in line.replace("\t", ";").split(";")]
    if not 2 <= len(parts) <= 4:
        raise _refusal(f"Ligne {number} : écrivez « Nom ; adresse », puis, s’il y a lieu, la structure et son SIREN.")
    name, email, organisation, siren = (*parts, "", "")[:4]
    if not 0 < len(name) <= 120:
        raise _refusal(f"Ligne {number} : indiquez le nom de la personne, en 120 caractères au plus.")
    try:
        address = inputs.read_email(email)
    except ValueError as refusal:
        raise _refusal(f"Ligne {number} : {refusal}") from None
    if len(organisation) > 160:
        raise _refusal(f"Ligne {number} : la structure tient en 160 caractères.")
    digits = "".join(siren.split())
    if digits and not is_siren(digits):
        raise _refusal(f"Ligne {number} : ce numéro SIREN n’est pas juste.")
    return Guest(name, address, organisation, digits or None)
