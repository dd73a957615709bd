"""`python -m zhichi` is the `zhichi` command."""

from __future__ import annotations

import sys

from zhichi.config.cli import main

sys.exit(main())
