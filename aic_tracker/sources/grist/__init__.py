"""Grist: a table that is read, and a document where the tracker is copied every night."""
