"""usage.py PROGRAM ARGUMENT…: runs a program to its end, and prints what it took as JSON: seconds of processor and of wall time, peak memory in KiB."""

import json, os, subprocess, sys, time

started = time.perf_counter()
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, used = os.wait4(child.pid, 0)
if status != 0:
    sys.exit(f"{' '.join(sys.argv[1:])} ended with {os.waitstatus_to_exitcode(status)}")
# macOS counts memory in bytes.
peak = used.ru_maxrss // (1024 if sys.platform == "darwin" else 1)
print(json.dumps({"cpu": used.ru_utime + used.ru_stime, "wall": time.perf_counter() - started, "peak": peak}))
