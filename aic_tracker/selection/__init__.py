"""How a season's laureates are chosen: a call, the applications it received, and what was decided of each."""
