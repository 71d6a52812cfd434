# A figure of a hundred thousand inches at a thousand dots each.
# slow: yes
# expect: error|out_of_memory|ok
# wallMs: 10000
import matplotlib.pyplot as plt

for size in ((1e5, 1e5), (1e5, 0.01), (float("inf"), 1)):
    try:
        fig, ax = plt.subplots(figsize=size, dpi=1000)
        fig.savefig(f"/job/out/giant.tif", dpi=100_000)
        plt.close(fig)
    except (ValueError, OverflowError, MemoryError) as error:
        print(type(error).__name__)
