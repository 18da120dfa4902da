"""Django's sessions in the database, read by a prepared statement: almost every request begins with that question."""

from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from gis_assets import prepared


class SessionStore(db.SessionStore):
    """Kept, changed and ended as Django does it."""

    def load(self) -> dict[str, Any]:
        rows = prepared.fetched("config", "session", {"key": self.session_key, "at": timezone.now()})
        if not rows:
            self._session_key = None
            return {}
        return self.decode(rows[0][0])
