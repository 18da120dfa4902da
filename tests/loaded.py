"""The whole program, loaded: what takes seconds, and is therefore done once by the process that forks others."""

import django

django.setup()
