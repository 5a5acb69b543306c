"""Lightkeeper, the program: command line, app, jobs."""
