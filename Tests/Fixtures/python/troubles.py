"""Functions that do what figure functions should not. It needs no package."""

import ctypes
import os
import resource
import subprocess
import sys
import time

from pattern_lens.attn_figure_funcs import register_attn_figure_func

PICTURE = "<svg/>"


@register_attn_figure_func
def fine(attn_matrix, path):
    (path / "fine.svg").write_text(PICTURE)


@register_attn_figure_func
def raises(attn_matrix, path):
    raise ValueError("first line\nsecond line")


@register_attn_figure_func
def raises_below(attn_matrix, path):
    os.stat("/no such file")


@register_attn_figure_func
def leaves(attn_matrix, path):
    sys.exit("enough")


@register_attn_figure_func
def hangs(attn_matrix, path):
    while True:
        time.sleep(10)


@register_attn_figure_func
def hangs_in_c(attn_matrix, path):
    # Keeps the interpreter's lock, so that no Python code runs any more.
    ctypes.PyDLL(None).sleep(100)


@register_attn_figure_func
def segfaults(attn_matrix, path):
    print("last words", flush=True)
    ctypes.string_at(0)


@register_attn_figure_func
def exits(attn_matrix, path):
    os._exit(3)


@register_attn_figure_func
def forks_and_exits(attn_matrix, path):
    # The child keeps all descriptors open.
    if os.fork() == 0:
        time.sleep(100)
    os._exit(4)


@register_attn_figure_func
def prints(attn_matrix, path):
    print("to standard output")
    print("to standard error", file=sys.stderr)
    os.write(1, b"\0" * 16 + b"past Python\n")
    os.system("echo from a child")
    (path / "prints.svg").write_text(PICTURE + sys.stdin.read())


@register_attn_figure_func
def prints_a_lot(attn_matrix, path):
    for _ in range(300):
        print("x" * 1023)
    (path / "prints_a_lot.svg").write_text(PICTURE)


@register_attn_figure_func
def closes_output(attn_matrix, path):
    sys.stdout.close()
    (path / "closes_output.svg").write_text(PICTURE)


@register_attn_figure_func
def imports(attn_matrix, path):
    import no_such_package.inner


@register_attn_figure_func
def writes_nothing(attn_matrix, path):
    pass


@register_attn_figure_func
def writes_other(attn_matrix, path):
    (path / "writes_other.tiff").write_bytes(b"II*")


@register_attn_figure_func
def lowers_limits(attn_matrix, path):
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    os.environ["LOWERED"] = "yes"
    os.chdir("/")


@register_attn_figure_func
def tells_surroundings(attn_matrix, path):
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    (path / "tells_surroundings.svg").write_text(f"<svg>{limit > 3} {'LOWERED' in os.environ} {os.getcwd()}</svg>")


@register_attn_figure_func
def runs_out(attn_matrix, path):
    raise MemoryError("nothing left")


@register_attn_figure_func
def starts_daemon(attn_matrix, path):
    child = subprocess.Popen(["sleep", "300"], start_new_session=True)
    grandchild = subprocess.run(["sh", "-c", "setsid sleep 301 >/dev/null 2>&1 & echo $!"], capture_output=True)
    (path / "starts_daemon.svg").write_text(f"{child.pid} {grandchild.stdout.decode().strip()}")


@register_attn_figure_func
def writes_several(attn_matrix, path):
    (path / "writes_several.svg").write_text(PICTURE)
    (path / "writes_several.part.svg").write_text("<svg>part</svg>")
    (path / "writes_several.1.5.svg").write_text("<svg>1.5</svg>")
    (path / "other.svg").write_text("<svg>other</svg>")
    (path / "no_ending").write_text("<svg>no ending</svg>")
    (path / "deeper").mkdir()
    (path / "deeper" / "below.svg").write_text("<svg>below</svg>")
    (path / "notes.txt").write_text("no figure")


@register_attn_figure_func
def tells_place(attn_matrix, path):
    (path / "tells_place.svg").write_text("<svg>" + "/".join(path.parts[-5:]) + "</svg>")


@register_attn_figure_func
def tells_matrix(attn_matrix, path):
    rows, columns = attn_matrix.shape
    values = [float(attn_matrix[i, j]) for i in range(rows) for j in range(columns)]
    (path / "tells_matrix.svg").write_text(f"<svg>{rows} {columns} {values}</svg>")


@register_attn_figure_func
def tells_process(attn_matrix, path):
    (path / "tells_process.svg").write_text(f"{os.getpid()} {path.parents[5]}")


@register_attn_figure_func
def answers_itself(attn_matrix, path):
    for descriptor in range(3, 30):
        try:
            os.write(descriptor, (2).to_bytes(8, "little") + bytes(8) + b"{}")
        except OSError:
            pass
    (path / "answers_itself.svg").write_text("<svg/>")
