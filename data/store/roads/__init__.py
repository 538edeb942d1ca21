"""Which road snapshot is in use, and its roads for the map's tiles."""
