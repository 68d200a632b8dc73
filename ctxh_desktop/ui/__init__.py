"""Screens: Qt widgets over `commands`; the only package that imports PySide6."""
