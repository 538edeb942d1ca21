"""What is exchanged, given and kept."""
