"""Starts and watches the programs as processes; imports none of them."""
