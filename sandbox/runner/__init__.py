"""The supervisor of one sandbox: it takes one framed job on stdin, runs it once, and answers in frames on stdout.

Python standard library only, 3.11 or newer. The protocol is described in ``sandbox/protocol/README.md``.
"""
