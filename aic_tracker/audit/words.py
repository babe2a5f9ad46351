"""The French of the audit trail. What is not in a table shows as it is kept."""

from aic_tracker.audit.models import Event, Outcome
from aic_tracker.audit.queries import Fault

EVENTS = {
    Event.SIGNED_IN: "Connexion",
    Event.SIGN_IN_FAILED: "Connexion échouée",
    Event.SIGN_IN_THROTTLED: "Trop d’essais de connexion",
    Event.SIGN_IN_LINK_WRITTEN: "Lien de connexion écrit par commande",
    Event.SIGNED_OUT: "Déconnexion",
    Event.SESSIONS_CLOSED: "Sessions fermées",
    Event.REFUSED: "Accès refusé",
    Event.EXPORTED_FILE: "Fichier téléchargé",
    Event.OPENED_CALENDAR: "Adresse de calendrier ouverte",
    Event.CLOSED_CALENDAR: "Adresse de calendrier supprimée",
    Event.MADE_TOKEN: "Jeton de programme créé",
    Event.REVOKED_TOKEN: "Jeton de programme révoqué",
    Event.OPENED_ACCOUNT: "Compte ouvert",
    Event.CHANGED_ACCOUNT: "Compte modifié",
    Event.CHANGED_ROLE: "Rôle changé",
    Event.DEACTIVATED_ACCOUNT: "Compte désactivé",
    Event.REACTIVATED_ACCOUNT: "Compte réactivé",
    Event.LINKED_IDENTITY: "Compte relié à une identité",
    Event.SET_SECOND_FACTOR: "Double authentification activée",
    Event.REMOVED_SECOND_FACTOR: "Double authentification retirée",
    Event.GAVE_ACCESS: "Place donnée dans un projet",
    Event.ENDED_ACCESS: "Place fermée dans un projet",
    Event.SENT_MAIL_AGAIN: "Courriel renvoyé",
    Event.SETTLED_MAIL: "Courriel considéré comme reçu",
    Event.RELEASED_QUEUE: "Envois repris",
    Event.PUBLISHED_DATA: "Données publiques ouvertes",
    Event.WITHDREW_DATA: "Données publiques fermées",
    Event.DECIDED_RENEWAL: "Renouvellement décidé",
    Event.DECIDED_GRANT: "Subvention décidée",
    Event.DECIDED_ASSIGNMENT: "Appui décidé",
    Event.DECIDED_COMMITTEE: "Décision de comité",
    Event.EXPORTED_PERSON: "Données d’une personne exportées",
    Event.ERASED_PERSON: "Données d’une personne effacées",
    Event.RETENTION_RUN: "Durées de conservation appliquées",
    Event.BACKUP_MADE: "Sauvegarde faite",
    Event.RESTORED: "Sauvegarde rétablie",
    Event.MOVED_DATABASE: "Base déplacée",
    Event.PURGED_AUDIT: "Entrées anciennes purgées",
}

OUTCOMES = {Outcome.DONE: "Fait", Outcome.REFUSED: "Refusé", Outcome.FAILED: "Échoué"}

FIELDS = {
    "accounts": "comptes effacés",
    "attachments": "fichiers joints",
    "audit": "entrées d’audit",
    "awaits_code": "second facteur attendu",
    "by": "par",
    "count": "nombre",
    "encrypted": "chiffrée",
    "endpoint": "page",
    "fields": "champs",
    "from": "depuis",
    "laureate_id": "projet n°",
    "last": "dernière",
    "level": "niveau",
    "links": "textes à lien personnel",
    "made_at": "faite le",
    "mail_bodies": "textes de courriels",
    "mail_rows": "lignes d’envois et de rappels",
    "method": "méthode",
    "places": "endroits à relire",
    "role": "rôle",
    "role_before": "rôle d’avant",
    "rows": "lignes",
    "sessions": "sessions",
    "sign_in_links": "liens de connexion",
    "status": "réponse",
    "throttle": "compteurs de demandes",
    "type": "type",
    "verb": "action",
    "warnings": "comptes prévenus",
    "which": "lesquelles",
}

VALUES = {
    "by": {"link": "lien", "code": "code", "proconnect": "fournisseur d’identité", "demo": "démonstration"},
    "which": {"others": "les autres"},
}

FAULTS = {
    Fault.MISSING: "elle manque",
    Fault.FOREIGN: "elle ne suit pas la précédente",
    Fault.ALTERED: "elle n’est plus ce qui a été scellé",
    Fault.UNREADABLE: "elle est illisible",
    Fault.CUT: "elle manque, et toutes les suivantes",
    Fault.UNANCHORED: "plus rien ne dit où la chaîne commence et finit",
}
