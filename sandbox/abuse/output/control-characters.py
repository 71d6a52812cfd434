# NULs, ANSI escapes, bells, right-to-left marks and half characters: text to whoever stores it.
# expect: ok
# says: \uFFFD
import os

os.write(1, b"\x1b[2J\x1b]0;title\x07\x1b[31mred\x9b31m\x00\x00\xff\xfe\xc3" + "\u202eexe.gnp\u2066".encode() + b"\xed\xa0\x80\n")
os.write(2, b"\x1b[?1049h\x00" * 100)
