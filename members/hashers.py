"""Argon2 at a cost that a small machine bears when a whole evening signs in at once."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class ModestArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane: OWASP's figure, some 30 ms, instead of Django's 100 MiB."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
