"""The column layouts of known exports, each with where it is documented. Pure data and one look-up.

Only columns are named whose general meaning would be wrong, doubtful or asked about: `Device Type` of SADP is a model,
`Position` of NetBox a place in a rack. `None` keeps a column as text beside the asset. Everything else, and every
column that somebody added, is understood as in any list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from riskreg.tables.wording import compact


@dataclass(frozen=True)
class Layout:
    """One export of one product.

    Attributes:
        title: The product and the export, as an officer calls them.
        told_by: Groups of headers, normalised; of each group at least one is there.
        fields: Header, normalised → field, or None for a column that is kept as text.
        source: Where the columns are documented.
        caution: What a person should know of such lists.
        is_devices: Whether a row is a device; otherwise the sheet is left out.
    """

    title: str
    told_by: tuple[frozenset[str], ...]
    fields: Mapping[str, str | None]
    source: str
    caution: str = ""
    is_devices: bool = field(default=True)


def _layout(
    title: str, told_by: str, fields: Mapping[str, str], text: str, source: str, caution: str = "", *, rows: bool = True
) -> Layout:
    """A layout from readable texts: headers apart by commas, alternatives by a stroke."""
    groups = tuple(frozenset(compact(header) for header in one.split("|")) for one in told_by.split(","))
    meanings: dict[str, str | None] = {compact(header): None for header in text.split(",") if header.strip()}
    for canonical, headers in fields.items():
        meanings.update((compact(header), canonical) for header in headers.split(","))
    return Layout(title, groups, meanings, source, caution, rows)


LAYOUTS = (
    _layout(
        "Milestone XProtect, camera report",
        "HardwareName,HardwareId,RecorderName,DriverFamily",
        {
            "name": "Name", "channel": "Channel", "status": "State", "last_seen_on": "StatusTime",
            "description": "HardwareName", "hardware_id": "HardwareId", "model": "Model", "ip_address": "Address",
            "mac_address": "MAC", "firmware": "Firmware", "producer": "DriverFamily", "recorder": "RecorderName",
            "resolution": "ConfiguredRecordedResolution", "codec": "ConfiguredRecordedCodec",
            "retention_days": "ExpectedRetentionDays",
        },
        "Enabled,LastModified,Id,IsStarted,IsRecording,IsInOverflow,IsInDbRepair,ErrorWritingGOP,ErrorNotLicensed,"
        "ErrorNoConnection,HTTPSEnabled,Driver,DriverNumber,DriverVersion,DriverRevision,RecorderUri,RecorderId,"
        "ConfiguredLiveResolution,ConfiguredLiveCodec,ConfiguredLiveFPS,CurrentLiveResolution,CurrentLiveCodec,"
        "CurrentLiveFPS,CurrentLiveBitrate,ConfiguredRecordedFPS,CurrentRecordedResolution,CurrentRecordedCodec,"
        "CurrentRecordedFPS,CurrentRecordedBitrate,RecordingEnabled,RecordKeyframesOnly,RecordOnRelatedDevices,"
        "PrebufferEnabled,PrebufferSeconds,PrebufferInMemory,RecordingStorageName,RecordingPath,ActualRetentionDays,"
        "MeetsRetentionPolicy,HasEvidenceLock,OldestVideoInRetentionWindow,PercentRecordedOneWeek,MediaDatabaseBegin,"
        "MediaDatabaseEnd,UsedSpaceInBytes,UsedSpaceInGB,PrivacyMaskEnabled,MotionEnabled,Snapshot",
        "Milestone Systems, MilestonePSTools, about_Get-VmsCameraReport",
        "The make is the family of the driver. A camera on a universal driver shows neither its true maker nor its "
        "model, and the firmware is that of the day on which the device was added.",
    ),
    _layout(
        "Milestone XProtect, hardware export",
        "HardwareName,HardwareAddress,DriverDisplayName|DriverNumber",
        {
            "name": "HardwareName", "ip_address": "HardwareAddress", "mac_address": "MacAddress",
            "description": "DriverDisplayName", "recorder": "RecordingServerName",
        },
        "DriverNumber,RecordingServerId,ConfigurationId,GroupPath",
        "Milestone Systems, MilestonePSTools 1.1, Export-HardwareCsv and Import-HardwareCsv, .DESCRIPTION",
        "Nothing but the name of the driver tells the maker.",
    ),
    _layout(
        "Milestone XProtect, list for adding hardware",
        "HardwareAddress,HardwareDriverID",
        {"name": "HardwareName", "ip_address": "HardwareAddress"},
        "HardwareDriverID",
        "Milestone XProtect Professional VMS manual 2019, “Add hardware: Import from CSV file”",
        "The list names no maker and no model.",
    ),
    _layout(
        "Siqura SDM2, device list",
        "IPAddress,ForcedOffline,ModelName,ProductType",
        {
            "ip_address": "IPAddress", "port": "Port", "name": "Name", "model": "ModelName", "kind": "ProductType",
            "serial_number": "SerialNumber", "mac_address": "MacAddress", "status": "Status",
        },
        "ForcedOffline",
        "TKH Security, Technical Article TA-20200927-OV-12, SDM2 Device Manager Document Files",
    ),
    _layout(
        "Hikvision SADP, devices found",
        "Device Type,IPv4 Address,Software Version,Device Serial Number|Device Serial No.,IPv4 Gateway|Gateway",
        {
            "model": "Device Type", "ip_address": "IPv4 Address", "port": "Port", "firmware": "Software Version",
            "serial_number": "Device Serial Number,Device Serial No.", "mac_address": "MAC Address",
        },
        "Index,ID,No.,Status,Security,IPv4 Gateway,Gateway,HTTP Port,Subnet Mask,Enhanced SDK Service Port,DHCP,"
        "IPv6 Address,IPv6 Gateway,IPv6 Prefix Length,Support IPv6,IPv6 Modifiable,Support DHCP,IPv4 DHCP Status,"
        "Number of Encoding Channels,Number of Channels,DSP Version,Boot Time,Start Time,Hik-Connect Status",
        "A SADP export of 11 columns, printed in a public handbook for importing devices; the further columns of "
        "later versions are not confirmed by a document",
        "“Device Type” is the model, and “Status” says whether a password was set, not whether the device works. "
        "Relabelled devices of other brands can be in it.",
    ),
    _layout(
        "Hikvision iVMS-4200, batch import",
        "Nickname,Adding Mode,Address,Port,Device Information",
        {"name": "Nickname", "ip_address": "Address", "port": "Port"},
        "Adding Mode,Device Information,Add Offline Device,Export to Group,Channel Number,Number of Channels,"
        "Alarm Input Number,Number of Alarm Inputs,Serial Port No.,Baud Rate,DIP,Hik-Connect Account,"
        "Hik-Connect Password",
        "Hikvision DS-K2600 user manual, “Importing Devices in Batch”",
        "The list names no make and no model; other brands can be in it as well.",
    ),
    _layout(
        "NetBox, devices",
        "Name,Status,Site,Manufacturer,Type|Device type,Role|Device role",
        {
            "name": "Name", "status": "Status", "kind": "Role,Device role", "producer": "Manufacturer",
            "model": "Type,Device type", "serial_number": "Serial number,Serial", "asset_tag": "Asset tag",
            "site_name": "Site", "location": "Location", "ip_address": "IP Address,Primary IP,IPv4 Address",
            "notes": "Comments",
        },
        "ID,Tenant,Tenant Group,Region,Site Group,Rack,Position,Face,Platform,IPv6 Address,OOB IP,Cluster,"
        "Virtual chassis,VC Position,VC Priority,Description,Tags,Airflow,Latitude,Longitude,Parent Device,"
        "Config Template",
        "netbox-community/netbox, netbox/dcim/tables/devices.py, DeviceTable",
    ),
    _layout(
        "Genetec Security Center, hardware inventory",
        "Manufacturer,Product type,Physical address",
        {
            "name": "Unit,Entity,Unit name", "kind": "Unit type", "producer": "Manufacturer", "model": "Product type",
            "firmware": "Firmware version", "ip_address": "IP address", "mac_address": "Physical address",
            "serial_number": "Serial number",
        },
        "Role,Time zone,Proposed firmware version,Upgrade status,Next upgrade,Reason for upgrade failure,State,"
        "Authentication scheme,Secure mode,Certificate,Latest update,Server,Partition,Area,Custom fields",
        "No public document lists these columns; as users of Security Center report them, not confirmed",
    ),
    _layout(
        "IBM Maximo, assets",
        "ASSETNUM,SITEID|AS_SITEID",
        {
            "asset_tag": "ASSETNUM", "site_code": "SITEID,AS_SITEID", "location": "LOCATION",
            "serial_number": "SERIALNUM", "producer": "MANUFACTURER", "supplier": "VENDOR",
            "installed_on": "INSTALLDATE", "cost": "PURCHASEPRICE",
        },
        "ORGID,PARENT,ASSETTYPE,ASSETTAG,ITEMNUM,BINNUM,CHANGEDATE,CHANGEBY,ASSETUID,PRIORITY,FAILURECODE,EQ1,EQ2,EQ3",
        "IBM, Maximo Manage documentation: “Asset import guidelines” (ASSETNUM, DESCRIPTION, LOCATION, PARENT, STATUS, "
        "ASSETTYPE, SERIALNUM, SITEID), “Component” (MANUFACTURER, INSTALLDATE, ASSETTAG) and Maximo IT, “Assets CSV "
        "files” (AS_SITEID); VENDOR and PURCHASEPRICE are not confirmed by a document",
        "The type of an asset is a class of the accounts, not the kind of device, and the description alone tells the "
        "model.",
    ),
    _layout(
        "COBie, components",
        "TypeName,Space,TagNumber|BarCode|AssetIdentifier,InstallationDate",
        {
            "name": "Name", "description": "TypeName", "location": "Space", "notes": "Description",
            "serial_number": "SerialNumber", "installed_on": "InstallationDate", "asset_tag": "TagNumber",
        },
        "CreatedBy,CreatedOn,ExtSystem,ExtObject,ExtIdentifier,WarrantyStartDate,BarCode,AssetIdentifier,Area,Length",
        "BS 1192-4:2014, COBie, sheet Component; also the COBie exporter of opensourceBIM, Pset_Component",
        "Make and model stand on the sheet of types, and are taken from there where the file has it.",
    ),
    _layout(
        "COBie, types",
        "AssetType,Manufacturer,ModelNumber,WarrantyGuarantorParts",
        {},
        "",
        "BS 1192-4:2014, COBie, sheet Type",
        rows=False,
    ),
    _layout(
        "nmap, network scan",
        "MAC vendor by nmap,Device type by nmap,Open ports",
        {"kind": "Device type by nmap"},
        "MAC vendor by nmap,Open ports,Line of the file",
        "nmap.org, nmap.dtd (elements host, address, hostname, port, service), XML output version 1.05",
        "A scan names whoever registered the network card, which need not be the maker of the device; every "
        "device that answered is listed, whatever it is.",
    ),
    _layout(
        "Network tables (arp, addresses of a switch)",
        "Kind of entry,Switch port,Line of the file",
        {},
        "Kind of entry,Line of the file",
        "Microsoft and Linux, arp -a; Cisco IOS, show mac address-table and show arp",
        "Every device that a computer or switch has met is listed, whatever it is; the make is told from the address "
        "of its network card alone.",
    ),
    _layout(
        "ONVIF discovery",
        "Endpoint reference,Scopes,Service addresses",
        {"hardware_id": "Endpoint reference"},
        "Scopes,Service addresses,Line of the file",
        "ONVIF Core Specification, section 7 (scopes name, hardware, location); WS-Discovery 2005/04, ProbeMatches",
        "The devices describe themselves: a relabelled device says what its seller set.",
    ),
)  # fmt: skip
"""Every layout that is known, in the order in which they are tried."""


def recognise(headers: Iterable[str]) -> Layout | None:
    """The export that a row of headers is of, or None.

    Args:
        headers: As written.
    """
    given = {compact(header) for header in headers if header}
    for layout in LAYOUTS:
        if all(not group.isdisjoint(given) for group in layout.told_by):
            return layout
    return None
