"""``python -m registre`` is the ``registre`` command."""

import sys

from registre.cli import main

sys.exit(main())
