from aic_tracker.errors import DomainError


class BackupError(DomainError):
    """Why a backup cannot be made, or put back, in one French line."""


class UnreadableError(BackupError):
    """The file is not a backup, or not a whole one."""
