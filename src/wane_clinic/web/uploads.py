"""Files that somebody sends: none is taken, so that nobody fills the disk or is served what another sent."""

from typing import NoReturn, final

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler


@final
class Refused(FileUploadHandler):
    """Stops a request at its first file, before any of it is kept."""

    def new_file(self, *_: object, **__: object) -> NoReturn:
        """A file begins."""
        raise SuspiciousOperation("A file was sent; no page takes one.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> NoReturn:
        """Never reached."""
        raise NotImplementedError

    def file_complete(self, file_size: int) -> NoReturn:
        """Never reached."""
        raise NotImplementedError
