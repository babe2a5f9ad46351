"""A live tracker moved from one kind of database to the other: copied, read again, compared, then put in its place."""
