"""The one-stop service: petition, automatic checks, appointment, decision, status.

A service (a small building, an address number, a signboard) is data: see `services` and `data/services/`.
"""
