"""The note to a customer: what an update changes for it, and how it accepts that."""
