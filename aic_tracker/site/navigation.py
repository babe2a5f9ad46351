"""What the header, the side menu and the footer link to, for the person who is looking."""

from collections.abc import Collection
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
    beside: tuple[str, ...] = ()  # what begins the addresses of its other pages, when not its own address


@dataclass(frozen=True)
class Group:
    label: str
    entries: tuple[Entry, ...]


HEADER = (
    Entry("Accueil", "dashboard.home", P.OWN_ACCOUNT),
    Entry(
        "Lauréats",
        "dashboard.portfolio",
        P.READ_PORTFOLIO,
        ("laureates", "onboarding", "imports", "leaving.reassign", "leaving.reassign_from"),
    ),
    Entry(
        "Pilotage",
        "dashboard.steering",
        P.READ_PORTFOLIO,
        (
            "dashboard.season",
            "dashboard.season_rows",
            "dashboard.objectives",
            "dashboard.portfolio_calendar",
            "timesheet.totals_of_portfolio",
        ),
    ),
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
    Entry("Événements", "events.index", P.READ_EVENTS, ("events",)),
    Entry("Catalogue", "catalogue.index", P.KEEP_CATALOGUE, ("catalogue.add_entry", "catalogue.entry")),
    Entry("Sélection", "selection.index", P.READ_SELECTION, ("selection",)),
    Entry(
        "Registre des aides",
        "funding.register",
        P.READ_REGISTER,
        ("funding.enter_in_register", "funding.incomplete", "funding.notify"),
    ),
    Entry("Sources", "sources.index", P.READ_SOURCES, ("sources",)),
    Entry("Données ouvertes", "opendata.index", P.READ_PUBLICATION, ("opendata.publish", "opendata.withdraw")),
    Entry("Envois", "sendings.mails", P.READ_MAILS, ("sendings.mail", "sendings.send_again", "sendings.release")),
    Entry(
        "Administration",
        "accounts.users",
        P.MANAGE_USERS,
        ("accounts.add_user", "leaving.edit_user", "privacy.data", "privacy.erase"),
    ),
    Entry("Conservation", "privacy.keeping", P.MANAGE_USERS, ("privacy.erasure", "privacy.processings")),
    Entry("Audit", "audit.index", P.READ_AUDIT, ("audit",)),
    Entry("Services", "api_services.index", P.MANAGE_USERS, ("api_services",)),
    Entry("Webhooks", "webhooks.index", P.MANAGE_SETTINGS, ("webhooks",)),
    Entry("Saisons", "laureates.seasons", P.MANAGE_SETTINGS, ("laureates.add_season", "laureates.edit_season")),
)

LAUREATE_HOME = Entry("Vue d’ensemble", "dashboard.laureate", P.READ_LAUREATE)

# What one follows, what the laureate receives, what is decided about it, what is kept of it.
LAUREATE_MENU = (
    Group(
        "Suivre",
        (
            Entry(
                "Feuille de route",
                "roadmap.show",
                P.READ_LAUREATE,
                ("roadmap", "catalogue.propose", "catalogue.take_in"),
                ("objectifs", "actions"),
            ),
            Entry("Points", "checkpoints.index", P.READ_LAUREATE, ("checkpoints",)),
            Entry("Diagnostic", "diagnostic.show", P.READ_LAUREATE, ("diagnostic",)),
            Entry("Engagements", "commitments.index", P.READ_COMMITMENTS, ("commitments",)),
            Entry("Calendrier", "dashboard.calendar", P.READ_LAUREATE),
            Entry("Conversation", "conversation.index", P.READ_LAUREATE, ("conversation",)),
        ),
    ),
    Group(
        "Recevoir",
        (
            Entry("Appuis métier", "assignments.index", P.READ_ASSIGNMENTS, ("expertise",)),
            Entry(
                "Mises en relation",
                "introductions.index",
                P.READ_INTRODUCTIONS,
                ("introductions.show", "introductions.propose", "introductions.edit", "introductions.conclude"),
            ),
            Entry("Temps", "timesheet.show", P.READ_TIME, ("timesheet",)),
            Entry("Soutiens", "funding.pledges", P.READ_AID, ("funding.add_pledge", "funding.edit_pledge")),
        ),
    ),
    Group(
        "Décider",
        (
            Entry("Bilan et renouvellement", "renewals.show", P.READ_RENEWAL, ("renewals",)),
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
                ("subventions",),
            ),
            Entry(
                "Aides et plafond",
                "funding.ledger",
                P.READ_AID,
                (
                    "funding.declare",
                    "funding.ask_declaration",
                    "funding.sign_declaration",
                    "funding.cancel",
                    "funding.complete",
                    "funding.profile",
                    "funding.state_activity",
                    "funding.link",
                    "funding.unlink",
                ),
            ),
        ),
    ),
    Group(
        "Dossier",
        (
            Entry("Documents", "documents.index", P.READ_LAUREATE, ("documents", "archives"), ("dossier",)),
            Entry("Membres", "laureates.members", P.READ_LAUREATE),
            Entry("Page publique", "opendata.public_page", P.READ_CONSENTS),
            Entry("Journal", "journal.show", P.READ_JOURNAL),
        ),
    ),
)

# On a phone, where the menu is folded: the first of them that the reader may see, in the order in which they use them.
FIRST_ON_A_PHONE = 5
USED_FIRST = (
    "roadmap.show",
    "checkpoints.index",
    "timesheet.show",
    "assignments.index",
    "diagnostic.show",
    "conversation.index",
)
USED_FIRST_TO_DECIDE = ("renewals.show", "funding.ledger", "roadmap.show", "funding.committees", "checkpoints.index")

LEGAL = (
    ("Aide", "help.index"),
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
    return {
        "may_search": P.READ_LAUREATE in role_granted,
        "has_own_work": P.OWN_WORK in role_granted,
        "nav": [_link(entry) for entry in HEADER if entry.permission in role_granted],
        "laureate_menu": _laureate_menu(laureate.slug, g.get("granted", frozenset())) if laureate else None,
        "legal_links": [{"label": label, "url": url_for(endpoint)} for label, endpoint in LEGAL],
    }


def _laureate_menu(slug: str, granted: Collection[Permission]) -> dict[str, Any]:
    """The entries that the reader may open: the overview, the groups, and those that a phone shows at once."""
    groups: list[dict[str, Any]] = []
    for group in LAUREATE_MENU:
        links = [_marked_link(entry, slug) for entry in group.entries if entry.permission in granted]
        if links:
            groups.append({"label": group.label, "links": links, "current": any(link["current"] for link in links)})
    used = USED_FIRST_TO_DECIDE if P.DECIDE_RENEWAL in granted else USED_FIRST
    links_of = {link["endpoint"]: link for group in groups for link in group["links"]}
    first = [links_of[endpoint] for endpoint in used if endpoint in links_of]
    return {"home": _link(LAUREATE_HOME, slug=slug), "groups": groups, "first": first[:FIRST_ON_A_PHONE]}


def _link(entry: Entry, **values: Any) -> dict[str, Any]:
    endpoint = request.endpoint or ""
    here = endpoint == entry.endpoint or endpoint in entry.section or endpoint.partition(".")[0] in entry.section
    # Each page of a laureate is one of « Lauréats », whichever feature draws it.
    here = here or (entry.endpoint == "dashboard.portfolio" and g.get("laureate") is not None)
    return {"label": entry.label, "url": url_for(entry.endpoint, **values), "endpoint": entry.endpoint, "current": here}


def _marked_link(entry: Entry, slug: str) -> dict[str, Any]:
    """With where the pages of this entry stand: a script marks it with what awaits there."""
    link = _link(entry, slug=slug)
    above = link["url"].rpartition("/")[0]
    return link | {"places": " ".join([link["url"], *(f"{above}/{name}" for name in entry.beside)])}
