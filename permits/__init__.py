"""The one-stop service: petition, automatic checks, appointment, decision, status.

A service (a small building, an address number, a signboard, the use of a road) is data: see `services` and
`data/services/`.
"""
