"""Opening folders that a program could have replaced by links."""

import os
import stat


def open_folder(path: str, parent: int | None = None) -> int:
    """A descriptor of the folder itself; an OSError if it is a link or anything else.

    Asks twice, since gVisor follows a link in spite of O_NOFOLLOW when O_DIRECTORY is there as well.
    """
    if not stat.S_ISDIR(os.lstat(path, dir_fd=parent).st_mode):
        raise NotADirectoryError(path)
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=parent)
