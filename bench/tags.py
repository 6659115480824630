"""What exiftool, which is nobody's own code here, still reads from a folder of files."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any, Final

Tags = dict[str, Any]
"""Tags of one file: "Group:Name" -> value."""

EXIFTOOL = ("exiftool", "-q", "-q", "-a", "-u", "-G1", "-j")
SHORTEST = 16
"""Bytes of a text run that counts as an original string; shorter ones stand anywhere by chance."""

ALL: Final = "*"
_TIFF = (
    "SubfileType OldSubfileType ImageWidth ImageHeight BitsPerSample Compression "
    "PhotometricInterpretation FillOrder StripOffsets SamplesPerPixel RowsPerStrip "
    "StripByteCounts PlanarConfiguration XResolution YResolution ResolutionUnit Predictor "
    "ColorMap ExtraSamples SampleFormat TileWidth TileLength TileOffsets TileByteCounts "
    "YCbCrCoefficients YCbCrSubSampling YCbCrPositioning ReferenceBlackWhite JPEGTables InkSet "
    "T4Options T6Options PageNumber Orientation"
)
_STRUCTURE: dict[str, str] = {
    "ExifTool": ALL,
    "System": ALL,
    "Composite": ALL,
    "File": (
        "FileType FileTypeExtension MIMEType ExifByteOrder ImageWidth ImageHeight ImageLength "
        "EncodingProcess BitsPerSample ColorComponents YCbCrSubSampling BMPVersion Planes BitDepth "
        "Compression PixelsPerMeterX PixelsPerMeterY NumColors NumImportantColors RedMask "
        "GreenMask BlueMask AlphaMask ColorSpace RedEndpoint GreenEndpoint BlueEndpoint GammaRed "
        "GammaGreen GammaBlue RenderingIntent ProfileDataOffset ProfileSize"
    ),
    "JFIF": "JFIFVersion ResolutionUnit XResolution YResolution",
    "Adobe": "DCTEncodeVersion APP14Flags0 APP14Flags1 ColorTransform",
    "PNG": (
        "ImageWidth ImageHeight BitDepth ColorType Compression Filter Interlace Palette "
        "Transparency BackgroundColor SignificantBits SRGBRendering Gamma WhitePointX WhitePointY "
        "RedX RedY GreenX GreenY BlueX BlueY AnimationFrames AnimationPlays AppleDataOffsets"
    ),
    "PNG-pHYs": ALL,
    "PNG-cHRM": ALL,
    "PNG-cICP": ALL,
    "GIF": (
        "GIFVersion ImageWidth ImageHeight HasColorMap ColorResolutionDepth BitsPerPixel "
        "BackgroundColor PixelAspectRatio AnimationIterations TransparentColor FrameCount "
        "Duration"
    ),
    "RIFF": (
        "WebP_Flags ImageWidth ImageHeight VP8Version HorizontalScale VerticalScale AlphaIsUsed "
        "AlphaPreprocessing AlphaFiltering AlphaCompression BackgroundColor AnimationLoopCount "
        "FrameCount Duration"
    ),
    "QuickTime": (
        "MajorBrand MinorVersion CompatibleBrands HandlerType ImageSpatialExtent ColorProfiles "
        "ColorPrimaries TransferCharacteristics MatrixCoefficients VideoFullRangeFlag "
        "AV1ConfigurationVersion SeqProfile SeqLevelIdx0 SeqTier0 HighBitDepth TwelveBit "
        "ChromaFormat ChromaSamplePosition InitialDelaySamples ImagePixelDepth MediaDataSize "
        "MediaDataOffset MediaData HEVCConfigurationVersion GeneralProfileSpace GeneralTierFlag "
        "GeneralProfileIDC GenProfileCompatibilityFlags ConstraintIndicatorFlags GeneralLevelIDC "
        "MinSpatialSegmentationIDC ParallelismType BitDepthLuma BitDepthChroma AverageFrameRate "
        "ConstantFrameRate NumTemporalLayers TemporalIDNested Rotation MovieHeaderVersion "
        "TimeScale Duration PreferredRate PreferredVolume MatrixStructure NextTrackID "
        "MediaHeaderVersion MediaTimeScale MediaDuration GraphicsMode OpColor CompressorID "
        "SourceImageWidth SourceImageHeight XResolution YResolution BitDepth PixelAspectRatio "
        "VideoFrameRate TrackHeaderVersion TrackID TrackDuration TrackLayer TrackVolume "
        "ImageWidth ImageHeight AuxiliaryImageType Free HandlerDescription"
    ),
    "Meta": "PrimaryItemReference MetaImageSize",
}
_ZERO_DATES = ("0000:00:00 00:00:00", "", "und", "0")


def read_tags(folder: Path) -> dict[str, Tags]:
    """Give all tags of the files of a folder, by the files' stems."""
    done = subprocess.run([*EXIFTOOL, str(folder)], capture_output=True, check=False)
    objects = json.loads(done.stdout.decode("utf-8", "replace") or "[]")
    return {Path(tags.pop("SourceFile")).stem: tags for tags in objects}


def identifying(tags: Tags, *, canonical: bool) -> Tags:
    """Give the tags that say more than how the pixels are coded.

    canonical: the file's colour profile is one of safeshare's own, which all
    copies share. Any other one counts: it can carry dates, devices and names.
    A lone orientation says nothing, beside others those count.
    """
    return {
        name: value
        for name, value in tags.items()
        if not _is_bare(name, value, canonical=canonical)
    }


def _is_bare(name: str, value: object, *, canonical: bool) -> bool:
    group, _, tag = name.partition(":")
    if group.startswith("ICC") or tag in ("ProfileName", "ICC_Profile"):
        return canonical
    if group.startswith("Track"):
        group = "QuickTime"
    if re.fullmatch(r"IFD\d+", group):
        return tag in _TIFF.split()
    if group == "QuickTime" and str(value).strip() in _ZERO_DATES:
        return True
    known = _STRUCTURE.get(group, "")
    return known == ALL or tag in known.split()


def original_strings(tags: Tags, source: bytes) -> set[bytes]:
    """Give the text runs of identifying values that stand in the source as such.

    What exiftool translates (lens names, dates, numbers) is not among them, nor
    are colour profiles.
    """
    found = set()
    for name, value in identifying(tags, canonical=True).items():
        if name.startswith("ICC"):
            continue
        for text in _texts(value):
            for run in re.findall(r"[^\x00-\x1f\x7f\ufffd]+", text):
                found |= {code for code in _codes(run.strip()) if code in source}
    return found


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [] if value.startswith("(Binary data") else [value]
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    if isinstance(value, dict):
        return [text for part in value.values() for text in _texts(part)]
    return []


def _codes(run: str) -> list[bytes]:
    """Give a run in the encodings that metadata uses, unless it is short or but a filler."""
    if len(set(run)) < 4:
        return []
    codes = [run.encode(name, "ignore") for name in ("utf-8", "latin-1", "utf-16-le", "utf-16-be")]
    return [code for code in codes if len(code) >= SHORTEST]
