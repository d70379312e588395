"""What a user is told when something can't be done: one line that names the thing and the mend."""


class GongbaoError(Exception):
    """The input or the surroundings were refused; ``str(error)`` is the whole message for the user."""


class ReadError(GongbaoError, ValueError):
    """A file can't be read as a report."""


class StoreError(GongbaoError, OSError):
    """The home folder or one of its stores can't be used."""


class DamagedWordsError(StoreError):
    """The index of words can't be read or written any more; it can be made anew from the catalogue."""


class ConfigurationError(GongbaoError, ValueError):
    """A setting is missing, mistyped or names a component that isn't installed."""
