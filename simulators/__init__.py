"""The outside world: devices that spool, drive the published route and misbehave; roads without a map."""
