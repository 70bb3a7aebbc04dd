"""See the running Flask application, from a child process of its own Python."""
