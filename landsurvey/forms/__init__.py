"""What people fill in on the survey pages."""
