"""Reads road files of every accepted form into one network."""
