"""What holds for all tests."""

import signal

# A shell starts background jobs with SIGINT ignored, and children inherit that: tests that press
# Ctrl-C in a child would wait for ever. A handler of ours becomes the default in what we start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
