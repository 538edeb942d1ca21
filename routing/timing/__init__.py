"""From a truck's order of halts to its times, loads and breaks."""
