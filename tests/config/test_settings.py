from django.conf import settings


def test_each_request_opens_and_closes_its_own_connection():
    assert settings.DATABASES["default"]["CONN_MAX_AGE"] == 0
