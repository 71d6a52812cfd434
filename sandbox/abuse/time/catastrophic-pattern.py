# A regular expression that takes longer than the universe.
# slow: yes
# expect: timeout
# wallMs: 600
import re

re.match(r"(a+)+$", "a" * 60 + "b")
