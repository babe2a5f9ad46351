"""Who may do what: one enum, one table (docs: the roles of the programme).

Every feature asks it here, and it knows accounts alone. What reads a role elsewhere does it for another reason:
`tests/access/test_who_reads_a_role.py` names each.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Protocol

from aic_tracker.accounts.models import Role, User


class Scope(Enum):
    """How far a grant reaches, for what belongs to a laureate."""

    ALL = "all"
    MEMBER = "member"  # any current membership
    REFERENT = "referent"  # a current membership as referent
    ASSIGNED = "assigned"  # the expert of a running assignment


class Permission(StrEnum):
    OWN_ACCOUNT = "own_account"
    OWN_WORK = "own_work"

    READ_PORTFOLIO = "read_portfolio"
    CREATE_LAUREATE = "create_laureate"
    READ_LAUREATE = "read_laureate"
    EDIT_LAUREATE = "edit_laureate"
    REASSIGN_PROJECTS = "reassign_projects"
    READ_JOURNAL = "read_journal"
    EXPORT_LAUREATE = "export_laureate"

    EDIT_DIAGNOSTIC = "edit_diagnostic"
    SIGN_DIAGNOSTIC = "sign_diagnostic"

    EDIT_ROADMAP = "edit_roadmap"
    UPDATE_PROGRESS = "update_progress"
    EDIT_ACTIONS = "edit_actions"
    KEEP_CATALOGUE = "keep_catalogue"

    MANAGE_CHECKPOINTS = "manage_checkpoints"

    READ_EVENTS = "read_events"
    READ_GUESTS = "read_guests"
    MANAGE_EVENTS = "manage_events"

    READ_ASSIGNMENTS = "read_assignments"
    REQUEST_ASSIGNMENT = "request_assignment"
    MANAGE_ASSIGNMENTS = "manage_assignments"
    LOG_ASSIGNMENT_DAYS = "log_assignment_days"
    EVALUATE_ASSIGNMENT = "evaluate_assignment"
    READ_EXPERTS = "read_experts"
    MANAGE_EXPERTS = "manage_experts"

    READ_INTRODUCTIONS = "read_introductions"
    MANAGE_INTRODUCTIONS = "manage_introductions"
    READ_CONTACTS = "read_contacts"
    MANAGE_CONTACTS = "manage_contacts"

    READ_COMMITMENTS = "read_commitments"
    SUBMIT_EVIDENCE = "submit_evidence"
    CHECK_COMMITMENTS = "check_commitments"

    READ_TIME = "read_time"
    LOG_TIME = "log_time"
    CORRECT_TIME = "correct_time"

    ADD_DOCUMENTS = "add_documents"
    ADD_ASSIGNMENT_DOCUMENTS = "add_assignment_documents"
    REMOVE_ANY_DOCUMENT = "remove_any_document"

    COMMENT = "comment"
    READ_INTERNAL_NOTES = "read_internal_notes"
    WRITE_INTERNAL_NOTES = "write_internal_notes"
    FOLLOW_EVERY_CONVERSATION = "follow_every_conversation"

    READ_AID = "read_aid"
    DECLARE_AID = "declare_aid"
    PROPOSE_AID = "propose_aid"
    DECIDE_AID = "decide_aid"
    QUALIFY_ORGANISATION = "qualify_organisation"
    READ_REGISTER = "read_register"
    KEEP_REGISTER = "keep_register"

    READ_RENEWAL = "read_renewal"
    ASSESS_ITSELF = "assess_itself"
    GIVE_OPINION = "give_opinion"
    DECIDE_RENEWAL = "decide_renewal"
    NOTE_WHO_WAS_TOLD = "note_who_was_told"

    READ_SELECTION = "read_selection"
    MANAGE_SELECTION = "manage_selection"
    DECIDE_SELECTION = "decide_selection"
    SIT_ON_A_JURY = "sit_on_a_jury"

    IMPORT_SHEETS = "import_sheets"
    READ_DOSSIERS = "read_dossiers"
    READ_SOURCES = "read_sources"
    MANAGE_SOURCES = "manage_sources"

    READ_CONSENTS = "read_consents"
    GIVE_CONSENT = "give_consent"
    WITHDRAW_CONSENT = "withdraw_consent"

    READ_PUBLICATION = "read_publication"
    PUBLISH_DATA = "publish_data"

    READ_MAILS = "read_mails"
    SETTLE_MAILS = "settle_mails"

    MANAGE_USERS = "manage_users"
    MANAGE_SETTINGS = "manage_settings"
    READ_AUDIT = "read_audit"


@dataclass(frozen=True)
class Grant:
    """Scopes by role. `seen_through`: who holds that permission is told 403 instead of 404 when refused this one."""

    scopes: dict[Role, Scope]
    seen_through: Permission | None = None


P = Permission
_EVERYBODY = dict.fromkeys(Role, Scope.ALL)
_READERS = {
    Role.COACH: Scope.ALL,
    Role.DIRECTION: Scope.ALL,
    Role.REFERENT: Scope.MEMBER,
    Role.EXPERT: Scope.ASSIGNED,
}
_TEAM_AND_REFERENTS = {Role.COACH: Scope.ALL, Role.REFERENT: Scope.REFERENT}
_COACH = {Role.COACH: Scope.ALL}

GRANTS: dict[Permission, Grant] = {
    P.OWN_ACCOUNT: Grant(_EVERYBODY),
    # What awaits one, its reminders, calendar and programs: a member of a jury has their applications alone.
    P.OWN_WORK: Grant(dict.fromkeys(set(Role) - {Role.JUROR}, Scope.ALL)),
    P.READ_PORTFOLIO: Grant({Role.COACH: Scope.ALL, Role.DIRECTION: Scope.ALL}),
    P.CREATE_LAUREATE: Grant(_COACH, P.READ_PORTFOLIO),
    P.READ_LAUREATE: Grant(_READERS),
    P.EDIT_LAUREATE: Grant(_COACH, P.READ_LAUREATE),
    P.REASSIGN_PROJECTS: Grant({Role.COACH: Scope.ALL, Role.DIRECTION: Scope.ALL}),
    P.READ_JOURNAL: Grant({Role.COACH: Scope.ALL, Role.DIRECTION: Scope.ALL, Role.REFERENT: Scope.MEMBER}),
    P.EXPORT_LAUREATE: Grant({Role.COACH: Scope.ALL, Role.DIRECTION: Scope.ALL}, P.READ_LAUREATE),
    P.EDIT_DIAGNOSTIC: Grant(_TEAM_AND_REFERENTS, P.READ_LAUREATE),
    P.SIGN_DIAGNOSTIC: Grant(_TEAM_AND_REFERENTS, P.READ_LAUREATE),
    P.EDIT_ROADMAP: Grant(_COACH, P.READ_LAUREATE),
    P.UPDATE_PROGRESS: Grant(_TEAM_AND_REFERENTS, P.READ_LAUREATE),
    P.EDIT_ACTIONS: Grant(_TEAM_AND_REFERENTS, P.READ_LAUREATE),
    P.KEEP_CATALOGUE: Grant({Role.COACH: Scope.ALL, Role.DIRECTION: Scope.ALL}),
    P.MANAGE_CHECKPOINTS: Grant(_COACH, P.READ_LAUREATE),
    # Each reader has the events that they are invited to.
    P.READ_EVENTS: Grant(dict.fromkeys((Role.COACH, Role.DIRECTION, Role.REFERENT, Role.EXPERT), Scope.ALL)),
    P.READ_GUESTS: Grant({Role.COACH: Scope.ALL, Role.DIRECTION: Scope.ALL}, P.READ_EVENTS),
    P.MANAGE_EVENTS: Grant(_COACH, P.READ_EVENTS),
    P.READ_ASSIGNMENTS: Grant(_READERS),
    P.REQUEST_ASSIGNMENT: Grant(_TEAM_AND_REFERENTS, P.READ_ASSIGNMENTS),
    P.MANAGE_ASSIGNMENTS: Grant(_COACH, P.READ_ASSIGNMENTS),
    P.LOG_ASSIGNMENT_DAYS: Grant({Role.COACH: Scope.ALL, Role.EXPERT: Scope.ASSIGNED}, P.READ_ASSIGNMENTS),
    P.EVALUATE_ASSIGNMENT: Grant({Role.REFERENT: Scope.REFERENT}, P.READ_ASSIGNMENTS),
    P.READ_EXPERTS: Grant({Role.COACH: Scope.ALL, Role.DIRECTION: Scope.ALL}),
    P.MANAGE_EXPERTS: Grant(_COACH, P.READ_EXPERTS),
    P.READ_INTRODUCTIONS: Grant({Role.COACH: Scope.ALL, Role.DIRECTION: Scope.ALL, Role.REFERENT: Scope.MEMBER}),
    P.MANAGE_INTRODUCTIONS: Grant(_COACH, P.READ_INTRODUCTIONS),
    P.READ_CONTACTS: Grant({Role.COACH: Scope.ALL, Role.DIRECTION: Scope.ALL}),
    P.MANAGE_CONTACTS: Grant(_COACH, P.READ_CONTACTS),
    P.READ_COMMITMENTS: Grant({Role.COACH: Scope.ALL, Role.DIRECTION: Scope.ALL, Role.REFERENT: Scope.MEMBER}),
    P.SUBMIT_EVIDENCE: Grant(_TEAM_AND_REFERENTS, P.READ_COMMITMENTS),
    P.CHECK_COMMITMENTS: Grant(_COACH, P.READ_COMMITMENTS),
    P.READ_TIME: Grant({Role.COACH: Scope.ALL, Role.DIRECTION: Scope.ALL, Role.REFERENT: Scope.MEMBER}),
    P.LOG_TIME: Grant(_TEAM_AND_REFERENTS, P.READ_TIME),
    P.CORRECT_TIME: Grant(_COACH, P.READ_TIME),
    P.ADD_DOCUMENTS: Grant(_TEAM_AND_REFERENTS, P.READ_LAUREATE),
    P.ADD_ASSIGNMENT_DOCUMENTS: Grant({**_TEAM_AND_REFERENTS, Role.EXPERT: Scope.ASSIGNED}, P.READ_ASSIGNMENTS),
    P.REMOVE_ANY_DOCUMENT: Grant(_COACH, P.READ_LAUREATE),
    P.COMMENT: Grant({**_TEAM_AND_REFERENTS, Role.EXPERT: Scope.ASSIGNED}, P.READ_LAUREATE),
    P.READ_INTERNAL_NOTES: Grant({Role.COACH: Scope.ALL, Role.DIRECTION: Scope.ALL}, P.READ_LAUREATE),
    P.WRITE_INTERNAL_NOTES: Grant(_COACH, P.READ_LAUREATE),
    P.FOLLOW_EVERY_CONVERSATION: Grant({Role.DIRECTION: Scope.ALL}, P.READ_LAUREATE),
    P.READ_AID: Grant({Role.COACH: Scope.ALL, Role.DIRECTION: Scope.ALL, Role.REFERENT: Scope.MEMBER}),
    P.DECLARE_AID: Grant({Role.REFERENT: Scope.REFERENT}, P.READ_AID),
    P.PROPOSE_AID: Grant(_COACH, P.READ_AID),
    P.DECIDE_AID: Grant({Role.DIRECTION: Scope.ALL}, P.READ_AID),
    P.QUALIFY_ORGANISATION: Grant({Role.COACH: Scope.ALL, Role.DIRECTION: Scope.ALL}, P.READ_AID),
    P.READ_REGISTER: Grant({Role.COACH: Scope.ALL, Role.DIRECTION: Scope.ALL}),
    P.KEEP_REGISTER: Grant(_COACH, P.READ_REGISTER),
    P.READ_RENEWAL: Grant({Role.COACH: Scope.ALL, Role.DIRECTION: Scope.ALL, Role.REFERENT: Scope.MEMBER}),
    P.ASSESS_ITSELF: Grant({Role.REFERENT: Scope.REFERENT}, P.READ_RENEWAL),
    P.GIVE_OPINION: Grant(_COACH, P.READ_RENEWAL),
    P.DECIDE_RENEWAL: Grant({Role.DIRECTION: Scope.ALL}, P.READ_RENEWAL),
    P.NOTE_WHO_WAS_TOLD: Grant({Role.COACH: Scope.ALL, Role.DIRECTION: Scope.ALL}, P.READ_RENEWAL),
    P.READ_SELECTION: Grant({Role.COACH: Scope.ALL, Role.DIRECTION: Scope.ALL}),
    P.MANAGE_SELECTION: Grant(_COACH, P.READ_SELECTION),
    P.DECIDE_SELECTION: Grant({Role.DIRECTION: Scope.ALL}, P.READ_SELECTION),
    # Each has the applications of the juries that they are members of.
    P.SIT_ON_A_JURY: Grant(dict.fromkeys(set(Role) - {Role.ADMIN}, Scope.ALL)),
    # Each kind of sheet asks besides for what its screen asks.
    P.IMPORT_SHEETS: Grant(_TEAM_AND_REFERENTS),
    P.READ_DOSSIERS: Grant({Role.COACH: Scope.ALL, Role.DIRECTION: Scope.ALL}),
    P.READ_SOURCES: Grant({Role.COACH: Scope.ALL, Role.DIRECTION: Scope.ALL, Role.ADMIN: Scope.ALL}),
    P.MANAGE_SOURCES: Grant({Role.COACH: Scope.ALL, Role.ADMIN: Scope.ALL}, P.READ_SOURCES),
    P.READ_CONSENTS: Grant({Role.COACH: Scope.ALL, Role.DIRECTION: Scope.ALL, Role.REFERENT: Scope.MEMBER}),
    P.GIVE_CONSENT: Grant({Role.REFERENT: Scope.REFERENT}, P.READ_CONSENTS),
    P.WITHDRAW_CONSENT: Grant(_TEAM_AND_REFERENTS, P.READ_CONSENTS),
    P.READ_PUBLICATION: Grant({Role.COACH: Scope.ALL, Role.DIRECTION: Scope.ALL, Role.ADMIN: Scope.ALL}),
    P.PUBLISH_DATA: Grant({Role.DIRECTION: Scope.ALL, Role.ADMIN: Scope.ALL}, P.READ_PUBLICATION),
    P.READ_MAILS: Grant({Role.COACH: Scope.ALL, Role.ADMIN: Scope.ALL}),
    P.SETTLE_MAILS: Grant({Role.COACH: Scope.ALL, Role.ADMIN: Scope.ALL}, P.READ_MAILS),
    P.MANAGE_USERS: Grant({Role.ADMIN: Scope.ALL}),
    P.MANAGE_SETTINGS: Grant({Role.ADMIN: Scope.ALL}),
    P.READ_AUDIT: Grant({Role.ADMIN: Scope.ALL}),
}


class OfAnExpert(Protocol):
    """What one expert carries: an assignment."""

    def is_carried_by(self, user: User) -> bool: ...


def can(actor: User, permission: Permission, about: OfAnExpert | None = None) -> bool:
    """Whether the role of `actor` ever holds the permission; `about` an assignment, whether it reaches that one.

    Whether the laureate may be seen at all is the guard's affair (`access/guards.py`).
    """
    scope = GRANTS[permission].scopes.get(actor.role)
    if scope is Scope.ASSIGNED and about is not None:
        return about.is_carried_by(actor)
    return scope is not None


def reaches_own_assignments_only(actor: User, permission: Permission) -> bool:
    """For selects: of a laureate read through an assignment, an expert is given what belongs to own ones."""
    return GRANTS[permission].scopes.get(actor.role) is Scope.ASSIGNED


def roles_with(permission: Permission) -> frozenset[Role]:
    """For selects of accounts: the roles that hold the permission."""
    return frozenset(GRANTS[permission].scopes)


def permissions_of(role: Role) -> frozenset[Permission]:
    """What a role may ever do, whatever the laureate."""
    return frozenset(p for p, grant in GRANTS.items() if role in grant.scopes)


def permissions_on(role: Role, scopes: frozenset[Scope]) -> frozenset[Permission]:
    """What a role may do on a laureate with which it stands in these scopes (ALL is always held)."""
    held = scopes | {Scope.ALL}
    return frozenset(p for p, grant in GRANTS.items() if grant.scopes.get(role) in held)
