"""The language of the screens: the compiled translators, Vietnamese unless told otherwise."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from ctxh_desktop import paths
from ctxh_desktop.texts import DEFAULT_LANGUAGE, SOURCE_LANGUAGE

LANGUAGES = (DEFAULT_LANGUAGE, SOURCE_LANGUAGE)

_installed: list[QTranslator] = []
_language = [SOURCE_LANGUAGE]


def language() -> str:
    """Return the language of the screens, one of `LANGUAGES`."""
    return _language[0]


def install(app: QCoreApplication, language: str = DEFAULT_LANGUAGE) -> tuple[str, ...]:
    """Speak *language* from now on; return the names of the files that were found.

    Widgets that exist keep their words, so this is called before the first one is made.
    """
    while _installed:
        app.removeTranslator(_installed.pop())
    _language[0] = language
    QLocale.setDefault(QLocale(QLocale.Language.Vietnamese, QLocale.Country.Vietnam))
    if language == SOURCE_LANGUAGE:
        return ()
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    own_folder = str(paths.compiled_translations())
    found = []
    for name, folder in (
        (f"qtbase_{language}", qt_folder),
        (f"qt_{language}", own_folder),
        (f"{paths.PROGRAM_NAME}_{language}", own_folder),
    ):
        translator = QTranslator(app)
        if translator.load(name, folder) and app.installTranslator(translator):
            _installed.append(translator)
            found.append(name)
    return tuple(found)
