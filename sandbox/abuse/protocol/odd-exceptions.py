# An exception whose name, text, cause and traceback are all made to break whoever describes it.
# expect: error
# says: ^raising$
print("raising", flush=True)


class Odd(Exception):
    def __str__(self):
        raise RecursionError

    def __repr__(self):
        raise MemoryError

    @property
    def __class__(self):
        raise KeyError

    @property
    def __cause__(self):
        return self

    @property
    def __context__(self):
        return self


Odd.__name__ = "\ud800\0\x1b[31m" + "N" * 5000
first = Odd("x" * 1_000_000)
second = ValueError("y")
second.__context__ = first
raise first from second
