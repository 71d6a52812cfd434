"""Enqueues tasks at a steady pace and prints how long each waited for its start, in ms, as a JSON list."""

import json
import subprocess
import sys
import time

from celery import Celery

app = Celery("latency", broker=sys.argv[-1], backend=sys.argv[-1])
app.conf.worker_prefetch_multiplier = 1


@app.task(name="start")
def start(sent_at):
    return (time.time() - sent_at) * 1000


if __name__ == "__main__":
    count, pause, broker = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
    worker = subprocess.Popen(
        [sys.executable, "-c", f"import sys; sys.argv=['x', {broker!r}]; import celery_latency as c; "
         "c.app.worker_main(['worker', '-c', '4', '-l', 'ERROR', '-P', 'prefork'])"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    try:
        start.delay(time.time()).get(timeout=60)
        results = []
        for _ in range(count):
            results.append(start.delay(time.time()))
            time.sleep(pause)
        print(json.dumps([result.get(timeout=60) for result in results]))
    finally:
        worker.terminate()
        worker.wait()
