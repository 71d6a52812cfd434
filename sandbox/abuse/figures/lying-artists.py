# Parts of a figure that answer with endless, huge or broken values when they are asked what they show.
# slow: yes
# expect: ok
# files: lies.png
# wallMs: 10000
import itertools

import matplotlib.pyplot as plt
from matplotlib.lines import Line2D


class Liar(Line2D):
    def get_xdata(self, orig=True):
        return itertools.count() if not orig else super().get_xdata(orig)

    def get_label(self):
        return "L" * 10_000_000


fig, ax = plt.subplots()
ax.add_line(Liar([0, 1], [0, 1]))
ax.get_title = lambda *_: 1 / 0
ax.get_legend = lambda: None
fig.get_suptitle = lambda: "\ud800\0" * 1_000_000
ax.set_xticks(range(500))
fig.savefig("/job/out/lies.png")
