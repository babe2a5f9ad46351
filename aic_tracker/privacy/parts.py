"""Every link between a table and a person: what the export says of it, and what an erasure does to its rows.

A table that refers to an account and stands nowhere here fails `tests/privacy/test_export.py`.
"""

from dataclasses import dataclass
from enum import Enum


class Fate(Enum):
    """What becomes of the rows when the person is erased."""

    KEPT = "kept"  # under « Personne effacée »
    DELETED = "deleted"


@dataclass(frozen=True)
class Part:
    table: str
    column: str
    title: str
    fields: tuple[str, ...]
    fate: Fate = Fate.KEPT


CONSENT = ("laureate_id", "block", "given_at", "withdrawn_at")
K, D = Fate.KEPT, Fate.DELETED

PARTS = (
    Part("sign_in_link", "user_id", "Liens de connexion demandés", ("created_at", "expires_at", "used_at"), D),
    Part("user_session", "user_id", "Sessions", ("created_at", "seen_at", "expires_at", "revoked_at", "agent"), D),
    Part("identity", "user_id", "Identités reliées au compte", ("issuer", "subject", "created_at"), D),
    Part("second_factor", "user_id", "Double authentification", ("confirmed_at",), D),
    Part("recovery_code", "user_id", "Codes de secours", ("used_at",), D),
    Part("notification_opt_out", "user_id", "Rappels désactivés", ("kind", "since"), D),
    Part("calendar_feed", "user_id", "Adresse de calendrier", ("created_at",), D),
    Part("api_token", "user_id", "Jetons de programmes", ("name", "created_at", "expires_at", "used_at"), D),
    Part("laureate_draft", "user_id", "Brouillon d’un nouveau lauréat", ("data", "updated_at"), D),
    Part("sheet_import", "user_id", "Tableaux importés", ("filename", "kind", "state", "created_at")),
    Part("draft", "user_id", "Brouillons et saisies gardées", ("path", "fields", "saved_at"), D),
    Part("membership", "user_id", "Projets suivis", ("laureate_id", "role", "from_on", "until_on")),
    Part("expert", "user_id", "Fiche d’expertise", ("name", "kind", "skills", "availability", "is_active")),
    Part(
        "time_entry",
        "user_id",
        "Temps déclaré",
        ("laureate_id", "on", "quarters", "activity", "note", "created_at"),
    ),
    Part("month_declaration", "user_id", "Mois sans temps déclarés", ("laureate_id", "month", "declared_at")),
    Part("month_link", "user_id", "Mois déclarés depuis un courriel", ("laureate_id", "month", "used_at"), D),
    Part(
        "comment",
        "author_id",
        "Commentaires",
        ("laureate_id", "created_at", "text", "is_internal", "edited_at", "removed_at"),
    ),
    Part(
        "document",
        "author_id",
        "Documents joints",
        ("laureate_id", "filename", "media_type", "size", "added_at", "removed_at"),
    ),
    Part("document", "remover_id", "Documents retirés", ("laureate_id", "filename", "removed_at")),
    Part("diagnostic", "coach_signer_id", "Diagnostics signés pour l’équipe", ("kind", "revision", "coach_signed_at")),
    Part(
        "diagnostic",
        "referent_signer_id",
        "Diagnostics signés pour le projet",
        ("kind", "revision", "referent_signed_at"),
    ),
    Part("objective", "owner_id", "Objectifs dont la personne est responsable", ("title", "status", "due_on")),
    Part("action", "owner_id", "Actions confiées", ("laureate_id", "title", "due_on", "done_on", "cancelled_on")),
    Part("revision", "author_id", "Versions de feuille de route", ("number", "reason", "taken_at")),
    Part("publication_consent", "giver_id", "Accords de publication donnés", CONSENT),
    Part("publication_consent", "withdrawer_id", "Accords de publication retirés", CONSENT),
    Part("checkpoint", "closer_id", "Points clos", ("laureate_id", "number", "starts_at", "closed_at")),
    Part("attendee", "user_id", "Invitations à des points", ("checkpoint_id", "was_present")),
    Part("event", "organiser_id", "Événements organisés", ("title", "starts_at", "status")),
    Part(
        "attendance",
        "user_id",
        "Invitations à des événements",
        ("event_id", "answer", "answered_at", "needs", "came_at"),
    ),
    Part("assignment", "requester_id", "Appuis demandés", ("laureate_id", "title", "requested_at", "status")),
    Part("assignment", "approver_id", "Appuis approuvés", ("laureate_id", "title", "approved_at")),
    Part("assignment_day", "author_id", "Jours d’appui notés", ("on", "quarters", "note")),
    Part("introduction", "owner_id", "Mises en relation suivies", ("laureate_id", "purpose", "status", "created_at")),
    Part("commitment", "checker_id", "Engagements constatés", ("laureate_id", "kind", "state", "checked_on")),
    Part(
        "committee_decision",
        "decider_id",
        "Décisions de comité enregistrées",
        ("laureate_id", "outcome", "reason", "decided_on"),
    ),
    Part("funding_grant", "proposer_id", "Subventions proposées", ("laureate_id", "purpose", "created_at")),
    Part("tranche", "decider_id", "Tranches décidées", ("rank", "status", "decided_on", "reason")),
    Part("tranche_condition", "checker_id", "Conditions constatées", ("text", "met_on", "evidence")),
    Part("aid", "author_id", "Aides enregistrées", ("laureate_id", "granted_on", "purpose", "created_at")),
    Part(
        "aid_profile",
        "activity_said_by_id",
        "Activités économiques constatées",
        ("activity_said_on", "activity_reason"),
    ),
    Part("aid_declaration", "author_id", "Aides reçues, déclarées", ("signed_on", "signatory", "note", "created_at")),
    Part("aid_paper", "author_id", "Déclarations signées, aides notifiées", ("laureate_id", "made_at")),
    Part("application_step", "actor_id", "Étapes de candidatures", ("application_id", "state", "at", "reason")),
    Part("juror", "user_id", "Jurys", ("call_id", "panel", "organisation", "invited_at")),
    Part("juror_conflict", "decider_id", "Liens de jurés décidés", ("application_id", "state", "reason", "decided_at")),
    Part("hearing", "author_id", "Notes d’audition", ("application_id", "notes", "written_at")),
    Part("renewal_decision", "decider_id", "Décisions de renouvellement", ("outcome", "reason", "decided_on")),
    Part("renewal_file", "self_assessor_id", "Auto-évaluations", ("self_assessment", "self_assessed_at")),
    Part("renewal_file", "opinion_author_id", "Avis de l’équipe", ("opinion", "opinion_at")),
    Part("reminder", "recipient_id", "Rappels prévus", ("kind", "laureate_id", "due_on", "status", "reason")),
    Part("outgoing_mail", "user_id", "Courriels envoyés", ("kind", "subject", "created_at", "sent_at", "status")),
    Part("failure", "user_id", "Envois empêchés", ("kind", "reason", "first_at", "last_at", "closed_at"), D),
    Part("journal_entry", "actor_id", "Actions inscrites au journal", ("at", "laureate_id", "summary")),
    Part("erasure", "actor_id", "Effacements décidés", ("at",)),
    Part("erasure", "reviewer_id", "Relectures après un effacement", ("reviewed_at",)),
)

# What erasing someone leaves about them: nobody asks for an export of it.
ABOUT_THE_ERASED = {("erasure", "user_id")}
# Drawn out of the other parts, and drawn again once one of them changes.
DRAWN = {("awaited", "user_id")}

# French names of the fields that the journal does not know.
LABELS = {
    "activity_reason": "Motif",
    "activity_said_on": "Établie le",
    "added_at": "Ajouté le",
    "agent": "Navigateur",
    "answer": "Réponse",
    "answered_at": "Répondu le",
    "application_id": "Candidature",
    "at": "Le",
    "availability": "Disponibilité",
    "block": "Bloc",
    "call_id": "Appel",
    "came_at": "Arrivée",
    "checkpoint_id": "Point",
    "closed_at": "Clos le",
    "coach_signed_at": "Signé le",
    "confirmed_at": "Activée le",
    "created_at": "Créé le",
    "made_at": "Établi le",
    "after": "Après",
    "before": "Avant",
    "content": "Contenu",
    "data": "Saisie",
    "decided_on": "Décidé le",
    "decided_at": "Décidé le",
    "declared_at": "Déclaré le",
    "description": "Description",
    "edited_at": "Modifié le",
    "event_id": "Événement",
    "expires_at": "Valable jusqu’au",
    "fields": "Saisie",
    "filename": "Fichier",
    "first_at": "La première fois le",
    "given_at": "Donné le",
    "hold_reason": "Raison de la retenue",
    "instrument": "Instrument",
    "invited_at": "Invité·e le",
    "is_internal": "Note interne",
    "issuer": "Fournisseur d’identité",
    "last_at": "La dernière fois le",
    "laureate_id": "Lauréat",
    "media_type": "Format",
    "needs": "Besoins",
    "number": "Numéro",
    "opinion": "Avis",
    "panel": "Collège",
    "path": "Page",
    "opinion_at": "Donné le",
    "pause_reason": "Raison de la pause",
    "referent_signed_at": "Signé le",
    "removed_at": "Retiré le",
    "requested_at": "Demandé le",
    "reviewed_at": "Relu le",
    "revision": "Version",
    "revoked_at": "Fermée le",
    "told": "Personnes prévenues",
    "seen_at": "Dernière activité",
    "self_assessed_at": "Donnée le",
    "self_assessment": "Auto-évaluation",
    "sent_at": "Envoyé le",
    "saved_at": "Gardé le",
    "since": "Depuis le",
    "size": "Taille (octets)",
    "skills": "Compétences",
    "subject": "Objet",
    "summary": "Action",
    "taken_at": "Prise le",
    "updated_at": "Modifié le",
    "used_at": "Utilisé le",
    "written_at": "Écrit le",
    "withdrawn_at": "Retiré le",
    "was_present": "Présence",
}
# Where the same word means something else.
LABELS_OF_TABLES = {"identity": {"subject": "Identifiant chez ce fournisseur"}}
# Where a name may stand, beyond the kinds of objects that the journal names.
KINDS = {
    "journal_entry": "Journal",
    "laureate_draft": "Brouillon d’un lauréat",
    "queue_state": "Envois",
    "reminder": "Rappel",
    "revision": "Version de la feuille de route",
}
