"""What is exchanged between programs and devices: topics, messages, codec, clock, calendar."""
