"""Starts, watches and stops the programs and services of Siangsa as processes; imports none of them."""
