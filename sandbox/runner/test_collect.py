import os
import tempfile
import unittest
from dataclasses import replace

from runner.collect import Collected, Skipped, collect
from runner.job import Limits

LIMITS = Limits(1, 1, 1, 1, 1, fileBytes=100, totalFileBytes=150, files=3)


class Collecting(unittest.TestCase):
    def setUp(self) -> None:
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = holder.name

    def write(self, name: str, content: bytes = b"x") -> str:
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def found(self, limits: Limits = LIMITS) -> dict[str, str | bytes]:
        return {
            entry.name: entry.content if isinstance(entry, Collected) else entry.reason
            for entry in collect(self.folder, limits)
        }

    def test_regular_files_are_read_also_from_folders(self) -> None:
        self.write("a.png", b"1")
        self.write("deep/b.csv", b"2")
        self.assertEqual(self.found(), {"a.png": b"1", "deep/b.csv": b"2"})

    def test_links_pipes_and_other_types_are_named_and_skipped(self) -> None:
        os.symlink("/etc/passwd", os.path.join(self.folder, "link.txt"))
        os.symlink("/etc", os.path.join(self.folder, "folder"))
        os.mkfifo(os.path.join(self.folder, "pipe.csv"))
        os.link(self.write("one.csv"), os.path.join(self.folder, "two.csv"))
        self.write("program.exe")
        self.assertEqual(
            self.found(),
            {
                "folder": "not a regular file",
                "link.txt": "not a regular file",
                "one.csv": "a hard link",
                "pipe.csv": "not a regular file",
                "program.exe": "this type of file is not kept",
                "two.csv": "a hard link",
            },
        )

    def test_a_sparse_giant_is_skipped_by_its_size(self) -> None:
        with open(self.write("big.csv"), "wb") as file:
            file.truncate(10 << 30)
        self.assertEqual(self.found(), {"big.csv": "larger than 100 bytes"})

    def test_the_total_and_the_count_are_bounded(self) -> None:
        self.write("a.csv", b"x" * 100)
        self.write("b.csv", b"x" * 100)
        self.assertEqual(self.found()["b.csv"], "more than 150 bytes in all")
        for name in "cdef":
            self.write(f"{name}.csv")
        self.assertEqual(self.found(replace(LIMITS, totalFileBytes=1000))["f.csv"], "more than 3 files")

    def test_reasons_end_after_fifty(self) -> None:
        for n in range(200):
            self.write(f"{n}.exe")
        self.assertEqual(len(self.found()), 50)

    def test_what_is_kept_is_found_behind_any_number_of_skipped_files(self) -> None:
        for n in range(200):
            self.write(f"a{n}.exe")
        self.write("z.csv")
        self.assertEqual(self.found()["z.csv"], b"x")

    def test_an_output_folder_that_became_a_link_holds_nothing(self) -> None:
        self.write("inner/a.csv")
        os.symlink(os.path.join(self.folder, "inner"), os.path.join(self.folder, "out"))
        self.assertEqual(list(collect(os.path.join(self.folder, "out"), LIMITS)), [])

    def test_a_long_name_keeps_its_extension(self) -> None:
        self.write("n" * 250 + ".csv")
        (name,) = self.found()
        self.assertEqual((len(name), name[-5:]), (200, "n.csv"))

    def test_names_that_are_not_text_become_printable(self) -> None:
        with open(os.path.join(os.fsencode(self.folder), b"a\xff\n\x1b[31m.csv"), "wb"):
            pass
        entries = [entry for entry in collect(self.folder, LIMITS) if isinstance(entry, (Collected, Skipped))]
        self.assertEqual([entry.name for entry in entries], ["a\ufffd__[31m.csv"])
