# Everything that Python's own machinery calls is replaced, for whoever comes after the program in this process.
# expect: error
# says: ^replaced$
import atexit
import builtins
import json
import os
import sys
import threading
import traceback

print("replaced", flush=True)


class Liar:
    def __getattr__(self, name):
        return self

    def __call__(self, *args, **kwargs):
        return 0

    def __str__(self):
        return "\0" * 100_000


sys.settrace(lambda *args: None)
threading.settrace(lambda *args: None)
for module, names in ((json, ("dumps", "loads")), (traceback, ("format_exception",)), (os, ("read", "write", "waitpid", "kill", "open", "_exit_")), (builtins, ("open", "print"))):
    for name in names:
        setattr(module, name, Liar())
sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = Liar()
sys.excepthook = Liar()
atexit._run_exitfuncs = Liar()
threading._shutdown = Liar()
raise SystemExit(4)
