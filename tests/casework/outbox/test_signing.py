"""Signatures against the example that the Standard Webhooks specification publishes."""

from casework.outbox import signing

# Third-party: the reference example of the specification and its libraries.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID, TIMESTAMP, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'


def test_signature_is_the_published_one() -> None:
    made = signing.signature(SECRET, id=ID, timestamp=TIMESTAMP, body=BODY)

    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_secret_is_written_as_receivers_read_it() -> None:
    assert signing.secret(bytes(range(24))) == "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"
