"""Judge two answers or two end states: pure, without clock, files or network."""
