"""What a delivery needs of a mail server, and how its answers are told apart."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class Outcome(Enum):
    SENT = "sent"
    RETRY = "retry"  # this message, later
    UNREACHABLE = "unreachable"  # no server: any other message would meet the same
    FAILED = "failed"  # refused for good
    DOUBTFUL = "doubtful"  # handed over, and no answer
    MISCONFIGURED = "misconfigured"  # the server refuses our settings: nothing will pass until somebody mends them


@dataclass(frozen=True)
class Result:
    outcome: Outcome
    reason: str = ""  # one French sentence for the people who follow the queue


SENT = Result(Outcome.SENT)


class Transport(Protocol):
    """One delivery pass. `hand_over` is called just before the final dot: if it raises, the message is not accepted."""

    def send(self, recipient: str, content: bytes, hand_over: Callable[[], None]) -> Result: ...

    def close(self) -> None: ...


class Mailbox:
    """The demonstration's transport: the message stays in the database, where the built-in mailbox reads it."""

    def send(self, recipient: str, content: bytes, hand_over: Callable[[], None]) -> Result:
        hand_over()
        return SENT

    def close(self) -> None:
        pass
