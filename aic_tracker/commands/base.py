"""What every command does: whatever goes wrong is said in one line on stderr, and the exit code is 2."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click

from aic_tracker import database_faults
from aic_tracker.errors import DomainError


class Failure(click.ClickException):
    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, err=True, file=file)


@contextmanager
def one_line() -> Iterator[None]:
    """Turn a foreseen error into its line; an unforeseen one keeps its traceback, to be reported and mended."""
    try:
        yield
    except DomainError as refusal:
        raise Failure(refusal.message) from refusal
    except click.UsageError as mistake:
        raise Failure(_usage(mistake)) from mistake
    except click.ClickException:
        raise
    except Exception as error:
        line = database_faults.explain(error)
        if line is None:
            raise
        raise Failure(line) from error


def _usage(mistake: click.UsageError) -> str:
    match mistake:
        case click.MissingParameter(param=click.Argument() as argument):
            said = f"Indiquez {argument.human_readable_name}"
        case click.MissingParameter(param=click.Option() as option):
            said = f"Indiquez {option.opts[0]}"
        case click.NoSuchOption():
            said = f"Option inconnue : {mistake.option_name}"
        case click.BadParameter():
            said = mistake.message.rstrip(".")
        case _:
            said = f"Commande mal écrite ({mistake.message.rstrip('.')})"
    path = mistake.ctx.command_path if mistake.ctx else "flask"
    return f"{said}. Voir « {path} --help »."


class Command(click.Command):
    """A command that needs the database as it should be, unless told otherwise."""

    needs_database = True

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        with one_line():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        with one_line():
            if self.needs_database and (fault := database_faults.database_fault()):
                raise Failure(fault)
            return super().invoke(ctx)


class FreeCommand(Command):
    needs_database = False
