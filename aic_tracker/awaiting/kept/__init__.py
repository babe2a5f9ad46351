"""What waits, kept in rows beside the tables that it follows from (decision 18)."""
