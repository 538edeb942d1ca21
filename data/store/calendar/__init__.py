"""The calendar that demand follows: what is proposed for a year, and how it is kept beside the office's."""
