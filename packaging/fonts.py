"""Make the bundled fonts: static subsets of Noto Sans with every Vietnamese and highland letter.

    python packaging/fonts.py /usr/share/fonts/truetype/noto

The folder holds NotoSans-Regular.ttf, -Medium.ttf and -SemiBold.ttf (Debian: fonts-noto-core,
fonts-noto-extra).  The same input gives the same bytes: no time is written.

Source: stack reference §1.4 (other fonts lack letters, or cut the marks of capitals).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

WEIGHTS = ("Regular", "Medium", "SemiBold")
TARGET = Path(__file__).parents[1] / "resources" / "fonts"
RANGES = (
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x024F),  # Latin-1, Extended-A, Extended-B
    (0x02B0, 0x02DF),  # modifiers, as in K\u02BCho
    (0x0300, 0x036F),  # combining marks, for decomposed input
    (0x1E00, 0x1EFF),  # Latin Extended Additional: Vietnamese
    (0x2000, 0x206F),  # punctuation
    (0x20AB, 0x20AB),  # ₫
    (0x2116, 0x2116),  # №
    (0x2122, 0x2122),  # ™
    (0x2190, 0x2193),  # arrows, where the font has them
    (0x2212, 0x2212),  # minus
)


def make(source: Path, target: Path) -> int:
    """Write the subset of one font file; return its size in bytes."""
    options = subset.Options()
    options.layout_features = ["ccmp", "locl", "mark", "mkmk", "kern"]
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    options.notdef_outline = True
    options.recalc_timestamp = False
    font = TTFont(source, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[u for first, last in RANGES for u in range(first, last + 1)])
    subsetter.subset(font)
    font.save(target)
    return target.stat().st_size


def main() -> int:
    """Make all weights from the folder named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path, help="folder with NotoSans-*.ttf")
    folder: Path = parser.parse_args().folder
    TARGET.mkdir(parents=True, exist_ok=True)
    for weight in WEIGHTS:
        name = f"NotoSans-{weight}.ttf"
        if not (folder / name).is_file():
            print(f"{name} is not in the folder; install fonts-noto-core and fonts-noto-extra")
            return 1
        print(f"{name}: {make(folder / name, TARGET / name):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
