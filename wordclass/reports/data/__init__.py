"""What a report contains, as plain data."""
