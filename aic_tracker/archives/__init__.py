"""One laureate's whole file in one archive: to hand it over, and to keep it."""
