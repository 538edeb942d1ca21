"""What is to be said of a plan: is it feasible, what does it cost, why is something left out."""
