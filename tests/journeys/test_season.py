"""The main job, end to end: a laureate's twelve months, seen by its people, and the mails they receive meanwhile."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from aic_tracker.accounts.queries import user_by_email
from aic_tracker.scheduler.commands import tick
from tests import factories
from tests.journeys.windows import Visitor
from tests.support import smtp
from tests.support.mails import use_server

CAMILLE, INES = "camille@example.org", "ines@example.org"
DIRECTION, EXPERT = "direction@example.org", "maitre@example.org"
HOME = "/laureats/vikidia"


@dataclass
class Season:
    """The people at their windows, the clock they share, and the server their mails arrive at."""

    app: Flask
    server: smtp.Server
    move_clock: Callable[[str], None]
    open_window: Callable[..., Visitor]
    windows: list[Visitor]

    def window(self, address: str = "") -> Visitor:
        """A new window, signed in when an address is given: nobody stays signed in from one day to the next."""
        with self.app.app_context():
            user = user_by_email(address) if address else None
        window = self.open_window(user)
        self.windows.append(window)
        return window

    def tick(self, now: str) -> set[tuple[str, str]]:
        """One pass at that time of Paris; whom it wrote to, and the subjects."""
        self.move_clock(now)
        before = len(self.server.messages)
        result = self.app.test_cli_runner().invoke(tick, ["--now", now])
        assert result.exit_code == 0, result.output
        received = self.server.messages[before:]
        counts = json.loads(result.output)
        assert counts["sent"] == len(received)
        assert not any(counts[name] for name in ("retried", "doubtful", "failed"))
        letters = {(message.recipients[0], message.subject) for message in received}
        assert len(letters) == len(received), "a mail was sent twice"
        return letters

    def link_of(self, address: str, subject: str) -> str:
        """The path of the first link of the mail that this person received under this subject."""
        message = next(m for m in self.server.messages if m.recipients == [address] and m.subject == subject)
        found = re.search(r"http://aic\.test(/\S+)", message.text)
        assert found
        return found[1]


@pytest.fixture
def season(empty_app: Flask, at: Callable[[str], None], visitor: Callable[..., Visitor]) -> Iterator[Season]:
    with smtp.Server() as server:
        use_server(server)
        yield Season(empty_app, server, at, visitor, [])


@pytest.fixture
def team(empty_app: Flask) -> None:
    with empty_app.app_context():
        factories.season("Saison 2")
        factories.coach(name="Camille Coach", email=CAMILLE)
        factories.direction(name="Dominique Direction", email=DIRECTION)
        factories.expert(name="Maître Martin", email=EXPERT)


def choose(page: Page, label: str) -> None:
    page.get_by_role("radio", name=label).check(force=True)


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label).click()


def follow(page: Page, label: str) -> None:
    links = page.get_by_role("main").get_by_role("link", name=label)
    links.filter(has_not_text=re.compile(r"^\s*Aide\b")).first.click()


def says(page: Page, text: str) -> None:
    expect(page.get_by_role("main")).to_contain_text(text)


def create_the_laureate(coach: Visitor) -> None:
    page = coach.page
    coach.go("/laureats")
    follow(page, "Nouveau lauréat")
    page.get_by_label("Nom de la structure").fill("Association Vikidia")
    choose(page, "Association")
    press(page, "Continuer")
    page.get_by_label("Nom du projet").fill("Vikidia")
    page.get_by_label("Saison").select_option(label="Saison 2")
    choose(page, "DINUM")
    page.get_by_label("Début de l’accompagnement").fill("2026-03-02")
    press(page, "Continuer")
    first = page.get_by_role("group", name="Référent·e 1")
    first.get_by_label("Ou son nom").fill("Inès Roy")
    address = first.get_by_label("Et son adresse électronique")
    address.fill(INES)
    address.press("Enter")  # creates, and does not add a row
    says(page, "Vikidia est créé")


def enter_from_the_invitation(referent: Visitor, link: str) -> None:
    referent.go(link)
    press(referent.page, "Me connecter")
    says(referent.page, "Vikidia")


def fill_and_sign_the_diagnostic(coach: Visitor, referent: Visitor) -> None:
    coach.go(f"{HOME}/diagnostic")
    press(coach.page, "Ouvrir le diagnostic initial")
    says(coach.page, "Remplir : diagnostic initial")
    coach.page.wait_for_load_state()  # a form that is still coming has fewer dimensions
    dimensions = coach.page.get_by_role("radiogroup")
    for number in range(dimensions.count()):
        dimensions.nth(number).get_by_role("radio").nth(1).check(force=True)
    for needs in coach.page.get_by_label("besoin d’appui").all():
        needs.select_option(label="Faible")
    press(coach.page, "Enregistrer")
    says(coach.page, "Diagnostic enregistré.")

    referent.go(f"{HOME}/diagnostic")
    follow(referent.page, "Modifier")
    referent.page.get_by_label("Synthèse").fill("Une communauté solide, une gouvernance à écrire.")
    press(referent.page, "Enregistrer")
    press(referent.page, "Signer")
    says(referent.page, "Diagnostic signé.")

    coach.go(f"{HOME}/diagnostic")
    says(coach.page, "Une communauté solide")
    press(coach.page, "Signer")
    says(coach.page, "Les deux signatures y sont.")


def write_and_publish_the_roadmap(coach: Visitor) -> None:
    page = coach.page
    coach.go(f"{HOME}/feuille-de-route")
    press(page, "Ouvrir la feuille de route")
    follow(page, "Ajouter une priorité")
    choose(page, "Consolidation")
    page.get_by_label("Intitulé").fill("Structurer la gouvernance")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    follow(page, "Ajouter un objectif")
    page.get_by_label("Intitulé").fill("Réunir un conseil des contributeurs")
    page.get_by_label("Échéance").fill("2026-04-20")
    page.get_by_label("Responsable").select_option(label="Inès Roy")
    page.get_by_label("Indicateur").fill("Membres du conseil")
    page.get_by_role("textbox", name="Valeur de départ").fill("0")
    page.get_by_role("textbox", name="Cible").fill("10")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    follow(page, "Ajouter un objectif")
    page.get_by_label("Intitulé").fill("Signer une convention avec un ministère")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    follow(page, "Publier")
    press(page, "Publier")
    says(page, "Feuille de route publiée.")


def hold_and_close_the_first_point(coach: Visitor) -> None:
    page = coach.page
    coach.go(f"{HOME}/points/1")
    follow(page, "Clore le point")
    page.get_by_label("Compte rendu", exact=True).fill("Nous avons lancé l’accompagnement.")
    page.get_by_label("Décisions").fill("Écrire les statuts.")
    action = page.get_by_role("group", name="Action 1")
    action.get_by_label("Intitulé").fill("Rédiger un projet de statuts")
    action.get_by_label("Responsable").select_option(label="Inès Roy")
    action.get_by_label("Échéance").fill("2026-03-27")
    press(page, "Clore le point et envoyer le compte rendu")
    says(page, "Le point n° 1 est clos")
    coach.go(f"{HOME}/feuille-de-route")
    says(page, "Rédiger un projet de statuts")
    coach.go(HOME)
    says(page, "2 avril")


def declare_the_month_from_the_mail(anyone: Visitor, link: str) -> None:
    anyone.go(link)
    says(anyone.page, "Inès Roy, combien de temps avez-vous donné à Vikidia ?")
    press(anyone.page, "Confirmer")
    says(anyone.page, "2,75 j pour Vikidia")


def reach_the_first_objective(referent: Visitor) -> None:
    page = referent.page
    referent.go(f"{HOME}/feuille-de-route")
    page.get_by_text("Mettre à jour l’objectif Réunir un conseil").click()
    form = page.get_by_role("main").locator("details[open]")
    form.get_by_label("Valeur actuelle").fill("10")
    form.get_by_label("État").select_option(label="Atteint")
    form.get_by_role("button", name="Enregistrer", exact=True).click()
    says(page, "Objectif mis à jour")


def request_an_assignment(referent: Visitor) -> None:
    page = referent.page
    referent.go(f"{HOME}/appuis")
    follow(page, "Demander un appui")
    page.get_by_label("Type d’appui").select_option(label="Analyse juridique")
    page.get_by_label("Intitulé").fill("Choix d’une licence")
    page.get_by_label("Besoin").fill("Choisir une licence pour les contenus.")
    press(page, "Envoyer la demande")
    says(page, "Demande d’appui envoyée")


def scope_and_approve_it(coach: Visitor) -> None:
    page = coach.page
    coach.go(f"{HOME}/appuis")
    follow(page, "Choix d’une licence")
    follow(page, "Cadrer")
    page.get_by_label("Cadrage").fill("Comparer les licences libres.")
    page.get_by_label("Experte ou expert").select_option(label="Maître Martin")
    page.get_by_label("Jours prévus").fill("5")
    page.get_by_label("Tarif journalier").fill("600")
    page.get_by_label("Premier jour").fill("2026-04-13")
    page.get_by_label("Dernier jour").fill("2026-06-30")
    press(page, "Enregistrer le cadrage")
    follow(page, "Approuver")
    says(page, "3 000,00 €")
    press(page, "Approuver")
    says(page, "Appui approuvé.")


def renew(direction: Visitor) -> None:
    page = direction.page
    direction.go("/")
    follow(page, "Vikidia")
    direction.go(f"{HOME}/bilan")
    choose(page, "Renouveler")
    page.get_by_label("Motif").fill("La gouvernance est posée, l’intégration commence.")
    press(page, "Enregistrer la décision")
    press(page, "Confirmer la décision")
    says(page, "Accompagnement renouvelé")


def find_the_open_objective_carried_over(coach: Visitor) -> None:
    coach.go(f"{HOME}/feuille-de-route?accompagnement=2")
    says(coach.page, "Signer une convention avec un ministère")
    expect(coach.page.get_by_role("main")).not_to_contain_text("Réunir un conseil des contributeurs")


@pytest.mark.usefixtures("team")
def test_a_season_from_the_first_page_to_the_renewal(season: Season) -> None:
    season.move_clock("2026-03-02T10:00")
    coach = season.window(CAMILLE)
    create_the_laureate(coach)
    invitation = "Suivi AIC — Camille Coach vous ouvre un compte"
    assert season.tick("2026-03-02T10:05") == {
        (INES, invitation),
        (CAMILLE, "Vikidia — point du 2 mars à 14 h"),
        (INES, "Vikidia — point du 2 mars à 14 h"),
        (CAMILLE, "Votre semaine du 2 mars 2026 : 1 point"),
    }

    referent = season.window()
    enter_from_the_invitation(referent, season.link_of(INES, invitation))
    fill_and_sign_the_diagnostic(coach, referent)
    write_and_publish_the_roadmap(coach)
    assert season.tick("2026-03-02T12:00") == set()

    season.move_clock("2026-03-02T15:30")
    hold_and_close_the_first_point(season.window(CAMILLE))
    assert season.tick("2026-03-02T15:35") == {
        (CAMILLE, "Vikidia — compte rendu du point du 2 mars"),
        (INES, "Vikidia — compte rendu du point du 2 mars"),
    }

    next_point = {(CAMILLE, "Vikidia — point du 2 avril à 14 h"), (INES, "Vikidia — point du 2 avril à 14 h")}
    time_of_march = "Vikidia — temps référent : mars 2026"
    action = (INES, "Vikidia — action attendue le 27 mars 2026 : Rédiger un projet de statuts")
    assert season.tick("2026-03-26T08:00") == {*next_point, action}
    assert season.tick("2026-03-31T08:00") == {
        (INES, f"{action[1]} (rappel, rien n’a changé)"),
        (INES, time_of_march),
        (CAMILLE, "Votre semaine du 30 mars 2026 : 1 point"),
    }
    declare_the_month_from_the_mail(season.window(), season.link_of(INES, time_of_march))
    again = {(who, f"{subject} (rappel, rien n’a changé)") for who, subject in next_point}
    assert season.tick("2026-04-01T08:00") == again | {(DIRECTION, "Portefeuille d’avril 2026 : 1 lauréat")}

    # The time of March is noted: nothing is said to be missing on the fifth working day of April.
    assert season.tick("2026-04-08T08:00") == {
        (INES, "Vikidia — objectif attendu le 20 avril 2026 : Réunir un conseil des contributeurs"),
        # Nobody marked the point of the 2nd.
        (CAMILLE, "Vikidia — compte rendu à rédiger : point du 2 avril 2026"),
        (CAMILLE, "Votre semaine du 6 avril 2026"),
    }
    referent = season.window(INES)
    reach_the_first_objective(referent)
    request_an_assignment(referent)
    scope_and_approve_it(season.window(CAMILLE))
    # The objective is reached: its last reminder has lost its reason. The week says what is new: an appui to start.
    assert season.tick("2026-04-20T08:00") == {
        (CAMILLE, "Vikidia — compte rendu à rédiger : point du 2 avril 2026 (rappel, rien n’a changé)"),
        (CAMILLE, "Votre semaine du 20 avril 2026"),
    }

    # Months without a pass: the latest stage of what is still useful, not the backlog.
    term = "Vikidia — l’accompagnement se termine le 1er mars 2027"
    stale = "Vikidia — feuille de route sans mise à jour depuis le 8 avril 2026"
    assert season.tick("2026-12-02T08:00") == {
        (CAMILLE, term),
        (DIRECTION, term),
        (INES, term),
        (CAMILLE, stale),
        (INES, stale),
        (CAMILLE, "Vikidia — point du 2 décembre à 14 h"),
        (INES, "Vikidia — point du 2 décembre à 14 h"),
        (INES, "Vikidia — temps référent : novembre 2026"),
        (INES, "Vikidia — engagements à prouver au 2 décembre 2026"),
        (CAMILLE, "Votre semaine du 30 novembre 2026 : 1 point"),
        (DIRECTION, "Portefeuille de décembre 2026 : 1 lauréat, 1 terme à décider"),
    }
    season.move_clock("2026-12-10T10:00")
    renew(season.window(DIRECTION))
    # Decided: the term is not spoken of any more.
    assert season.tick("2027-01-04T08:00") == {
        (CAMILLE, "Vikidia — point du 4 janvier à 14 h"),
        (INES, "Vikidia — point du 4 janvier à 14 h"),
        (CAMILLE, f"{stale} (rappel, rien n’a changé)"),
        (INES, f"{stale} (rappel, rien n’a changé)"),
        (INES, "Vikidia — temps référent : décembre 2026"),
        (CAMILLE, "Votre semaine du 4 janvier 2027 : 1 point"),
        (DIRECTION, "Portefeuille de janvier 2027 : 1 lauréat"),
    }
    # The new period starts: it takes over what is still open.
    season.tick("2027-03-02T00:01")
    find_the_open_objective_carried_over(season.window(CAMILLE))
    assert [line for window in season.windows for line in window.console] == []
