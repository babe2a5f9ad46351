"""The field that takes a file. What was chosen is read whole: the body of the request bounds it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from werkzeug.datastructures import FileStorage
from wtforms.validators import StopValidation

from aic_tracker.web.fields import Entry


class Upload(NamedTuple):
    filename: str
    content: bytes


class File(Entry):
    """`accept` tells the browser which endings to offer; the content is judged by the operation."""

    kind = "file"

    def __init__(self, label: str, *, accept: str = "", **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.accept = accept

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        files = [value for value in valuelist if isinstance(value, FileStorage) and value.filename]
        self.typed = []
        self.files = files
        self.data = None

    def pre_validate(self, form: Any) -> None:
        if self.typed is None:
            return
        if len(self.files) > 1:
            raise StopValidation("Choisissez un seul fichier.")
        if self.files:
            self.data = Upload(self.files[0].filename or "", self.files[0].stream.read())
        elif self.required:
            raise StopValidation(self.missing)
