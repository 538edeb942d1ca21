"""One router per topic; a route is a sentence: what it takes, which query answers, what it gives."""
