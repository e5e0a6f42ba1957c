"""How long `import planform` takes beyond a bare Python. Limit: 0.25 s, the median of pairs run one after the other."""

import statistics
import subprocess
import sys
import time

PAIRS = 15
LIMIT = 0.25


def seconds(code: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start


def main() -> int:
    seconds("import planform")  # writes the .pyc files
    pairs = [(seconds("pass"), seconds("import planform")) for _ in range(PAIRS)]
    bare = statistics.median(a for a, _ in pairs)
    extra = statistics.median(b - a for a, b in pairs)
    print(f"bare Python {bare * 1000:.0f} ms, import planform {extra * 1000:+.0f} ms", end=" ")
    print(f"(limit {LIMIT * 1000:.0f} ms, median of {PAIRS} pairs)")
    return extra > LIMIT


if __name__ == "__main__":
    sys.exit(main())
