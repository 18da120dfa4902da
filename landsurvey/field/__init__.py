"""Campaigns, the phone and QField: what is to be visited, what came back, and its acceptance into the register."""
