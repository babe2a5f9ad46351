"""What was said of a project, as a file."""

from typing import NamedTuple

from aic_tracker.conversation.models import Comment
from aic_tracker.conversation.queries import Topic
from aic_tracker.paper.tables import Column, Kind, Table


class Said(NamedTuple):
    comment: Comment
    topic: Topic | None


COMMENTS = Table(
    "conversation",
    "Conversation",
    (
        Column("Le", "comment.created_at", Kind.MOMENT),
        Column("Par", "comment.author.name"),
        Column("À propos de", lambda row: row.topic.title if row.topic else None, Kind.LONG),
        Column("Note interne", "comment.is_internal"),
        Column("Commentaire", "comment.text", Kind.LONG),
    ),
)
