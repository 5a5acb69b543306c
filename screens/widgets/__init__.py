"""The toolkit that the screens are built from."""
