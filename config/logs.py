"""What may stand in the log: addresses without the secrets in them, each of which opens a petition or a report."""

import logging
import re

SECRET = re.compile(r"(?<=/mine/)[0-9A-Z]{12,}|(?<=/r/)[0-9A-Za-z-]{6,}")


class WithoutSecrets(logging.Filter):
    """Leaves out the secret of an address wherever a message tells one."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: the record is told, changed."""
        record.msg, record.args = SECRET.sub("…", record.getMessage()), ()
        return True
