"""The owner's page, without an account: who may see a bill, what it shows, and what may be filed from it."""
