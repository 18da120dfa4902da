"""What stands behind `incidents.routing`: the network in memory, and pgRouting, which is always there."""
