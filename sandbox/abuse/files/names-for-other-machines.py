# Names that mean something to Windows, to shells, to browsers, or that differ only in how they are spelt.
# expect: ok
# says: ^named$
# files: (reboot).csv 00.csv 2Jclear.csv 2e_2e_2fetc.csv A.csv a-2.csv a-b.csv a_b.csv b.csv café-2.csv café.csv dots.csv file-2.csv file-3.csv file-CON.csv file-aux.txt file.csv gnp.csv id.csv line.csv new_line.csv nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn.csv rf.csv root.csv x.txt_evil.csv
import os

out = os.fsencode("/job/out/")
for name in (
    b"CON.csv", b"aux.txt", b"a:b.csv", b"x.txt:evil.csv", b"trailing.csv.", b"dots...csv", b"~root.csv", b"-rf.csv",
    b"$(reboot).csv", b"`id`.csv", b"%2e%2e%2fetc.csv", b"..%00.csv", b"a\\..\\b.csv", b"<b>.csv", b"'\";--.csv",
    "caf\u00e9.csv".encode(), "cafe\u0301.csv".encode(), "\u202egnp.csv".encode(), "\u2028line.csv".encode(),
    b"\xff\xfe.csv", b"\xed\xa0\x80.csv", b"new\nline.csv", b"\x1b[2Jclear.csv", b"A.csv", b"a.csv", b"n" * 250 + b".csv",
):
    try:
        with open(out + name, "w") as file:
            file.write("x")
    except OSError:
        pass
for entry in os.listdir(out):
    assert b"/" not in entry
print("named")
