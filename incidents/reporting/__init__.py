"""What stands behind the taking of a report: the darkroom for photos, suspicion, other channels, words that stop."""
