-- What a session holds, unless it has ended.
SELECT session_data FROM django_session WHERE session_key = %(key)s AND expire_date > %(at)s
