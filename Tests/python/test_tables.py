"""Tables that pyarrow reads and writes for plens, where it is there."""
import csv
import json
import os
import subprocess
import sys

import pytest

from conftest import ROOT

pyarrow = pytest.importorskip("pyarrow")
pytest.importorskip("pyarrow.parquet")

TEXTS = [json.loads(line)["text"] for line in open(ROOT / "Tests/Fixtures/surveys/texts.jsonl")][:40]


def plens(folder, *commands):
    done = subprocess.run(
        [os.environ["PLENS"], "--no-init", "-c", f"set python {sys.executable}", "-c", "; ".join(commands)],
        capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Surveys of the same texts out of JSON Lines and out of Parquet."""
    import pyarrow.parquet

    folder = tmp_path_factory.mktemp("tables")
    (folder / "texts.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in TEXTS))
    table = pyarrow.table({"id": list(range(len(TEXTS))), "text": TEXTS})
    pyarrow.parquet.write_table(table, folder / "texts.parquet", row_group_size=7)
    for name in ["jsonl", "parquet"]:
        plens(folder, f"survey texts.{name} -m demo -o {name} --by previous,induction > /dev/null")
    return folder


def test_a_column_of_parquet_is_as_lines(folder):
    for name in ["heads", "histograms", "tokens"]:
        assert (folder / f"jsonl/{name}.csv").read_bytes() == (folder / f"parquet/{name}.csv").read_bytes()


def test_tables_as_parquet_have_what_the_csv_has(folder):
    import pyarrow.parquet

    plens(folder, "survey jsonl --parquet > /dev/null")
    for name in ["heads", "sources", "top", "examples", "histograms", "tokens"]:
        with open(folder / f"jsonl/{name}.csv", newline="") as file:
            columns, *rows = csv.reader(file)
        table = pyarrow.parquet.read_table(folder / f"jsonl/{name}.parquet")
        assert table.column_names == columns
        kinds = {field.name: str(field.type) for field in table.schema}
        assert all(kinds[column] == "int64" for column in columns if column.endswith("windows"))
        assert kinds["head"] == "string"
        assert table.num_rows == len(rows)
        for row, found in zip(rows, table.to_pylist()):
            for column, field in zip(columns, row):
                value = found[column]
                if kinds[column] == "double":
                    assert value is None and field == "" or float(field) == value
                else:
                    assert str(value) == field
