"""Démarche numérique, read only: its API asked in GraphQL, by small pages, with a cursor that is kept."""
