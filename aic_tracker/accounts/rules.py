"""What is decided about accounts without looking anything up."""

import re
import unicodedata
from datetime import datetime, timedelta

from aic_tracker.accounts.models import Role, UserSession

SIGN_IN_LINK_LASTS = timedelta(minutes=10)
INVITATION_LASTS = timedelta(days=7)
# The least that the RGAA (13.1) asks of a limit that no gesture puts off; nobody's day of work meets it.
SESSION_LASTS = timedelta(hours=20)
# The cookie outlives its session: what is sent after that is kept for the right person.
SESSION_IS_KNOWN_FOR = timedelta(days=7)
IDLE = timedelta(hours=2)
IDLE_OF_ADMINS = timedelta(minutes=30)
SEEN_EVERY = timedelta(minutes=5)
BROWSER_IS_KNOWN_FOR = timedelta(days=180)

MAX_PATH = 500
OWN_PAGES = ("/connexion", "/deconnexion")


def normal_email(email: str) -> str:
    """The one spelling under which an address is stored: NFC, lower case."""
    return unicodedata.normalize("NFC", email.strip().lower())


def local_path(asked: str | None) -> str:
    """Where to go after signing in: a path of this site, « / » instead of anything else.

    Browsers read « \\ » as « / » and drop tabs and line ends: « /\\evil.org » and « /<tab>/evil.org » leave the site.
    """
    if not asked or len(asked) > MAX_PATH or not asked.startswith("/") or asked.startswith("//"):
        return "/"
    if "\\" in asked or any(unicodedata.category(c)[0] in "CZ" for c in asked):
        return "/"
    path = asked.partition("?")[0].partition("#")[0]
    return "/" if path == "/" or any(path == own or path.startswith(f"{own}/") for own in OWN_PAGES) else asked


def is_alive(session: UserSession, role: Role, now: datetime) -> bool:
    """Whether a session still opens the site: neither closed, nor over, nor left idle."""
    return session.revoked_at is None and now < ends_at(session, role)


def ends_at(session: UserSession, role: Role, seen_at: datetime | None = None) -> datetime:
    """When a session ends if nothing more is done; `seen_at`: once that is noted."""
    idle = IDLE_OF_ADMINS if role is Role.ADMIN else IDLE
    return min(session.expires_at, (seen_at or session.seen_at) + idle)


def is_to_note(session: UserSession, now: datetime) -> bool:
    return now - session.seen_at >= SEEN_EVERY


SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Macintosh": "Mac",
    "Linux": "Linux",
}
# In this order: each of them also says that it is the ones below.
BROWSERS = {
    r"Edg(A|iOS)?/": "Edge",
    r"OPR/": "Opera",
    r"(Firefox|FxiOS)/": "Firefox",
    r"(Chrome|CriOS)/": "Chrome",
    r"Safari/": "Safari",
}


def device_label(agent: str) -> str:
    """« Firefox sur Windows », out of what a browser says of itself."""
    browser = next((name for sign, name in BROWSERS.items() if re.search(sign, agent)), "Navigateur inconnu")
    system = next((name for sign, name in SYSTEMS.items() if sign in agent), None)
    return f"{browser} sur {system}" if system else browser
