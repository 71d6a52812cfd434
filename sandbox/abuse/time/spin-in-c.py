# Minutes inside one call into C, where no Python handler ever runs.
# slow: yes
# expect: timeout
# wallMs: 600
print(len(str(pow(7, 10**9))))
