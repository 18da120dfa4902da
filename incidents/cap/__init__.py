"""Outages and closures told to everybody as CAP 1.2 messages, which other offices' and broadcasters' programs read."""
