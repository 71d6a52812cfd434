# Figures saved outside the folder of outputs, through links, with names that are paths, as programs of other systems.
# slow: yes
# expect: ok
# files: inner-a.png
# wallMs: 10000
import os

import matplotlib.pyplot as plt

os.makedirs("/job/out/inner")
os.symlink("/tmp", "/job/out/away")
fig, ax = plt.subplots()
ax.plot([1, 2])
for name in ("/job/out/../../opt/snaprun/x.png", "/job/out/away/y.png", "/tmp/z.png", "/job/out/inner/../inner/a.png", "/dev/null", "/proc/self/mem"):
    try:
        fig.savefig(name, format="png")
    except OSError:
        pass
try:
    ax.set_title(r"\immediate\write18{touch /job/out/escaped.txt}\input{/etc/passwd}", usetex=True)
    fig.savefig("/job/out/tex.png")
except Exception:
    pass
