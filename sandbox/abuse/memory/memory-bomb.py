# One process takes all memory.
# expect: out_of_memory
kept = []
while True:
    kept.append(bytearray(256 * 1024 * 1024))
