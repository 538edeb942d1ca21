"""The lists of the office, one file each: what they may hold, and how it is kept."""
