# Pictures of a million by a million pixels and of unpacked gigabytes: small files, which must stay files.
# slow: yes
# expect: ok
# files: bomb.png huge.png text-bomb.png
import struct
import zlib


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, data, extra=b""):
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + extra + chunk(b"IDAT", data) + chunk(b"IEND", b"")


packer = zlib.compressobj(9)
zeros = b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()
for name, content in (
    ("huge.png", png(1_000_000, 1_000_000, zlib.compress(b"\0"))),
    ("bomb.png", png(4096, 4096, zeros)),
    ("text-bomb.png", png(1, 1, zlib.compress(bytes(5)), chunk(b"zTXt", b"a\0\0" + zeros))),
):
    with open(f"/job/out/{name}", "wb") as file:
        file.write(content)
