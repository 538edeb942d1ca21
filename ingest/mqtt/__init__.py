"""Speaking MQTT: a session with a memory, its buffer and window; the only place that knows paho."""
