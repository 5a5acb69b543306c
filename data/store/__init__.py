"""Where records rest between runs: cache, library, history."""
