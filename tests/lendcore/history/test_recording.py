"""Who is written down as the author of a change."""

import threading

import pytest
from django.db import connection

from lendcore.history.recording import (
    NotRecorded,
    current_recording,
    recorded,
    records_history,
)
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def test_without_a_recording_nobody_is_the_author():
    with pytest.raises(NotRecorded, match="recorded"):
        current_recording()


def test_the_innermost_recording_counts_and_ends_with_its_block(actor):
    other = actor.anew(NOW)

    with recorded(actor, reason="Outer"):
        with recorded(other, reason="Inner"):
            assert current_recording().actor is other
            assert current_recording().reason == "Inner"
        assert current_recording().actor is actor
    with pytest.raises(NotRecorded):
        current_recording()


def fail_inside(actor):
    with recorded(actor):
        raise LookupError


def test_a_recording_ends_with_an_error_too(actor):
    with pytest.raises(LookupError):
        fail_inside(actor)

    with pytest.raises(NotRecorded):
        current_recording()


def test_another_thread_has_no_part_in_a_recording(actor):
    refused = []

    def look():
        try:
            current_recording()
        except NotRecorded as refusal:
            refused.append(refusal)

    with recorded(actor):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()

    assert len(refused) == 1


def test_a_service_runs_in_one_transaction_under_its_actor_and_reason(actor):
    depth = len(connection.atomic_blocks)

    @records_history
    def serve(*, actor, reason="", word):
        recording = current_recording()
        return recording.actor, recording.reason, len(connection.atomic_blocks), word

    found = serve(actor=actor, reason="Moved", word="done")

    assert found == (actor, "Moved", depth + 1, "done")


def test_a_service_without_an_actor_does_not_begin(actor):
    @records_history
    def serve(*, actor):
        raise AssertionError

    with pytest.raises(KeyError):
        serve()
