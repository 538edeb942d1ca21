"""Engines: each turns a problem into an order of halts per truck; only here are solvers imported."""
