"""What the tracker reads and writes outside: Démarche numérique, Grist; each with its last pass told in words."""
