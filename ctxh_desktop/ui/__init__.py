"""Screens: Qt widgets over `commands`; the only package that imports PySide6.

PySide6 reads the source of each module that is imported after it, and Python keeps what was read
(20 MB here), to learn whether the module may want another spelling of Qt's names.  None of ours
does (PySide6's `__feature__`), so it is told beforehand.
"""

import importlib

import PySide6  # noqa: F401 (its hook is there once it is imported)

_feature = importlib.import_module("shibokensupport.feature")
setattr(_feature, "_mod_uses_pyside", lambda _module: False)  # noqa: B010 (not declared anywhere)
