# A stray that left the session keeps writing to the output and to the outputs' folder when the program has ended.
# expect: ok
# says: ^done$
import os

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        n = 0
        while True:
            n += 1
            with open(f"/job/out/late.tmp{n % 5}", "w") as file:
                file.write("x")
    os._exit(0)
print("done", flush=True)
