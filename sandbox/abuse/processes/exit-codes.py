# An exit code that looks like success when it is cut to eight bits is no success.
# expect: error
import sys

sys.exit(256)
