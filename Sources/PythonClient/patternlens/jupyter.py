"""`plens jupyter install`: tells Jupyter of the kernel."""
from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Optional, Sequence


def main(arguments: "Optional[Sequence[str]]" = None) -> int:
    """Writes the kernelspec; gives the exit status."""
    parser = argparse.ArgumentParser("plens jupyter", description="Cells of Jupyter in the language of PatternLens's shell")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    install = actions.add_parser("install", help="tell Jupyter of the kernel 'plens'")
    where = install.add_mutually_exclusive_group()
    where.add_argument("--user", action="store_true", help="for this user alone")
    where.add_argument("--prefix", help="below this folder, such as that of an environment")
    options = parser.parse_args(arguments)
    try:
        import ipykernel  # noqa: F401
        from jupyter_client.kernelspec import KernelSpecManager
    except ImportError as error:
        print(f"plens: {error}: pip install ipykernel", file=sys.stderr)
        return 1
    spec = {
        "argv": [sys.executable, "-m", "patternlens.kernel", "-f", "{connection_file}"],
        "display_name": "PatternLens", "language": "plens", "interrupt_mode": "signal", "metadata": {"debugger": False},
    }
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "kernel.json").write_text(json.dumps(spec, indent=1) + "\n")
        try:
            place = KernelSpecManager().install_kernel_spec(
                folder, "plens", user=options.user, prefix=options.prefix or (None if options.user else sys.prefix))
        except OSError as error:
            print(f"plens: {error.filename or ''}: {error.strerror}: try --user", file=sys.stderr)
            return 1
    print(place)
    return 0


if __name__ == "__main__":
    sys.exit(main())
