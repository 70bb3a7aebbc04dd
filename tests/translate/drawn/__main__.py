"""Show the application of a seed."""

import sys

from tests.translate.drawn.application import application

sys.stdout.write(application(int(sys.argv[1])))
