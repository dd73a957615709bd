"""`python -m tools.compile_messages`: compile the translation files that changed."""

from __future__ import annotations

import sys

from zhichi.core.messages import main

if __name__ == "__main__":
    sys.exit(main())
