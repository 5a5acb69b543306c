"""Reading Azure."""
