"""`python -m routing.engines NAME`: one engine as a process of its own, JSON in and out."""

from routing.engines.child import main

main()
