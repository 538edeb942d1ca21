"""Takes over the office's lists: all rows or none, and every fault is told with row, column and rule."""
