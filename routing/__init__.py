"""From waste to a checked plan: problem, engines, judge, measures, workers."""
