"""Every blueprint, in the order of the house; the demonstration's own exist in no other mode."""

from aic_tracker.accounts import views as accounts
from aic_tracker.agenda import views as agenda
from aic_tracker.api import views as api
from aic_tracker.api.views import document as api_document
from aic_tracker.api.views import services as api_services
from aic_tracker.api.views import tokens as api_tokens
from aic_tracker.archives import views as archives
from aic_tracker.assignments import views as assignments
from aic_tracker.audit import views as audit
from aic_tracker.awaiting import views as awaiting
from aic_tracker.catalogue import views as catalogue
from aic_tracker.checkpoints import views as checkpoints
from aic_tracker.commitments import views as commitments
from aic_tracker.conversation import views as conversation
from aic_tracker.dashboard import views as dashboard
from aic_tracker.demo import views as demo
from aic_tracker.diagnostic import views as diagnostic
from aic_tracker.documents import views as documents
from aic_tracker.drafts import views as drafts
from aic_tracker.events import views as events
from aic_tracker.expertise import views as expertise
from aic_tracker.funding import views as funding
from aic_tracker.imports import views as imports
from aic_tracker.introductions import views as introductions
from aic_tracker.journal import views as journal
from aic_tracker.laureates import views as laureates
from aic_tracker.leaving import views as leaving
from aic_tracker.onboarding import views as onboarding
from aic_tracker.opendata import views as opendata
from aic_tracker.privacy import views as privacy
from aic_tracker.reminders import views as reminders
from aic_tracker.renewals import views as renewals
from aic_tracker.roadmap import views as roadmap
from aic_tracker.search import views as search
from aic_tracker.selection import views as selection
from aic_tracker.sendings import views as sendings
from aic_tracker.site import health, metrics, pages, preview, well_known
from aic_tracker.site.help import views as help_views
from aic_tracker.sources import views as sources
from aic_tracker.timesheet import views as timesheet
from aic_tracker.webhooks import views as webhooks

BLUEPRINTS = (
    dashboard.bp,
    search.bp,
    accounts.bp,
    audit.bp,
    journal.bp,
    drafts.bp,
    laureates.bp,
    diagnostic.bp,
    roadmap.bp,
    expertise.bp,
    timesheet.bp,
    checkpoints.bp,
    conversation.bp,
    documents.bp,
    archives.bp,
    introductions.bp,
    catalogue.bp,
    leaving.bp,
    assignments.bp,
    commitments.bp,
    funding.bp,
    onboarding.bp,
    selection.bp,
    sources.bp,
    imports.bp,
    events.bp,
    renewals.bp,
    awaiting.bp,
    reminders.bp,
    sendings.bp,
    agenda.bp,
    privacy.bp,
    opendata.bp,
    api.bp,
    api_document.bp,
    api_tokens.bp,
    api_services.bp,
    webhooks.bp,
    pages.bp,
    help_views.bp,
    preview.bp,
    health.bp,
    well_known.bp,
    metrics.bp,
)
DEMO_BLUEPRINTS = (demo.bp,)
