"""What ties a juror to an application without anybody saying so. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from aic_tracker.folding import searchable

# Addresses that anybody may have: two people of one of these share nothing.
PUBLIC_DOMAINS = frozenset(
    (
        *("aol.com", "bbox.fr", "caramail.com", "cegetel.net", "club-internet.fr", "disroot.org", "ecomail.fr"),
        *("etik.com", "fastmail.com", "free.fr", "gmail.com", "gmx.com", "gmx.de", "gmx.fr", "googlemail.com"),
        *("hotmail.com", "hotmail.fr", "icloud.com", "laposte.net", "libertysurf.fr", "live.com", "live.fr"),
        *("mac.com", "mailo.com", "mailo.fr", "mail.com", "me.com", "msn.com", "neuf.fr", "netcourrier.com"),
        *("noos.fr", "numericable.fr", "orange.fr", "outlook.com", "outlook.fr", "pm.me", "posteo.net"),
        *("proton.me", "protonmail.com", "riseup.net", "sfr.fr", "tuta.com", "tutanota.com", "wanadoo.fr"),
        *("yahoo.com", "yahoo.fr", "ymail.com", "zaclys.net"),
    )
)


@dataclass(frozen=True)
class Tied:
    """What is known of a juror. `followed`, `sponsored`: the SIREN of organisations that they follow, or support."""

    email: str
    siren: str | None
    followed: Collection[str] = ()
    sponsored: Collection[str] = ()


def domain(email: str | None) -> str | None:
    """What two colleagues share of their addresses; None when it is a public one."""
    _, _, found = (email or "").rpartition("@")
    return found if found and found not in PUBLIC_DOMAINS else None


def tie(juror: Tied, *, email: str | None, siren: str | None) -> str:
    """The reason of a conflict, "" when nothing is seen."""
    if domain(email) and domain(email) == domain(juror.email):
        return f"Même domaine d’adresse que la candidature ({domain(email)})."
    if siren is None:
        return ""
    if siren == juror.siren:
        return "Même structure que la candidature (SIREN)."
    if siren in juror.followed:
        return "A une place dans un projet que porte cette structure."
    if siren in juror.sponsored:
        return "Sa structure soutient un projet que porte celle de la candidature."
    return ""


def same_name(one: str, other: str) -> bool:
    return bool(one) and searchable(one) == searchable(other)
