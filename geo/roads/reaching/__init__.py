"""Who is reached by road from a facility, how long it takes, and why not."""
