"""Run the console script: `python -m ops up` is `siangsa up`."""

from ops.console import main

main()
