"""What a rule or an operation raises when it refuses what it is asked."""


class DomainError(Exception):
    """A refusal, told in French to the person who asked.

    `field` names the form field that the message belongs to, when there is one. `box` is a box that would accept what
    is refused, and the words that say so: a form that has it adds them to the message.
    """

    def __init__(self, message: str, *, field: str | None = None, box: tuple[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.box = box


class StaleError(DomainError):
    """Somebody else saved the same object meanwhile; the view answers 409 and loses nothing that was typed."""


class LimitError(DomainError):
    """The person did so much of it lately that the rest waits; the view answers 422 or 429 and loses nothing typed."""
