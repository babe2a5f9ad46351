"""Where each laureate stands: drawn from the other tables, kept as they change, read by the screens of many."""
