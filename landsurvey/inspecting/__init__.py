"""One survey file looked at from end to end, in a confined process of its own: pure, without register or database."""
