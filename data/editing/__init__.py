"""Editing a plan: what can be done to it, taken back, and pasted into it."""
