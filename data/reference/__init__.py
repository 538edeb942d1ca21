"""What is given: villages, facilities, vehicle classes; SOURCES.md says where each figure comes from."""
