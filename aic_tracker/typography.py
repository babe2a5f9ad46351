"""French spacing: a no-break space inside « » and before : ; ? !, so that no line starts with a lonely mark.

Templates and messages are written with plain spaces. What people typed is never changed in a field: at most where it is
shown, within a message.
"""

import re
from collections.abc import Iterator

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from aic_tracker.formats import NBSP

_BREAKABLE = re.compile(r"(?<=«) |(?<![ \n]) (?=[:;?!»](?:\W|$))")


def spaced(text: str) -> str:
    # Markup stays markup: its class is kept.
    return text.__class__(_BREAKABLE.sub(NBSP, text))


class FrenchSpacing(Extension):
    """Spaces what a template says itself, once, when it is compiled."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            said = token.type in ("data", "string")
            yield Token(token.lineno, token.type, spaced(token.value)) if said else token
