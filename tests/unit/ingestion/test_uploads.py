"""Files that are sent to a batch, whole and in pieces."""

from __future__ import annotations

from typing import Any

import pytest

ROW = b'{"_id":"1"}\n'


def test_a_file_is_taken_and_replaced_by_the_next_of_its_name(place: Any) -> None:
    batch_id = place.batch()
    assert place.put(batch_id, ROW).data == b""
    place.put(batch_id, b'{"_id":"2"}')
    place.signal(batch_id, "COMPLETE")
    assert place.ended(batch_id)["metrics"]["inputFileCount"] == 1
    assert place.rows(batch_id) == [{"_id": "2"}]


def test_paths_may_have_folders_and_any_characters(place: Any) -> None:
    batch_id = place.batch()
    names = ["part1=a/part2=b/f.json", "a b%20c.json", "%C3%A9t%C3%A9.json", "a%2Fb.json", "~x;y.json"]
    for name in names:
        place.put(batch_id, ROW, name)
    place.signal(batch_id, "COMPLETE")
    assert place.ended(batch_id)["metrics"]["inputFileCount"] == len(names)
    listed = [line["path"] for line in place.lines(f"/batches/{batch_id}/meta?path=input_files/fileMetaData1.json")]
    assert sorted(listed) == sorted(["part1=a/part2=b/f.json", "a b c.json", "été.json", "a/b.json", "~x;y.json"])


@pytest.mark.parametrize("name", ["..", "a/../b", "./b", "a//b", "a/", "a%00b", "a%1Fb", "%2e%2e/%2e%2e/etc/passwd"])
def test_paths_that_are_no_names_are_refused(place: Any, name: str) -> None:
    assert "filePath" in place.put(place.batch(), ROW, name, status=400).json["detail"]


@pytest.mark.parametrize(
    "content_type", [None, "application/json", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"]
)
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_body_that_is_not_declared_as_a_file_is_refused(place: Any, method: str, content_type: str | None) -> None:
    headers = {} if content_type is None else {"Content-Type": content_type}
    answer = place.call(method, place.path(place.batch(), "f"), 415, data=ROW, headers=headers).json
    assert "application/octet-stream" in answer["detail"]


def test_unknown_batches_and_datasets(place: Any, octets: dict[str, str]) -> None:
    batch_id, other = place.batch(), place.dataset(name="Other")
    assert "Batch" in place.put("NOPE", ROW, status=404).json["detail"]
    for dataset_id in (other, "nope"):
        path = place.path(batch_id, "f", dataset_id)
        assert "Dataset" in place.call("PUT", path, 404, data=ROW, headers=octets).json["detail"]
        place.call("POST", f"{path}?action=INITIALIZE", 404)
        place.call("HEAD", path, 404)
    place.call("PUT", place.path(batch_id, "f"), 404, data=ROW, headers={**octets, "x-world": "world-2"})


class LargeFile:
    """One large file of a new batch."""

    def __init__(self, place: Any, octets: dict[str, str]) -> None:
        self.place = place
        self.octets = octets
        self.batch_id = place.batch()
        self.path = place.path(self.batch_id, "large.json")

    def signal(self, action: str, status: int = 201) -> Any:
        return self.place.call("POST", f"{self.path}?action={action}", status)

    def patch(self, content: bytes, content_range: str | None, status: int = 200) -> Any:
        headers = {**self.octets, **({} if content_range is None else {"Content-Range": content_range})}
        return self.place.call("PATCH", self.path, status, data=content, headers=headers)

    def arrived(self) -> str | None:
        found: str | None = self.place.call("HEAD", self.path).headers.get("Range")
        return found

    def rows(self) -> list[dict[str, Any]]:
        self.place.signal(self.batch_id, "COMPLETE")
        assert self.place.ended(self.batch_id)["status"] == "success"
        found: list[dict[str, Any]] = self.place.rows(self.batch_id)
        return found


@pytest.fixture
def large(place: Any, octets: dict[str, str]) -> LargeFile:
    return LargeFile(place, octets)


def test_a_large_file_comes_in_pieces_of_any_order(large: LargeFile) -> None:
    assert large.signal("INITIALIZE").data == b""
    assert large.arrived() is None
    assert large.patch(b'"2"}', "bytes 7-10/11").data == b""
    assert large.arrived() == "bytes=7-10"
    large.patch(b'{"_id":', "bytes 0-6/11")
    assert large.arrived() == "bytes=0-10"
    large.signal("complete")
    large.signal("COMPLETE")
    assert large.arrived() == "bytes=0-10"
    assert large.rows() == [{"_id": "2"}]


@pytest.mark.parametrize(
    "content_range", ["bytes 0-11", "0-11", "bytes 0-11/*", "bytes=0-11/12", " bytes  0 - 11 / 12 "]
)
def test_forms_of_content_range(large: LargeFile, content_range: str) -> None:
    large.signal("INITIALIZE")
    large.patch(ROW, content_range)
    large.signal("COMPLETE")
    assert large.rows() == [{"_id": "1"}]


def test_the_same_part_twice_is_refused_also_with_another_total(large: LargeFile) -> None:
    large.signal("INITIALIZE")
    for content_range in ("bytes 0-11/12", "bytes 0-11/*", "bytes 0-11/12"):
        large.patch(ROW, content_range)
    assert "more than once" in large.signal("COMPLETE", 400).json["detail"]


@pytest.mark.parametrize(
    ("content_range", "told"),
    [
        (None, "missing"),
        ("", "bytes 0-99/1000"),
        ("items 0-11/12", "bytes 0-99/1000"),
        ("bytes 11-0/12", "ends before it begins"),
        ("bytes 0-11/11", "not within"),
        ("bytes 0-10/12", "the body has 12"),
        ("bytes 0-" + "9" * 40, "bytes 0-99/1000"),
        ("bytes ²-5", "bytes 0-99/1000"),
    ],
)
def test_a_wrong_content_range_is_refused(large: LargeFile, content_range: str | None, told: str) -> None:
    large.signal("INITIALIZE")
    if content_range == "bytes ²-5":
        content_range = content_range.encode().decode("latin-1")
    assert told in large.patch(ROW, content_range, 400).json["detail"]


@pytest.mark.parametrize(
    ("pieces", "told"),
    [
        ([], "No part"),
        ([(2, 5)], "0-1 of the file are missing"),
        ([(0, 3), (6, 7)], "4-5 of the file are missing"),
        ([(0, 3), (2, 5)], "2-3 were uploaded more than once"),
        ([(0, 7), (2, 3)], "2-3 were uploaded more than once"),
        ([(0, 3, 9)], "4-8 of the file are missing"),
        ([(0, 3, 8), (4, 7, 9)], "different totals"),
    ],
)
def test_gaps_and_overlaps_are_noticed_at_completion(
    large: LargeFile, pieces: list[tuple[int, ...]], told: str
) -> None:
    large.signal("INITIALIZE")
    for first, last, *total in pieces:
        large.patch(b"x" * (last - first + 1), f"bytes {first}-{last}" + (f"/{total[0]}" if total else ""))
    assert told in large.signal("COMPLETE", 400).json["detail"]


def test_a_missing_piece_can_be_sent_after_a_refused_completion(large: LargeFile) -> None:
    large.signal("INITIALIZE")
    large.patch(ROW[:4], "bytes 0-3/12")
    large.signal("COMPLETE", 400)
    large.patch(ROW[4:], "bytes 4-11/12")
    large.signal("COMPLETE")
    assert large.rows() == [{"_id": "1"}]


def test_initialize_begins_anew(large: LargeFile) -> None:
    large.signal("INITIALIZE")
    large.patch(b"garbage!", "bytes 0-7")
    large.signal("INITIALIZE")
    assert large.arrived() is None
    large.patch(ROW, "bytes 0-11")
    large.signal("COMPLETE")
    assert large.rows() == [{"_id": "1"}]


def test_a_file_must_be_initialized_first(large: LargeFile) -> None:
    large.patch(ROW, "bytes 0-11", 404)
    large.signal("COMPLETE", 404)
    large.place.call("HEAD", large.path, 404)


def test_a_batch_is_not_complete_before_its_large_files(large: LargeFile) -> None:
    large.signal("INITIALIZE")
    assert "large.json" in large.place.signal(large.batch_id, "COMPLETE", 400).json["detail"]
    assert large.place.show(large.batch_id)["status"] == "loading"


@pytest.mark.parametrize("query", ["", "?action=", "?action=ABORT"])
def test_other_actions_on_files_are_refused(large: LargeFile, query: str) -> None:
    detail = large.place.call("POST", large.path + query, 400).json["detail"]
    assert "INITIALIZE, COMPLETE" in detail


def test_a_file_cannot_be_read_back(large: LargeFile) -> None:
    large.place.call("GET", large.path, 405)


def test_what_was_uploaded_is_gone_when_the_batch_has_ended(large: LargeFile) -> None:
    large.signal("INITIALIZE")
    large.patch(ROW, "bytes 0-11")
    large.signal("COMPLETE")
    large.rows()
    for area in ("uploads", "chunks"):
        assert large.place.lake.files("world-1", large.batch_id, area) == []
