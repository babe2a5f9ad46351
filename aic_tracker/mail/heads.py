"""What a mail's headers say: text as it was typed, checked once written."""


class RenderingFault(Exception):
    """A mail that would not say what was meant: it never enters the outbox. The reason names no typed text."""
