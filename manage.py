#!/usr/bin/env python
"""Django's command line.

The application connects to PostgreSQL as a role that row-level security binds. Only the commands that
make tables run as their owner; they are named here, so that nothing else can.
"""

import os
import sys

from django.core.management import execute_from_command_line

OWNER_COMMANDS = {"prepare_database", "migrate"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ["DATABASE_AS"] = "owner"
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
