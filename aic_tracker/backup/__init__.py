"""A backup is one file: the database, the attachments, and a manifest of both; see docs/decisions/0007-backups.md."""
