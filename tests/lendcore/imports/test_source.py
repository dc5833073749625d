import gzip

import pytest

from lendcore.imports.refusals import ImportRefused
from lendcore.imports.source import LONGEST_CELL, Source, digest_of


def read(path):
    with Source(path) as source:
        return source.header, list(source.rows())


def written(tmp_path, content, name="book.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(path):
    with pytest.raises(ImportRefused) as caught:
        read(path)
    return str(caught.value)


def test_rows_come_with_the_line_on_which_they_begin(tmp_path):
    path = written(tmp_path, 'name,note\nVega,"two\nlines"\n\nSmith,one\n')

    header, rows = read(path)

    assert header == ("name", "note")
    assert rows == [(2, ["Vega", "two\nlines"], []), (5, ["Smith", "one"], [])]


def test_a_byte_order_mark_and_crlf_are_no_part_of_the_cells(tmp_path):
    path = written(tmp_path, b"\xef\xbb\xbfname,city\r\nVega,Lehi\r\n")

    assert read(path) == (("name", "city"), [(2, ["Vega", "Lehi"], [])])


def test_a_packed_file_reads_like_a_plain_one(tmp_path):
    path = written(tmp_path, gzip.compress(b"name\nVega\n"), "book.csv.gz")

    assert read(path) == (("name",), [(2, ["Vega"], [])])


def test_rows_without_anything_are_no_rows(tmp_path):
    path = written(tmp_path, "name,city\n,\n\nVega,Lehi\n")

    assert [line for line, _, _ in read(path)[1]] == [4]


def test_quotes_and_commas_stay_in_their_cell(tmp_path):
    path = written(tmp_path, 'name\n"ACME, ""THE"" SHOP"\n5" PIPE CO\n')

    cells = [cells for _, cells, _ in read(path)[1]]

    assert cells == [['ACME, "THE" SHOP'], ['5" PIPE CO']]


def test_a_column_without_a_name_is_known_by_its_place(tmp_path):
    path = written(tmp_path, ",name\n0,Vega\n")

    assert read(path)[0] == ("column 1", "name")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\n\n", "The file is empty."),
        (b"name;city\nVega;Lehi\n", "separated by semicolons"),
        (b"name\tcity\nVega\tLehi\n", "separated by tabs"),
        (b"name,city,name\n", '"name" twice, in columns 1 and 3'),
        (b"Name,NAME \n", '"NAME" twice, in columns 1 and 2'),
        (b"PK\x03\x04rest", "spreadsheet or zip file"),
        ("name\nVega\n".encode("utf-16"), "UTF-16"),
        (b"na\xefve,city\n", "The byte 0xEF is no UTF-8"),
        (b'name\nVega\n"open\nmore\n', "Line 3: A quote opens here"),
        (b"name\rVega\rSmith\r", "Lines must end in LF or CRLF"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_with_a_sentence(
    tmp_path, content, sentence
):
    assert sentence in refusal(written(tmp_path, content))


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    assert "There is no file" in refusal(tmp_path / "absent.csv")
    assert "is a folder" in refusal(tmp_path)
    with pytest.raises(ImportRefused, match="There is no file"):
        digest_of(tmp_path / "absent.csv")


def test_a_device_is_no_ordinary_file():
    with pytest.raises(ImportRefused, match="no ordinary file"):
        digest_of(__import__("pathlib").Path("/dev/null"))


def test_a_name_in_gz_with_other_content_is_refused(tmp_path):
    path = written(tmp_path, "name\nVega\n", "book.csv.gz")

    assert "the file is no gzip file" in refusal(path)


def test_a_packed_file_that_is_cut_off_says_where(tmp_path):
    rows = "name\n" + "".join(f"Vega{number}\n" for number in range(10_000))
    whole = gzip.compress(rows.encode())

    sentence = refusal(written(tmp_path, whole[: len(whole) // 2], "book.csv.gz"))

    assert "damaged or cut off" in sentence
    assert sentence.startswith("Line ")


def test_a_packed_file_with_a_flipped_byte_is_refused(tmp_path):
    packed = bytearray(gzip.compress(b"name\nVega\n" * 1000))
    packed[-5] ^= 0xFF

    assert "damaged" in refusal(written(tmp_path, bytes(packed), "book.csv.gz"))


def test_a_packed_file_that_unpacks_beyond_measure_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("lendcore.imports.source.FREE_UNPACKED_BYTES", 1024 * 1024)
    bomb = gzip.compress(b"name\n" + b"\n" * 20_000_000)

    assert "more than 200 times its size" in refusal(
        written(tmp_path, bomb, "book.csv.gz")
    )


def test_a_line_without_end_is_refused_before_it_fills_the_memory(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("lendcore.imports.source.LONGEST_LINE_BYTES", 1024)

    assert "longer than 32 MB" in refusal(
        written(tmp_path, b"name\n" + b"x" * 5000 + b"\n")
    )


def test_ragged_rows_are_reported_and_reading_goes_on(tmp_path):
    path = written(tmp_path, "name,city\nVega\nVega,Lehi,UT\nSmith,Provo\n")

    rows = read(path)[1]

    assert [problems[0].reason for _, _, problems in rows if problems] == [
        "The row has 1 cell, the header has 2.",
        "The row has 3 cells, the header has 2. A cell with a comma in it must stand "
        "in quotes.",
    ]
    assert rows[2] == (4, ["Smith", "Provo"], [])


def test_a_quote_in_the_wrong_place_costs_one_row(tmp_path):
    path = written(tmp_path, 'name,city\n"Ve"ga,Lehi\nSmith,Provo\n')

    first, second = read(path)[1]

    assert "only a comma may follow" in first[2][0].reason
    assert second == (3, ["Smith", "Provo"], [])


def test_bytes_that_are_no_utf_8_name_line_column_and_byte(tmp_path):
    path = written(
        tmp_path,
        "name,city\nZoë,Lehi\n".encode() + "Jos\xe9,Provo\n".encode("latin-1"),
    )

    fine, bad = read(path)[1]

    assert fine == (2, ["Zoë", "Lehi"], [])
    problem = bad[2][0]
    assert (problem.line, problem.column) == (3, "name")
    assert problem.reason.startswith("The byte 0xE9 is no UTF-8")
    assert problem.value == "Jos\N{REPLACEMENT CHARACTER}"


def test_a_nul_byte_names_line_and_column(tmp_path):
    path = written(tmp_path, b"name,city\nVega,Le\0hi\nSmith,Provo\n")

    bad, fine = read(path)[1]

    assert (bad[2][0].column, bad[2][0].reason) == (
        "city",
        "The cell holds a NUL byte.",
    )
    assert fine[2] == []


def test_a_cell_of_ten_megabytes_costs_one_row(tmp_path):
    path = written(tmp_path, "name,city\n" + "x" * 10_000_000 + ",Lehi\nSmith,Provo\n")

    big, fine = read(path)[1]

    assert big[2][0].reason == f"A cell holds at most {LONGEST_CELL:,} letters."
    assert len(big[2][0].value) < 200
    assert fine == (3, ["Smith", "Provo"], [])
