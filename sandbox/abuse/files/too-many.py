# Twenty thousand outputs; some come out, none is lost count of.
# expect: ok|error
# files: 00000.csv 00001.csv 00002.csv 00003.csv 00004.csv 00005.csv 00006.csv 00007.csv 00008.csv 00009.csv 00010.csv 00011.csv 00012.csv 00013.csv 00014.csv 00015.csv 00016.csv 00017.csv 00018.csv 00019.csv 00020.csv 00021.csv 00022.csv 00023.csv 00024.csv 00025.csv 00026.csv 00027.csv 00028.csv 00029.csv 00030.csv 00031.csv
import os

for n in range(9_000):
    os.close(os.open(f"/job/out/{n:05}.csv", os.O_CREAT | os.O_WRONLY))
