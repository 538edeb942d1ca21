"""Plans as pictures and files to take along: the day as bars, the routes on a map, GeoJSON, GPX."""
