"""One function per verb: gather, decide, write."""
