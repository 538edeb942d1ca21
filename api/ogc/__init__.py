"""Layers for QGIS and other map programs: OGC API Features and Tiles by tipg, in our policy and bounds."""
