#!/usr/bin/env python3
"""Kills, fills, cuts, interrupts and attacks the program, and counts what it survives.

  campaign.py PROGRAM [PART...] [--seconds N] [--seed S]

With an empty PROGRAM only the other arguments are looked at. Each part takes N seconds (60). What fails is printed with how to do it again; the status is 1 then.
"""
import argparse
import shutil
import sys
import time

from common import Campaign

import failures
import frames
import interrupts
import kills
import mapped
import servers
import typing_clients

PARTS = {
    "kill": kills.random_kills, "calls": kills.call_kills, "two": kills.two_at_once,
    "fail": failures.failing_calls, "full": failures.full_disk, "limits": failures.limits,
    "interrupt": interrupts.random_interrupts, "server": servers.hostile_clients,
    "typing": typing_clients.typing_clients, "attach": frames.hostile_frames, "mapped": mapped.changing_files,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all of them without")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", default=str(int(time.time())))
    options = parser.parse_args()
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown:
        parser.error(f"there is no part '{unknown[0]}'; there are {', '.join(PARTS)}")
    if not options.program:
        return 0
    campaign = Campaign(options.program, options.seconds, options.seed)
    reports = []
    try:
        for name in options.parts or PARTS:
            reports.append(PARTS[name](campaign))
            print(reports[-1].line(), flush=True)
    finally:
        shutil.rmtree(campaign.folder, ignore_errors=True)
    tried, failed = (sum(report.tried for report in reports), sum(len(report.failed) for report in reports))
    print(f"campaign: {tried} tried, {failed} failed (seed {options.seed})")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
