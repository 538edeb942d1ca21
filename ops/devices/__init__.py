"""`siangsa device`: trackers and phones are made known, put into vehicles, given secrets, closed."""
