"""Answers from a snapshot by OSRM: nearest road, matrices, ways with their turns."""
