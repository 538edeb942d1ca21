"""What the api says: one module per topic, all names in plain English, all times UTC."""
