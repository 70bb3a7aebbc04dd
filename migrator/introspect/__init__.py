"""What is really there: the running Flask application, written down as facts."""
