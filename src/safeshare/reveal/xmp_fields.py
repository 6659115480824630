"""The XMP properties that identify somebody or something, and how each is told."""

from __future__ import annotations

from types import MappingProxyType

NAMESPACES = MappingProxyType(
    {
        "http://purl.org/dc/elements/1.1/": "dc",
        "http://ns.adobe.com/xap/1.0/": "xmp",
        "http://ns.adobe.com/xap/1.0/mm/": "xmpMM",
        "http://ns.adobe.com/xap/1.0/g/img/": "xmpGImg",
        "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#": "stEvt",
        "http://ns.adobe.com/photoshop/1.0/": "photoshop",
        "http://ns.adobe.com/tiff/1.0/": "tiff",
        "http://ns.adobe.com/exif/1.0/": "exif",
        "http://ns.adobe.com/exif/1.0/aux/": "aux",
        "http://cipa.jp/exif/1.0/": "exifEX",
        "http://ns.adobe.com/camera-raw-settings/1.0/": "crs",
        "http://www.metadataworkinggroup.com/schemas/regions/": "mwg-rs",
        "http://ns.microsoft.com/photo/1.2/t/Region#": "MPReg",
        "http://ns.microsoft.com/photo/1.0/": "MicrosoftPhoto",
        "http://ns.microsoft.com/photo/1.0": "MicrosoftPhoto",
        "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "Iptc4xmpCore",
        "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "Iptc4xmpExt",
        "http://ns.useplus.org/ldf/xmp/1.0/": "plus",
        "http://www.digikam.org/ns/1.0/": "digiKam",
        "http://ns.adobe.com/lightroom/1.0/": "lr",
        "http://www.dji.com/drone-dji/1.0/": "drone-dji",
    }
)
"""Usual prefixes; a packet may choose others, so its namespaces decide."""

FIELDS = MappingProxyType(
    {
        "mwg-rs:Name": ("people", "name on a face or region"),
        "MPReg:PersonDisplayName": ("people", "name on a face"),
        "MPReg:PersonEmailDigest": ("people", "mark of an e-mail address on a face"),
        "Iptc4xmpExt:PersonInImage": ("people", "person shown"),
        "dc:creator": ("owner", "creator"),
        "dc:rights": ("owner", "copyright"),
        "tiff:Artist": ("owner", "artist"),
        "exif:Artist": ("owner", "artist"),
        "tiff:Copyright": ("owner", "copyright"),
        "aux:OwnerName": ("owner", "camera's owner"),
        "exifEX:CameraOwnerName": ("owner", "camera's owner"),
        "photoshop:AuthorsPosition": ("owner", "author's position"),
        "photoshop:CaptionWriter": ("owner", "caption's writer"),
        "photoshop:Credit": ("owner", "credit"),
        "photoshop:Source": ("owner", "source"),
        "Iptc4xmpCore:CiAdrExtadr": ("owner", "creator's address"),
        "Iptc4xmpCore:CiAdrPcode": ("owner", "creator's postal code"),
        "Iptc4xmpCore:CiAdrCity": ("owner", "creator's city"),
        "Iptc4xmpCore:CiAdrRegion": ("owner", "creator's region"),
        "Iptc4xmpCore:CiAdrCtry": ("owner", "creator's country"),
        "Iptc4xmpCore:CiEmailWork": ("owner", "creator's e-mail address"),
        "Iptc4xmpCore:CiTelWork": ("owner", "creator's telephone number"),
        "Iptc4xmpCore:CiUrlWork": ("owner", "creator's web address"),
        "Iptc4xmpExt:AOCreator": ("owner", "artwork's creator"),
        "plus:ImageCreatorName": ("owner", "creator"),
        "plus:ImageCreatorID": ("owner", "creator's number"),
        "plus:CopyrightOwnerName": ("owner", "copyright owner"),
        "plus:CopyrightOwnerID": ("owner", "copyright owner's number"),
        "plus:LicensorName": ("owner", "licensor"),
        "plus:LicensorEmail": ("owner", "licensor's e-mail address"),
        "Iptc4xmpCore:Location": ("location", "place"),
        "photoshop:City": ("location", "city"),
        "photoshop:State": ("location", "state"),
        "photoshop:Country": ("location", "country"),
        "Iptc4xmpExt:Sublocation": ("location", "place"),
        "Iptc4xmpExt:City": ("location", "city"),
        "Iptc4xmpExt:ProvinceState": ("location", "state"),
        "Iptc4xmpExt:CountryName": ("location", "country"),
        "aux:SerialNumber": ("serial", "camera's serial number"),
        "exifEX:BodySerialNumber": ("serial", "camera's serial number"),
        "drone-dji:CameraSerialNumber": ("serial", "camera's serial number"),
        "drone-dji:DroneSerialNumber": ("serial", "drone's serial number"),
        "aux:LensSerialNumber": ("serial", "lens's serial number"),
        "exifEX:LensSerialNumber": ("serial", "lens's serial number"),
        "dc:title": ("caption", "title"),
        "dc:description": ("caption", "caption"),
        "dc:subject": ("caption", "keyword"),
        "tiff:ImageDescription": ("caption", "caption"),
        "photoshop:Headline": ("caption", "headline"),
        "photoshop:Instructions": ("caption", "instructions"),
        "lr:hierarchicalSubject": ("caption", "keyword"),
        "digiKam:TagsList": ("caption", "keyword"),
        "MicrosoftPhoto:LastKeywordXMP": ("caption", "keyword"),
        "xmpMM:DocumentID": ("id", "document's number"),
        "xmpMM:OriginalDocumentID": ("id", "original document's number"),
        "xmpMM:InstanceID": ("id", "version's number"),
        "exif:ImageUniqueID": ("id", "picture's own number"),
        "photoshop:TransmissionReference": ("id", "job number"),
        "crs:RawFileName": ("filename", "original's file name"),
        "xmpMM:PreservedFileName": ("filename", "original's file name"),
        "aux:Lens": ("lens", "lens"),
        "exifEX:LensModel": ("lens", "lens"),
        "xmp:CreatorTool": ("software", "software"),
        "tiff:Software": ("software", "software"),
        "stEvt:softwareAgent": ("software", "software"),
    }
)
"""Properties told as they are: the finding's kind, and what comes after "the"."""

TIMES = MappingProxyType(
    {
        "exif:DateTimeOriginal": "taken",
        "photoshop:DateCreated": "taken",
        "exif:DateTimeDigitized": "digitised",
        "xmp:CreateDate": "made",
        "xmp:ModifyDate": "changed",
        "xmp:MetadataDate": "changed",
        "tiff:DateTime": "changed",
        "stEvt:when": "edited",
        "exif:GPSTimeStamp": "the satellites' clock ran",
    }
)
"""Time stamps, and what happened then."""
