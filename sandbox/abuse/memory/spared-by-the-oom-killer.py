# The program asks to be the last one that the kernel ends for want of memory.
# expect: ok
# says: ^asked: (refused|score 0)$
# says[docker/runsc]: ^asked: (refused|score -?\d+)$
# why[docker/runsc]: gVisor keeps the number but nobody reads it; the machine's kernel judges the whole box.
try:
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("-1000")
    with open("/proc/self/oom_score_adj") as file:
        print("asked: score", file.read().strip())
except OSError:
    print("asked: refused")
