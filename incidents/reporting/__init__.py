"""What stands behind the taking of a report: suspicion, other channels, words that stop."""
