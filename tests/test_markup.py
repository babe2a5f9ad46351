"""A text is counted before it is expanded: refused to who types it, cut where it is already kept."""

import pytest

from aic_tracker import markup
from aic_tracker.paper import prose
from aic_tracker.web.fields import LongText
from aic_tracker.web.forms import BaseForm
from aic_tracker.web.markdown import markdown
from tests import factories
from tests.support.client import text_of

TASKS = "\n".join(f"- [x] Relancer la mairie n° {n}" for n in range(300))
PARAGRAPH = "**Le point** a porté" + " sur la gouvernance, les liens avec la mairie et le budget de l’an prochain." * 5
MINUTES = ("## Sujet\n\n- **Décidé** : écrire la charte\n- voir [la page](https://example.org/a)\n\n" + PARAGRAPH) * 100
TABLE = "| a | b |\n|---|---|\n" + "| c | d |\n" * 100
MOST = 50_000
# Above our bound, and small: the same shapes at the length of a field would cost any other reader dear.
HEAVY = {
    "wide table": "|a" * 150 + "|\n" + "|-" * 150 + "|\n" + "|\n" * 12,
    "long table": "a|b\n-|-\n" + "a|b\n" * 1_000,
    "quoted table": "> " + "|a" * 80 + "|\n> " + "|-" * 80 + "|\n" + "> |\n" * 24,
    "one address everywhere": "[a]" * 200 + "\n\n[a]: /" + "u" * 1_000,
    "items": "- a\n" * 12_000,
    "lines": "a\n" * 25_000,
    "quotes in quotes": ("> " * 19 + "a\n\n") * 200,
    "emphasis": "*a* " * 12_000,
    "brackets": "[a" * 4_000,
    "titles": "# a\n" * 12_000,
}


def count(blocks: object) -> int:
    """Everything that the typesetter is given to lay out."""
    if isinstance(blocks, dict):
        return 1 + sum(count(value) for value in blocks.values())
    return sum(count(block) for block in blocks) if isinstance(blocks, list) else 0


@pytest.mark.parametrize(
    "text", [TASKS, MINUTES[:MOST], "mot " * 12_500, "| a | b |\n|---|---|\n" + "| c | d |\n" * 100]
)
def test_what_people_write_is_shown_whole(text: str) -> None:
    assert markup.excess(text) is None
    assert markup.CUT not in markdown(text)


@pytest.mark.parametrize("text", [text[:MOST] for text in HEAVY.values()], ids=list(HEAVY))
def test_what_would_be_expanded_out_of_measure_is_cut_with_a_word(text: str) -> None:
    assert markup.excess(text)
    html, blocks = markdown(text), prose.blocks(text)
    assert html.endswith(f"<p><em>{markup.CUT}</em></p>")
    assert len(html) < 120_000
    assert blocks[-1]["runs"][0]["text"] == markup.CUT
    assert count(blocks) < 5_000


@pytest.mark.parametrize("text", [text[:MOST] for text in HEAVY.values()], ids=list(HEAVY))
def test_the_longest_text_that_is_accepted_makes_few_tokens(text: str) -> None:
    lines = text.split("\n")
    kept = "\n".join(lines[: markup.excess(text).line - 1])
    assert markup.excess(kept) is None
    tokens, is_cut = markup.tokens(kept)
    assert not is_cut
    assert sum(1 + len(token.children or ()) for token in tokens) < 12_000
    assert len(markup.html(kept)[0]) < 120_000


def test_the_refusal_says_where_and_keeps_what_was_typed(signed_in) -> None:
    typed = "Un mot.\n\n" + HEAVY["wide table"][:9_000]
    browser = signed_in(factories.coach())
    page = browser.submit("/apercu", {"apercu": "text", "text": typed})
    assert "ce tableau de 150 colonnes est trop grand" in text_of(page)
    assert "Ligne 11 : " in text_of(page)


def test_five_hundred_tasks_are_shown_and_of_too_many_the_bound_and_the_line_are_told() -> None:
    tasks = [f"- [x] tâche {n}" for n in range(600)]
    assert markup.excess("\n".join(tasks[:500])) is None
    found = markup.excess("\n".join(tasks))
    assert found is not None
    assert f"Ligne {found.line} : à partir d’ici" in found.sentence
    assert "La limite est d’environ 900 lignes simples" in found.sentence
    assert "une case à cocher" in found.sentence
    assert markup.excess("\n".join(tasks[: found.line - 1])) is None


def test_the_bound_told_is_the_one_that_is_counted() -> None:
    assert markup.excess("\n".join(["a"] * markup.PLAIN_LINES)) is None
    assert markup.excess("\n".join(["a"] * (markup.PLAIN_LINES + 100)))


def test_a_form_refuses_what_could_not_be_shown(app) -> None:
    class Form(BaseForm):
        text = LongText("Texte")

    with app.test_request_context(method="POST", data={"text": HEAVY["items"][:10_000]}):
        form = Form()
        assert not form.validate()
        assert "à partir d’ici, le texte dépasse ce qui peut être montré" in form.text.errors[0]
        assert form.text.value == HEAVY["items"][:10_000]


def test_an_address_used_everywhere_is_counted_wherever_paper_writes_it() -> None:
    text = "[a] " * 200 + "\n\n[a]: https://example.org/" + "u" * 1_000
    assert markup.excess(text)
    assert markup.excess(text.replace("u" * 1_000, "u" * 100)) is None
