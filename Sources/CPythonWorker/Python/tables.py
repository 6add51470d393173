"""Reads texts out of Parquet and Arrow files, and writes tables as Parquet, for plens, which starts this program.

    python -c tables.py texts PATH COLUMN          a JSON object a line to file descriptor 0, a socket:
        {"rows": COUNT or null}                    first
        {"text": TEXT} or {"bad": WHY}             of each row
        {"end": true}                              last; {"problem": WHY} instead where it does not go on

    python -c tables.py parquet CSV KINDS PATH     KINDS a JSON object: text, integer or number of each column;
                                                   {"end": true} or {"problem": WHY} to file descriptor 0
"""

import sys

if sys.path[:1] == [""]:
    del sys.path[0]  # a json.py in the current folder must not be taken for Python's

import json
import os

ROWS = 256  # that are decoded at once


class Problem(Exception):
    pass


def say(out, value):
    out.write(json.dumps(value) + "\n")


def texts(out, path, column):
    if path.endswith(".parquet"):
        import pyarrow.parquet

        # Without reading ahead: a file's columns may be larger than memory.
        file = pyarrow.parquet.ParquetFile(path, memory_map=True, pre_buffer=False)
        check(file.schema_arrow.names, column)
        say(out, {"rows": file.metadata.num_rows})
        batches = file.iter_batches(batch_size=ROWS, columns=[column])
    else:
        import pyarrow

        source = pyarrow.memory_map(path)
        try:
            reader = pyarrow.ipc.open_stream(source)
            batches = reader
        except pyarrow.ArrowInvalid:
            source.seek(0)
            reader = pyarrow.ipc.open_file(source)
            batches = (reader.get_batch(number) for number in range(reader.num_record_batches))
        check(reader.schema.names, column)
        say(out, {"rows": None})
    for batch in batches:
        values = batch.column(batch.schema.names.index(column))
        for start in range(0, len(values), ROWS):
            for value in values.slice(start, ROWS).to_pylist():
                if isinstance(value, str):
                    say(out, {"text": value})
                else:
                    say(out, {"bad": "is null" if value is None else f"is {type(value).__name__}, not text"})
            out.flush()
    say(out, {"end": True})


def check(names, column):
    if column not in names:
        raise Problem(f"there is no column '{column}'; there are {', '.join(names[:20])}")


def parquet(out, csv_path, kinds, path):
    import pyarrow
    import pyarrow.csv
    import pyarrow.parquet

    types = {"text": pyarrow.string(), "integer": pyarrow.int64(), "number": pyarrow.float64()}
    table = pyarrow.csv.read_csv(
        csv_path,
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types={name: types[kind] for name, kind in json.loads(kinds).items()}, strings_can_be_null=False))
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        pyarrow.parquet.write_table(table, temporary)
        os.rename(temporary, path)
    except BaseException:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise
    say(out, {"end": True})


def main():
    out = open(os.dup(0), "w", encoding="utf-8", newline="\n")
    try:
        try:
            {"texts": texts, "parquet": parquet}[sys.argv[1]](out, *sys.argv[2:])
        except ModuleNotFoundError as missing:
            if (missing.name or "").partition(".")[0] != "pyarrow":
                raise
            raise Problem(f"this needs pyarrow in {sys.executable}: {sys.executable} -m pip install pyarrow")
    except BrokenPipeError:
        os._exit(0)  # who asked has enough
    except Problem as problem:
        say(out, {"problem": str(problem)})
    except Exception as problem:
        say(out, {"problem": f"{type(problem).__name__}: {problem}".splitlines()[0]})
    try:
        out.close()
    except BrokenPipeError:
        pass


main()
