"""Puts a vehicle's track onto the roads: preparation, OSRM's kernel, our own judgement, pieces."""
