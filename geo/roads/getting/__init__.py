"""Fetches roads: areas in tiles, questions to Overpass, kept answers."""
