"""What people look at: one file a screen."""
