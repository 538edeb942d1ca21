"""Search over day patterns and routes at once, on plain arrays, compiled to machine code."""
