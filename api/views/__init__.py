"""From rows and facts to what the api says; no SQL, no HTTP."""
