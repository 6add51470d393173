"""A plens at whose prompt is typed; into a pipe it would read all lines before it runs the first."""

import os
import pty
import re
import select
import subprocess
import time


class Shell:
    def __init__(self, *command):
        self.end, its = pty.openpty()
        self.process = subprocess.Popen(command, stdin=its, stdout=its, stderr=its, start_new_session=True, env={**os.environ, "TERM": "dumb"})
        os.close(its)

    def tell(self, line, answer, seconds=30):
        """Types a line, and gives what matches `answer` in what the shell says to it."""
        os.write(self.end, line.encode() + b"\r")
        said, end = "", time.monotonic() + seconds
        while time.monotonic() < end:
            if select.select([self.end], [], [], 0.2)[0]:
                said += os.read(self.end, 65536).decode(errors="replace")
                if found := re.search(answer, said):
                    return found.group(0)
        raise AssertionError(f"'{line}' was not answered with {answer}: {said}")

    def close(self):
        os.write(self.end, b"quit\r")
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        os.close(self.end)
