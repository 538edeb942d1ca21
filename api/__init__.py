"""The map's server: HTTP, live stream, tiles, sign-in."""
