"""The map: HTTP, live stream, tiles and sign-in over the store.

The api reads what the other programs keep, shows it to people, and asks for work by deferring jobs by
name. It never speaks to a truck and imports no solver.
"""
