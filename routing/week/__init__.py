"""The week: which point on which day, with which truck; judged over the whole horizon."""
