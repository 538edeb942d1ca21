"""Takes over an office's own timetable: which truck empties which points on which day, in which order."""
