"""`python -m ctxh_desktop.cli`: the same as `ctxh`."""

from __future__ import annotations

import sys

from ctxh_desktop.cli.main import main

sys.exit(main())
