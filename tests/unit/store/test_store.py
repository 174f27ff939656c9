"""The store keeps every event once, whatever it came in."""

from __future__ import annotations

import json
import threading

from tests.make import START, block, record, store
from trailview.events.decode import Decoder
from trailview.events.record import Delivery, Event
from trailview.store.columns import Store


def names(held: Store) -> list[str | None]:
    snapshot = held.snapshot()
    return [snapshot.text(row, "event") for row in range(snapshot.count)]


def test_duplicates_within_and_between_blocks_are_folded() -> None:
    decoder, held = Decoder(), Store()
    assert held.append(block([record(1), record(2), record(1)], decoder)) == 2
    assert held.append(block([record(2), record(3)], decoder)) == 1
    assert (len(held), held.deliveries) == (3, 5)


def test_one_event_id_with_two_contents_is_two_events() -> None:
    shared = "00000000-0000-4000-8000-000000000000"
    first = record(1, eventID=shared, eventName="A")
    second = record(1, eventID=shared, eventName="B")
    parameters = record(1, eventID=shared, eventName="A", requestParameters={"x": 1})
    assert len(store([first, second, parameters, first])) == 3


def test_events_without_id_are_never_folded() -> None:
    nameless = record(1, eventID=None)
    assert len(store([nameless, nameless])) == 2


def test_odd_ids_are_folded_too_and_kept_as_written() -> None:
    odd = record(1, eventID="EXAMPLE-é")
    upper = record(2)
    upper["eventID"] = upper["eventID"].upper()
    held = store([odd, odd, upper])
    snapshot = held.snapshot()
    assert [snapshot.event_id(row) for row in range(len(held))] == ["EXAMPLE-é", upper["eventID"]]


def test_texts_mean_the_same_whichever_decoder_sent_them() -> None:
    held = Store()
    first, second = Decoder(0), Decoder(1)
    held.append(block([record(1, eventName="A"), record(2, eventName="B")], first))
    held.append(block([record(3, eventName="B"), record(4, eventName="C")], second))
    held.append(block([record(5, eventName="A")], second))
    held.append(block([record(6, eventName="C")], first))
    assert names(held) == ["A", "B", "B", "C", "A", "C"]
    assert len(held.snapshot().texts["event"]) == 4


def test_the_same_identity_has_one_code() -> None:
    held = Store()
    held.append(block([record(1)], Decoder(0)))
    held.append(block([record(2), record(3, userIdentity=None)], Decoder(1)))
    identities = held.snapshot().identities.tolist()
    assert identities[0] == identities[1] != identities[2]


def test_a_snapshot_never_changes() -> None:
    held = store([record(1)])
    snapshot = held.snapshot()
    before = (snapshot.count, snapshot.times.tolist(), snapshot.text(0, "event"))
    held.append(block([record(number, eventName="Later") for number in range(2, 9000)]))
    assert (snapshot.count, snapshot.times.tolist(), snapshot.text(0, "event")) == before
    assert held.snapshot().count == 8999


def test_span_ignores_events_without_time() -> None:
    held = store([record(5), record(1), record(2, eventTime=None)])
    snapshot = held.snapshot()
    assert (snapshot.first, snapshot.last) == (START + 1, START + 5)
    assert snapshot.time(2) is None


def test_kept_records_come_back_as_they_were() -> None:
    records = [record(number, note="é" * number) for number in range(2500)]
    held = store(records)
    for row in (0, 1, 999, 1000, 2499):
        kept = held.delivery(row)
        assert kept is not None
        assert json.loads(kept.raw) == records[row]


def test_records_that_stay_in_their_file_are_not_kept() -> None:
    held = Store()
    held.append(block([record(1)], keep=False))
    assert held.delivery(0) is None
    assert held.snapshot().indexes[0] == 0


def test_readers_see_whole_events_while_one_thread_appends() -> None:
    held, decoder = Store(), Decoder()
    stop = threading.Event()
    wrong: list[str] = []

    def read() -> None:
        while not stop.is_set():
            snapshot = held.snapshot()
            for row in range(max(0, snapshot.count - 3), snapshot.count):
                time, text = snapshot.time(row), snapshot.text(row, "user")
                if text != f"user{time}":
                    wrong.append(f"{time} {text}")

    reader = threading.Thread(target=read)
    reader.start()
    for start in range(0, 4000, 50):
        held.append(
            block(
                [
                    record(n, userIdentity={"type": "IAMUser", "userName": f"user{START + n}"})
                    for n in range(start, start + 50)
                ],
                decoder,
            )
        )
    stop.set()
    reader.join()
    assert not wrong


def test_envelope_time_and_hostile_bytes() -> None:
    found = [
        Delivery(b'{"eventName":"X"}', time=START),
        Delivery(b"\xff\x00 not json"),
        Delivery(b'{"eventName":"\\ud800","eventName":"last"}'),
        Delivery(b'{"a":' + b"[" * 2000 + b"]" * 2000 + b',"eventName":"Deep"}'),
    ]
    held = Store()
    held.append(Decoder().deliveries(found, 0, keep=True))
    assert held.snapshot().time(0) == START
    assert names(held) == ["X", None, "last", "Deep"]
    deep = held.delivery(3)
    assert deep is not None
    assert Event(deep).text("eventName") == "Deep"
