"""What is known about customers and how we know it."""
