# The program has ended but for one thread, which waits for a lock that nobody gives back.
# expect: timeout
# wallMs: 600
import threading

lock = threading.Lock()
lock.acquire()
threading.Thread(target=lock.acquire).start()
