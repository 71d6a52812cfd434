# One process takes all memory, up to the real limit.
# slow: yes
# expect: out_of_memory
# wallMs: 20000
kept = []
while True:
    kept.append(bytearray(256 * 1024 * 1024))
