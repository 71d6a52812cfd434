# More output than anybody reads.
# expect: output_limit
while True:
    print("all work and no play " * 100)
