"""Open pages follow what changes: looks at the database, events, and the stream that carries them.

The tables tell of their changes by triggers; nothing in the steps knows of this room.
"""
