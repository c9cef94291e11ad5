"""``python -m importer.start``."""

import sys

from importer.start.cli import main

if __name__ == "__main__":
    sys.exit(main())
