"""Pure geometry and roads: units, positions, plausibility, stops, networks; imports nothing of ours."""
