"""What is live: events from the bus to those who listen."""
