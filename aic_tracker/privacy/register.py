"""The register of what is done with personal data (GDPR, art. 30), its durations read from the settings. Pure."""

from dataclasses import dataclass

from aic_tracker.accounts import rules as accounts
from aic_tracker.drafts import rules as drafts
from aic_tracker.formats import plural
from aic_tracker.settings import Settings

MISSION = (
    "Mission d’intérêt public de l’administration (règlement général sur la protection des données, article 6, "
    "paragraphe 1, point e)."
)
LAW = "Obligation légale (même règlement, article 6, paragraphe 1, point c)"
TEAM = "L’équipe d’accompagnement et la direction du programme"
EVERYBODY = f"{TEAM} ; les référentes et référents de chaque projet ; ses expertes et experts, pour leurs appuis."
ADMIN = "L’administration du service."


@dataclass(frozen=True)
class Processing:
    """One line of the register: what is done, why, with what, who sees it, and for how long."""

    name: str
    purpose: str
    basis: str
    people: str
    data: str
    recipients: str
    kept: str


def processings(settings: Settings) -> list[Processing]:
    """Everything the service does with personal data, as it is set up."""
    retention = settings.retention
    months = plural(retention.accounts_months, "mois", "mois")
    bodies, sessions = plural(retention.mail_bodies_days, "jour"), plural(retention.sessions_days, "jour")
    rows = plural(retention.mail_rows_months, "mois", "mois")
    years = plural(settings.aid.kept_years, "an")
    with_account = "Toutes les personnes qui ont un compte."
    pseudonym = "Au-delà, « Personne effacée » remplace le nom."
    return [
        Processing(
            "Comptes et connexion",
            "Ouvrir le service à qui doit y entrer, et à personne d’autre.",
            MISSION,
            with_account,
            "Nom, adresse électronique, rôle, dates d’ouverture et de dernière connexion ; liens de connexion et "
            "sessions (navigateur, heures), gardés sous une forme qui n’ouvre rien, second facteur chiffré, "
            "adresse secrète du calendrier et adresse de réseau, réduites à une empreinte"
            + (f" ; identifiant chez {settings.proconnect.label}." if settings.proconnect.issuer else "."),
            ADMIN + " Nom et rôle : les personnes du même projet.",
            f"{months} après le dernier accompagnement ou la dernière connexion, deux courriels avant l’effacement. "
            f"Sessions et liens périmés : {sessions}. Liens utilisés, qui disent quels navigateurs sont connus : "
            f"{plural(max(retention.sessions_days, accounts.BROWSER_IS_KNOWN_FOR.days), 'jour')}. "
            "Compteurs de demandes, illisibles : un jour.",
        ),
        Processing(
            "Suivi des projets",
            "Accompagner les lauréats : diagnostic, feuille de route, points, appuis, partenaires, engagements, bilan.",
            MISSION,
            "Équipe, direction, référentes et référents, expertes et experts.",
            "Place dans le projet et dates, responsabilités confiées, signatures, présence aux points, comptes rendus, "
            "commentaires, notes internes, documents joints, évaluations d’appuis ; brouillon d’un lauréat en cours de "
            "saisie ; brouillons et saisies envoyées après la fin d’une session, que leur seul auteur lit ; "
            "tableaux importés, trente jours.",
            EVERYBODY + " Notes internes : l’équipe et la direction seulement.",
            f"Avec l’histoire du projet, puis l’archivage public. Brouillons : {plural(drafts.KEPT.days, 'jour')}. "
            f"Le nom : aussi longtemps que le compte. {pseudonym}",
        ),
        Processing(
            "Temps donné par les référentes et référents",
            "Savoir le temps que le programme demande, et le valoriser.",
            MISSION,
            "Référentes et référents, expertes et experts.",
            "Jours, quarts de jour, activité, note ; mois déclarés sans temps.",
            f"{TEAM} ; les membres du projet.",
            f"Avec l’histoire du projet. {pseudonym}",
        ),
        *_applications(settings),
        Processing(
            "Annuaire des contacts",
            "Mettre en relation les projets et leurs partenaires publics.",
            MISSION,
            "Agentes et agents d’organisations publiques.",
            "Nom, fonction, organisation, adresse électronique, source de ces informations, date de l’accord et de la "
            "dernière vérification.",
            f"{TEAM} ; les membres d’un projet, pour ses mises en relation.",
            "Tant que la fiche est utile et vérifiée ; effacée sur demande.",
        ),
        Processing(
            "Événements",
            "Inviter aux rencontres du programme, garder les places, accueillir chacun selon ses besoins.",
            MISSION,
            "Référentes et référents, personnes désignées, invités sans compte.",
            "Nom, adresse électronique, réponse et sa date, besoins d’accès et de régime, présence.",
            f"{TEAM}. Besoins : l’équipe et la direction seulement.",
            f"Besoins : jusqu’au lendemain de l’événement. Invités sans compte : {months} après. {pseudonym}",
        ),
        Processing(
            "Aides et subventions",
            "Tenir le registre des aides de minimis, respecter leur plafond, décider des subventions.",
            f"{LAW} : règlements (UE) 2023/2831 et 2023/2832, article 6.",
            "Signataires des déclarations, personnes qui proposent et décident.",
            "Nom de la personne qui signe ou enregistre, dates, montants, motifs.",
            f"{TEAM} ; les membres du projet ; le registre central des aides, sans nom de personne.",
            f"{years} au moins à partir de l’octroi ; ensuite, rien n’est supprimé sans une décision. {pseudonym}",
        ),
        Processing(
            "Courriels du service",
            "Envoyer invitations, rappels et comptes rendus, et prouver qu’ils sont partis.",
            MISSION,
            f"{with_account} Pour un compte rendu, les adresses sans compte que l’équipe ajoute.",
            "Adresse, objet, texte, dates, réponse du serveur d’envoi ; rappels désactivés.",
            "L’équipe et l’administration (page « Envois »). Le texte des liens de connexion : personne.",
            f"Texte : {bodies} ; avec un lien personnel : jusqu’à l’envoi. Objet, dates : {rows}.",
        ),
        Processing(
            "Journal des projets",
            "Savoir ce qui a changé, et en répondre.",
            MISSION,
            with_account,
            "Qui, quand, quoi, avant et après.",
            f"{TEAM} ; les membres du projet.",
            f"Avec l’histoire du projet. {pseudonym}",
        ),
        Processing(
            "Piste d’audit",
            "Prévenir et comprendre les accès indus.",
            f"{LAW} : sécurité du traitement, même règlement, article 32.",
            with_account,
            "Connexions, refus, exports, changements de droits, décisions : dates et numéros de compte, sans nom.",
            ADMIN,
            f"{plural(retention.audit_months, 'mois', 'mois')}.",
        ),
    ]


RIGHTS = (
    (
        "Accéder à ses données",
        "Sur « Mon compte », page « Mes données » : tout s’y lit, et s’emporte en un fichier.",
    ),
    ("Les rectifier", "Son nom sur « Mon compte » ; son adresse et son rôle auprès de l’administration."),
    (
        "Les effacer",
        "Sur demande, à l’adresse ci-dessous. Les chiffres et les actes que la loi demande de garder restent sans nom.",
    ),
    ("S’y opposer, limiter leur usage", "Sur demande, pour une raison qui tient à sa situation."),
    ("Choisir ses courriels", "Sur « Mes rappels », ou d’un clic depuis un rappel."),
)
SECURITY = (
    "Connexion sans mot de passe : lien à usage unique lié au navigateur, ou ProConnect ; double authentification.",
    "Chaque page vérifie ce que la personne peut voir ce jour-là ; le reste n’existe pas pour elle.",
    "Sessions gardées sur le serveur, closes après deux heures sans activité (trente minutes pour l’administration).",
    "Échanges chiffrés, aucune ressource d’un autre site, aucun traceur, aucune mesure d’audience.",
    "Piste d’audit dont chaque entrée scelle la précédente.",
)


def _applications(settings: Settings) -> list[Processing]:
    """None is read before a démarche is set."""
    if not settings.demarche.number:
        return []
    return [
        Processing(
            "Candidatures lues sur Démarche numérique",
            "Reprendre ce qu’une structure a déjà écrit, sans le lui redemander.",
            MISSION,
            "Personnes qui déposent un dossier, ou au nom de qui il est déposé.",
            "Nom, adresse électronique, réponses au formulaire, pièces jointes, annotations de l’instruction.",
            f"{TEAM}. Rien n’est renvoyé à la plateforme.",
            "Supprimées ici dès que la personne a fait supprimer son dossier sur la plateforme ; supprimé pour une "
            "autre raison, le dossier reste jusqu’à une décision du service.",
        )
    ]
