"""``python -m finmodel``: the same as ``finmodel``."""

import sys

from finmodel.cli import main

if __name__ == "__main__":
    sys.exit(main())
