"""What leaves is looked at with the same server and the same kinds as what is planned."""

from tests.reminders.conftest import only, server

__all__ = ["only", "server"]
