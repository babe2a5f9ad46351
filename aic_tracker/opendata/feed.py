"""The latest laureates and the events to come, as feeds that people follow (Atom, RFC 4287)."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from xml.etree import ElementTree

from aic_tracker import config
from aic_tracker.calendar_fr import paris_instant
from aic_tracker.events.models import Event, EventStatus
from aic_tracker.formats import appointment
from aic_tracker.laureates.models import Laureate
from aic_tracker.mail.message import absolute_url
from aic_tracker.opendata.datasets import address
from aic_tracker.opendata.descriptions import LICENCE
from aic_tracker.paper.heading import PROGRAMME

AT_MOST = 50
ATOM = "http://www.w3.org/2005/Atom"
# XML 1.0, section 2.2.
_CANNOT_BE_SAID = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def of(found: Sequence[Laureate], opened: datetime) -> bytes:
    """The latest begun first, `opened` when there is none."""
    latest = sorted(found, key=lambda one: (one.periods[0].starts_on, one.id), reverse=True)[:AT_MOST]
    updated = max((_since(one) for one in latest), default=opened)
    feed = _begun("laureats.atom", f"Nouveaux lauréats de l’{PROGRAMME}", "/donnees", updated)
    for one in latest:
        _entry(feed, one)
    return _written(feed)


def of_events(found: Sequence[Event], opened: datetime) -> bytes:
    """Those to come, the next first; one that is called off stays, and says so."""
    updated = max((one.changed_at for one in found), default=opened)
    feed = _begun("evenements.atom", f"Événements publics de l’{PROGRAMME}", "/communs", updated)
    for one in found:
        entry, where = ElementTree.SubElement(feed, f"{{{ATOM}}}entry"), absolute_url(f"/communs#evenement-{one.id}")
        is_off = one.status is EventStatus.CANCELLED
        _say(entry, "id", where)
        _say(entry, "title", f"Annulé : {one.title}" if is_off else one.title)
        _say(entry, "updated", _instant(one.changed_at))
        _link(entry, where, "alternate", "text/html")
        place = f", {one.place}" if one.place else ""
        _say(entry, "summary", f"{one.kind.label} : {appointment(one.starts_at, one.territory)}{place}.")
    return _written(feed)


def _begun(name: str, title: str, page: str, updated: datetime) -> ElementTree.Element:
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "fr"})
    _say(feed, "id", address(name))
    _say(feed, "title", title)
    _say(feed, "updated", _instant(updated))
    _say(feed, "rights", f"Licence Ouverte 2.0 : {LICENCE}")
    _say(ElementTree.SubElement(feed, f"{{{ATOM}}}author"), "name", config.current().funding.authority)
    _link(feed, address(name), "self", "application/atom+xml")
    _link(feed, absolute_url(page), "alternate", "text/html")
    return feed


def _written(feed: ElementTree.Element) -> bytes:
    return ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)


def _entry(feed: ElementTree.Element, one: Laureate) -> None:
    entry = ElementTree.SubElement(feed, f"{{{ATOM}}}entry")
    where = absolute_url(f"/communs/{one.slug}")
    _say(entry, "id", where)
    _say(entry, "title", one.name)
    _say(entry, "published", _instant(_since(one)))
    _say(entry, "updated", _instant(_since(one)))
    _link(entry, where, "alternate", "text/html")
    told = f"{one.tagline.rstrip(' .')}. " if one.tagline.strip(" .") else ""
    carried = f"Porté par {one.organisation.name}, saison « {one.season.name} »."
    _say(entry, "summary", f"{told}{carried}")


def _since(one: Laureate) -> datetime:
    """When it became a laureate that everybody knows of."""
    return max(paris_instant(_first_day(one), 0), one.created_at)


def _first_day(one: Laureate) -> date:
    return one.periods[0].starts_on


def _say(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, f"{{{ATOM}}}{name}").text = _CANNOT_BE_SAID.sub("", text)


def _link(parent: ElementTree.Element, href: str, rel: str, kind: str) -> None:
    ElementTree.SubElement(parent, f"{{{ATOM}}}link", {"href": href, "rel": rel, "type": kind})


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
