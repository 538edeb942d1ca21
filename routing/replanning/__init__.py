"""The rest of a day planned anew: what is behind each truck, what is left, what changes."""
