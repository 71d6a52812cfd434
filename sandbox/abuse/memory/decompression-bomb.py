# A picture of 60,000 by 60,000 pixels in a few kilobytes, decoded with every guard off.
# slow: yes
# expect: out_of_memory
# wallMs: 15000
# memoryMB: 384
import io
import struct
import zlib

from PIL import Image


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


side = 60_000
row = b"\0" * (1 + side * 4)
packer = zlib.compressobj(9)
data = b"".join(packer.compress(row) for _ in range(200)) + packer.flush()
bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)) + chunk(b"IDAT", data)
try:
    Image.open(io.BytesIO(bomb)).load()
    print("ESCAPED: decoded with the guard on")
except Image.DecompressionBombError:
    pass
Image.MAX_IMAGE_PIXELS = None
Image.open(io.BytesIO(bomb)).load()
