"""A question finds the texts that a French reader expects, whatever the spelling; nothing typed is an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aic_tracker.access.permissions import Permission
from aic_tracker.search.entries import entry
from aic_tracker.search.items import Item
from aic_tracker.search.questions import MOST_TERMS, Phrase, Word, terms_of
from aic_tracker.search.sources import SOURCES
from aic_tracker.search.words import LONGEST, extras_of, stem, words_of
from tests.search import oracle

FOUND = [
    ("Écobalyse", "Mesurer avec l’Écobalyse"),
    ("ecobalyse", "Mesurer avec l'Écobalyse"),
    ("l’Écobalyse", "Écobalyse, en bref"),
    ("Ecobal", "L’Écobalyse"),
    ("référent", "Les référent·e·s du projet"),
    ("référentes", "Une référente"),
    ("référent·e·s", "Le référent"),
    ("référente", "Les référent.e.s"),
    ("référent(e)", "Une référente"),
    ("expert", "Liste des expert.e.s"),
    ("prêt-e", "Elle est prête"),
    ("tou·te·s", "Ouvert à toutes"),
    ("association", "Deux associations"),
    ("associations", "Une association"),
    ("déléguée", "Le délégué général"),
    ("délégués", "Une déléguée"),
    ("élu", "Les élues"),
    ("élues", "Un élu local"),
    ("nouvelle", "Un nouveau départ"),
    ("nouveaux", "Une nouvelle équipe"),
    ("travail", "Groupe de travaux"),
    ("travaux", "Groupe de travail"),
    ("local", "Acteurs locaux"),
    ("nationales", "Un plan national"),
    ("réseaux", "Le réseau"),
    ("porteuse", "Le porteur de projet"),
    ("directrice", "Le directeur"),
    ("heureuse", "Heureux de participer"),
    ("publique", "Le service public"),
    ("citoyenne", "Initiatives citoyennes"),
    ("citoyens", "Une initiative citoyenne"),
    ("professionnelles", "Un usage professionnel"),
    ("active", "Membre actif"),
    ("œuvre", "Mise en oeuvre"),
    ("oeuvre", "Chef-d’œuvre"),
    ("data.gouv.fr", "Publier sur data.gouv.fr"),
    ("gouv", "Publier sur data.gouv.fr"),
    ("durand", "camille.durand@example.org"),
    ("camille.durand@example.org", "Écrire à camille.durand@example.org."),
    ("appui-métier", "Un appui métier"),
    ("appui métier", "Des appuis-métiers"),
    ("2,5 j", "Environ 2,5 j"),
    ("0.5 jour", "0,5 jour par mois"),
    ("50 %", "À 50 % du but"),
    ("552100554", "SIREN 552 100 554"),
    ("552 100 554", "SIREN 552100554"),
    ("12 400", "12400 visites"),
    ("12400", "12 400 €"),
    ("80 000 €", "Amorçage de 80 000 €"),
    ("06.12.34.56.78", "Tél. 06 12 34 56 78"),
    ("0612345678", "Tél. 06.12.34.56.78"),
    ("27/11/2026", "Réunion du 27 novembre 2026"),
    ("27 novembre 2026", "Réunion du 2026-11-27"),
    ("1er mars 2026", "Le 01/03/2026"),
    ("2026", "Le 27/11/2026"),
    ("novembre", "Réunion du 27 novembre 2026"),
    ("C++", "Écrit en C++ et en Python"),
    ("c#", "Un outil en C#"),
    ("n° 24", "Décision no 24"),
    ("№ 3", "Tranche n° 3"),
    ("plan d’action", "Le plan d'actions"),
    ("charte de l’association", "Une charte pour association"),
    ("« feuille de route »", "La feuille de route publiée"),
    ('"feuille de route"', "La feuille de route publiée"),
    ("Wikimédia commons", "Commons, de Wikimedia"),
    ("Łódź", "Lodz"),
    ("日本", "Équipe du 日本"),
]
NOT_FOUND = [
    ("référent", "Une référence"),
    ("porter", "La portée"),
    ("« route de feuille »", "La feuille de route"),
    ("« feuille route »", "La feuille de route"),
    ("12 400", "12 et 400"),
    ("28/11/2026", "Réunion du 27 novembre 2026"),
    ("C++", "Le groupe C"),
    ("public privé", "Le service public"),
    ("data.gouv.fr", "fr gouv data"),
    ("24", "2024"),
]


def is_found(question: str, text: str) -> bool:
    item = Item(1, None, Permission.READ_LAUREATE, "", text, "")
    terms = terms_of(question)
    return bool(terms) and oracle.is_answered(entry(SOURCES["action"], item, ""), [terms])


@pytest.mark.parametrize(("question", "text"), FOUND)
def test_a_question_finds(question: str, text: str) -> None:
    assert is_found(question, text), (terms_of(question), words_of(text), extras_of(text, words_of(text)))


@pytest.mark.parametrize(("question", "text"), NOT_FOUND)
def test_a_question_does_not_find(question: str, text: str) -> None:
    assert not is_found(question, text)


@pytest.mark.parametrize("question", ["", " ", "?", "…", "'", '""', "« »", "()", "%", "_"])
def test_signs_alone_ask_for_nothing(question: str) -> None:
    assert terms_of(question) == []


def test_a_small_word_alone_is_asked_for() -> None:
    assert terms_of("de") == [Word("de", is_exact=True)]


def test_a_question_of_a_thousand_words_is_bounded() -> None:
    assert len(terms_of(" ".join(f"mot{n}" for n in range(1000)))) == MOST_TERMS
    [phrase] = terms_of("« " + " ".join(f"mot{n}" for n in range(1000)) + " »")
    assert isinstance(phrase, Phrase)
    assert len(phrase.words) == MOST_TERMS


@given(st.text(max_size=300))
def test_words_hold_letters_and_figures_alone(text: str) -> None:
    words = words_of(text)
    for word in (*words, *extras_of(text, words), *map(stem, words)):
        assert word
        assert set(word) <= set("abcdefghijklmnopqrstuvwxyz0123456789")
        assert len(word) <= LONGEST + 1


@given(st.text(alphabet="aàeéxs l'’«»\"·.-(), 0123/€+#@", max_size=60))
def test_whatever_is_asked_is_understood(question: str) -> None:
    for term in terms_of(question):
        words = term.words if isinstance(term, Phrase) else (term.word, *term.also)
        assert all(word.isascii() and word.isalnum() for word in words)


OWN = st.sampled_from(["équipe", "travaux", "élue", "nouveau", "l’école", "référent·e", "2,5", "2026"])


@given(st.lists(OWN, min_size=1))
def test_a_text_answers_to_its_own_words(words: list[str]) -> None:
    text = " ".join(words)
    assert is_found(text, text)
