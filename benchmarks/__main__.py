"""Print every bench, one after the other: ``./desk bench``."""

from benchmarks import indicators

BENCHES = (indicators,)

if __name__ == "__main__":
    for bench in BENCHES:
        print(f"{bench.__name__}: {bench.__doc__.splitlines()[0]}" if bench.__doc__ else bench.__name__)
        bench.main()
