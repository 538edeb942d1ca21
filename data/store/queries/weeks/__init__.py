"""Weeks: what they are planned from, how they are kept, and the jobs that work on them."""
