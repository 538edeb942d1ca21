"""The planner measured: instances of other people's benchmarks, and made-up days beside peers."""
