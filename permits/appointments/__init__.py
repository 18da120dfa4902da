"""Sessions with slots, and how a place is held, confirmed, moved, used and missed."""
