"""Every table, for the migrations and for the tests that walk them."""

from aic_tracker import changes
from aic_tracker.accounts import models as accounts
from aic_tracker.agenda import models as agenda
from aic_tracker.aid import models as aid
from aic_tracker.audit import models as audit
from aic_tracker.awaiting import models as awaiting
from aic_tracker.catalogue import models as catalogue
from aic_tracker.checkpoints import models as checkpoints
from aic_tracker.commitments import models as commitments
from aic_tracker.conversation import models as conversation
from aic_tracker.dashboard import models as dashboard
from aic_tracker.diagnostic import models as diagnostic
from aic_tracker.documents import models as documents
from aic_tracker.drafts import models as drafts
from aic_tracker.events import models as events
from aic_tracker.expertise import models as expertise
from aic_tracker.funding import models as funding
from aic_tracker.imports import models as imports
from aic_tracker.introductions import models as introductions
from aic_tracker.journal import models as journal
from aic_tracker.laureates import models as laureates
from aic_tracker.mail import models as mail
from aic_tracker.onboarding import models as onboarding
from aic_tracker.opendata import models as opendata
from aic_tracker.privacy import models as privacy
from aic_tracker.reminders import models as reminders
from aic_tracker.renewals import models as renewals
from aic_tracker.roadmap import models as roadmap
from aic_tracker.search import models as search
from aic_tracker.selection import models as selection
from aic_tracker.sendings import models as sendings
from aic_tracker.sources import models as sources
from aic_tracker.timesheet import models as timesheet
from aic_tracker.webhooks import models as webhooks

__all__ = [
    "accounts",
    "agenda",
    "aid",
    "audit",
    "awaiting",
    "catalogue",
    "changes",
    "checkpoints",
    "commitments",
    "conversation",
    "dashboard",
    "diagnostic",
    "documents",
    "drafts",
    "events",
    "expertise",
    "funding",
    "imports",
    "introductions",
    "journal",
    "laureates",
    "mail",
    "onboarding",
    "opendata",
    "privacy",
    "reminders",
    "renewals",
    "roadmap",
    "search",
    "selection",
    "sendings",
    "sources",
    "timesheet",
    "webhooks",
]
