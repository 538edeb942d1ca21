"""Foreign dialects, one file each; total: a `Report` or a named `Rejection`, never an exception."""
