"""``python -m ingest``: hand over to the command line."""

from ingest.cli import main

main()
