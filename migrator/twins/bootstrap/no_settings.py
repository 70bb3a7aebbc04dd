"""No settings: a twin is started by its command line alone, whatever file the project has."""
