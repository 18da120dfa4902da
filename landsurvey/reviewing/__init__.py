"""What a reviewer is shown and may take along: findings, rows beside the register, what a promotion would do."""
