"""What the header, the side menu and the footer link to, for the person who is looking."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, url_for
from flask_login import current_user

from aic_tracker.access.permissions import Permission, permissions_of
from aic_tracker.site import rgaa

P = Permission


@dataclass(frozen=True)
class Entry:
    label: str
    endpoint: str
    permission: Permission
    section: tuple[str, ...] = ()  # other endpoints or blueprints shown as this entry


HEADER = (
    Entry("Accueil", "dashboard.home", P.OWN_ACCOUNT),
    Entry(
        "Lauréats",
        "dashboard.portfolio",
        P.READ_PORTFOLIO,
        ("dashboard.laureate", "dashboard.calendar", "laureates", "onboarding", "imports"),
    ),
    Entry("Pilotage", "dashboard.steering", P.READ_PORTFOLIO, ("dashboard.season", "dashboard.portfolio_calendar")),
    Entry(
        "Expertes et experts",
        "expertise.experts",
        P.READ_EXPERTS,
        ("expertise.expert", "expertise.add_expert", "expertise.edit_expert", "expertise.invite_expert"),
    ),
    Entry(
        "Contacts",
        "introductions.contacts",
        P.READ_CONTACTS,
        ("introductions.contact", "introductions.add_contact", "introductions.edit_contact"),
    ),
    Entry("Registre des aides", "funding.register", P.READ_REGISTER, ("funding.enter_in_register",)),
    Entry("Sources", "sources.index", P.READ_SOURCES, ("sources",)),
    Entry("Envois", "sendings.mails", P.READ_MAILS, ("sendings.mail", "sendings.send_again", "sendings.release")),
    Entry(
        "Administration",
        "accounts.users",
        P.MANAGE_USERS,
        ("accounts.add_user", "leaving.edit_user", "privacy.data", "privacy.erase"),
    ),
    Entry("Conservation", "privacy.keeping", P.MANAGE_USERS, ("privacy.erasure", "privacy.processings")),
    Entry("Audit", "audit.index", P.READ_AUDIT, ("audit",)),
    Entry("Saisons", "laureates.seasons", P.MANAGE_SETTINGS, ("laureates.add_season", "laureates.edit_season")),
)

LAUREATE_MENU = (
    Entry("Vue d’ensemble", "dashboard.laureate", P.READ_LAUREATE),
    Entry("Calendrier", "dashboard.calendar", P.READ_LAUREATE),
    Entry("Diagnostic", "diagnostic.show", P.READ_LAUREATE, ("diagnostic",)),
    Entry("Feuille de route", "roadmap.show", P.READ_LAUREATE, ("roadmap",)),
    Entry("Points", "checkpoints.index", P.READ_LAUREATE, ("checkpoints",)),
    Entry("Appuis métier", "assignments.index", P.READ_ASSIGNMENTS, ("expertise",)),
    Entry(
        "Mises en relation",
        "introductions.index",
        P.READ_INTRODUCTIONS,
        ("introductions.show", "introductions.propose", "introductions.edit", "introductions.conclude"),
    ),
    Entry("Engagements", "commitments.index", P.READ_COMMITMENTS, ("commitments",)),
    Entry("Temps", "timesheet.show", P.READ_TIME, ("timesheet",)),
    Entry(
        "Comités et subventions",
        "funding.committees",
        P.READ_AID,
        (
            "funding.propose_grant",
            "funding.grant_tranche",
            "funding.refuse_tranche",
            "funding.withdraw",
            "funding.check_condition",
        ),
    ),
    Entry(
        "Aides et plafond",
        "funding.ledger",
        P.READ_AID,
        (
            "funding.declare",
            "funding.cancel",
            "funding.profile",
            "funding.state_activity",
            "funding.link",
            "funding.unlink",
        ),
    ),
    Entry("Soutiens", "funding.pledges", P.READ_AID, ("funding.add_pledge", "funding.edit_pledge")),
    Entry("Bilan et renouvellement", "renewals.show", P.READ_RENEWAL, ("renewals",)),
    Entry("Conversation", "conversation.index", P.READ_LAUREATE, ("conversation",)),
    Entry("Documents", "documents.index", P.READ_LAUREATE, ("documents",)),
    Entry("Membres", "laureates.members", P.READ_LAUREATE),
    Entry("Journal", "journal.show", P.READ_JOURNAL),
)

LEGAL = (
    (f"Accessibilité : {rgaa.grid().state}", "pages.accessibility"),
    ("Mentions légales", "pages.legal_notice"),
    ("Données personnelles", "pages.personal_data"),
    ("Statistiques", "pages.figures"),
    ("Plan du site", "pages.site_map"),
)


def init_app(app: Flask) -> None:
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    # The guard sets both for what is not public; a page open to everybody has the same menu for who is signed in.
    role_granted = g.get("role_granted") or (permissions_of(current_user.role) if current_user.is_authenticated else ())
    laureate = g.get("laureate")
    granted = g.get("granted", frozenset()) if laureate else frozenset()
    return {
        "may_search": P.READ_LAUREATE in role_granted,
        "nav": [_link(entry) for entry in HEADER if entry.permission in role_granted],
        "laureate_menu": [_link(entry, slug=laureate.slug) for entry in LAUREATE_MENU if entry.permission in granted],
        "legal_links": [{"label": label, "url": url_for(endpoint)} for label, endpoint in LEGAL],
    }


def _link(entry: Entry, **values: Any) -> dict[str, Any]:
    endpoint = request.endpoint or ""
    here = endpoint == entry.endpoint or endpoint in entry.section or endpoint.partition(".")[0] in entry.section
    return {"label": entry.label, "url": url_for(entry.endpoint, **values), "current": here}
