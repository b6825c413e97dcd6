# SPDX-License-Identifier: BSD-2-Clause
# table.py -- a process to dump: MIB of small objects, as a server holds them,
# and RESERVED MIB that nobody has touched.
#
#	table.py MIB RESERVED
import mmap
import random
import resource
import signal
import sys

mib, reserved = int(sys.argv[1]), int(sys.argv[2])
random.seed(4711)
words = "order customer invoice address street amount tax shipped".split()
# A mapping that nobody ever wrote to would not be dumped.
reserve = mmap.mmap(-1, max(reserved, 1) << 20,
                    flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
reserve[0] = 1
table = {}


def rows(n):
    for i in range(n, n + 1000):
        table["%08x" % (i * 2654435761 % (1 << 32))] = {
            "id": i,
            "name": " ".join(random.choice(words) for _ in range(6)),
            "total": random.random() * 1000,
            "token": "%032x" % random.getrandbits(128),
            "lines": [(j, i * j, words[j % 8]) for j in range(i % 9)],
        }
    return n + 1000


count = 0
while resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < mib << 10:
    count = rows(count)
print("ready", flush=True)
signal.pause()
