"""The problem of a day and its answer, as integers and as JSON."""
