"""`ctxh-province`: sets a province's server up, runs it, and is its office.

    ctxh-province init DIR --province 46 --host may-chu.hue.gov.vn [--dsn DSN | --embedded]
    ctxh-province serve DIR
    ctxh-province enrol-code DIR --commune 19819 [--days 7]
    ctxh-province devices DIR | revoke DIR DEVICE [--wipe] | status DIR
    ctxh-province backup DIR FOLDER | restore DIR FILE --yes | verify DIR
    ctxh-province held DIR | accept DIR GROUP
    ctxh-province transfer DIR PERSON --commune CODE | merge-communes DIR OLD NEW
    ctxh-province parcel exchange|receive|send DIR STICK [--device ID…] [--file-mb N]

Everywhere: `--json`, `--lang vi|en`.  Exit codes: `cli.terminal`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ctxh_desktop.ambient import Ambient, system
from ctxh_desktop.cli import care
from ctxh_desktop.cli import terminal as prompt
from ctxh_desktop.cli.terminal import DONE, IN_PART, LANGUAGES, Parser, Terminal
from ctxh_desktop.errors import InputError
from ctxh_desktop.server import office
from ctxh_desktop.server.parcels import FILE_MB, Exchanged, ParcelDesk, Report
from ctxh_desktop.server.province import (
    ADDRESS,
    DEFAULT_HOSTS,
    EMBEDDED,
    PORT,
    SCHEMA,
    ProvinceFolder,
    Settings,
    create,
)

_WIPE_WORDS = {
    "asked": "wipe-asked", "handed-in": "wipe-handed-in", "confirmed": "wipe-confirmed",
}  # fmt: skip


def main(arguments: Sequence[str] | None = None, ambient: Ambient | None = None) -> int:
    """Run one command; return the exit code."""
    prompt.speak_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    terminal = Terminal(prompt.language_of(given))
    options = _parser(terminal).parse_args(given)
    terminal.is_json = options.json
    return prompt.run(terminal, lambda: options.does(terminal, options, ambient or system()))


def _parser(terminal: Terminal) -> argparse.ArgumentParser:
    say = terminal.text
    shared = Parser(add_help=False)
    shared.add_argument("folder", metavar="DIR", type=Path, help=say("help-province-folder"))
    shared.add_argument("--json", action="store_true", help=say("help-json"))
    shared.add_argument("--lang", choices=LANGUAGES, help=say("help-lang"))
    parser = Parser(
        "ctxh-province",
        description=say("province-description"),
        epilog=say("exit-codes"),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    Parser.terminal = terminal
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    init = commands.add_parser("init", parents=[shared], help=say("help-province-init"))
    _init_options(init, terminal)
    init.set_defaults(does=_init)
    serve = commands.add_parser("serve", parents=[shared], help=say("help-serve"))
    serve.set_defaults(does=_serve)
    code = commands.add_parser("enrol-code", parents=[shared], help=say("help-enrol-code"))
    code.add_argument("--commune", required=True, metavar="CODE", help=say("help-commune"))
    code.add_argument("--days", type=int, default=7, metavar="N", help=say("help-days"))
    code.set_defaults(does=_enrol_code)
    devices = commands.add_parser("devices", parents=[shared], help=say("help-devices"))
    devices.set_defaults(does=_devices)
    revoke = commands.add_parser("revoke", parents=[shared], help=say("help-revoke"))
    revoke.add_argument("device", metavar="DEVICE", help=say("help-device"))
    revoke.add_argument("--wipe", action="store_true", help=say("help-wipe"))
    revoke.set_defaults(does=_revoke)
    status = commands.add_parser("status", parents=[shared], help=say("help-province-status"))
    status.set_defaults(does=_status)
    care.add_commands(commands, shared, terminal)
    parcel = commands.add_parser("parcel", help=say("help-parcel"))
    _parcel_commands(parcel.add_subparsers(metavar="COMMAND", required=True), shared, terminal)
    return parser


def _parcel_commands(into: Any, shared: Parser, terminal: Terminal) -> None:
    say = terminal.text
    for name, text, does, writes in (
        ("exchange", "help-parcel-exchange", _parcel_exchange, True),
        ("receive", "help-province-receive", _parcel_exchange, False),
        ("send", "help-province-send", _parcel_send, True),
    ):
        made = into.add_parser(name, parents=[shared], help=say(text))
        made.add_argument("stick", metavar="STICK", type=Path, help=say("help-stick"))
        made.add_argument(
            "--file-mb", type=int, default=FILE_MB, metavar="N", help=say("help-file-mb")
        )
        made.set_defaults(does=does, writes=writes)
    made.add_argument(
        "--device", action="append", default=[], metavar="ID", help=say("help-devices-given")
    )


def _init_options(init: argparse.ArgumentParser, terminal: Terminal) -> None:
    say = terminal.text
    init.add_argument("--province", required=True, metavar="CODE", help=say("help-province"))
    database = init.add_mutually_exclusive_group()
    database.add_argument("--dsn", default=EMBEDDED, help=say("help-dsn"))
    database.add_argument(
        "--embedded", action="store_const", const=EMBEDDED, dest="dsn", help=say("help-embedded")
    )
    init.add_argument("--schema", default=SCHEMA, metavar="NAME", help=say("help-schema"))
    init.add_argument("--host", action="append", metavar="NAME", help=say("help-host"))
    init.add_argument("--address", default=ADDRESS, help=say("help-address"))
    init.add_argument("--port", type=int, default=PORT, help=say("help-port"))


def _init(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    settings = Settings(
        province_code=options.province,
        database=options.dsn,
        schema=options.schema,
        hosts=tuple(options.host or DEFAULT_HOSTS),
        address=options.address,
        port=options.port,
    )
    folder = create(options.folder, settings, ambient)
    with folder.store(ambient) as store:
        standing = office.standing(folder, store)
    terminal.say("province-made", name=standing.province_name, communes=standing.communes)
    terminal.give(standing, _lines(standing))
    return DONE


def _serve(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    # Only serving needs the web server's libraries.
    from ctxh_desktop.server import serve  # noqa: PLC0415

    folder = ProvinceFolder(options.folder)
    settings = folder.settings()
    terminal.say("serving", address=f"https://{settings.hosts[0]}:{settings.port}")
    serve.serve(folder, ambient)
    terminal.say("stopped")
    return DONE


def _enrol_code(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    with ProvinceFolder(options.folder).store(ambient) as store:
        made = office.hand_out_code(store, options.commune, options.days)
    terminal.say("code-made", commune=made.commune, days=made.valid_days)
    terminal.give(made, [made.code])
    return DONE


def _devices(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    with ProvinceFolder(options.folder).store(ambient) as store:
        found = office.list_devices(store)
        wipes = office.list_wipes(store)
    rows = [
        (
            d.id,
            d.status,
            d.block,
            " ".join(d.scopes),
            d.revision,
            d.last_seen_at,
            d.label,
            terminal.text(_WIPE_WORDS[wipes[d.id].stage]) if d.id in wipes else "",
            terminal.text("device-doubled") if d.doubled_at else "",
        )
        for d in found
    ]
    stages = {device_id: wipe.stage for device_id, wipe in wipes.items()}
    terminal.table(rows, [{**prompt.plain(d), "wipe": stages.get(d.id)} for d in found])
    return DONE


def _revoke(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    folder = ProvinceFolder(options.folder)
    with folder.store(ambient) as store:
        if options.wipe:
            folder.parcel_key()  # told here when no order could be signed
        office.revoke(store, options.device, wipes_it=options.wipe)
    terminal.say("revoked")
    if options.wipe:
        terminal.say("wipe-ordered")
    terminal.give({"device_id": options.device, "status": "revoked", "wipe": options.wipe})
    return DONE


def _status(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    folder = ProvinceFolder(options.folder)
    with folder.store(ambient) as store:
        standing = office.standing(folder, store)
    terminal.give(standing, _lines(standing))
    return DONE


def _parcel_exchange(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    """Take in the laptops' parcels, and lay the answers beside them unless only reading."""

    def exchanged(desk: ParcelDesk) -> Report:
        report = desk.exchange(writes=options.writes, told=lambda done: _tell(terminal, done))
        if not report.laptops and not report.refused:
            raise InputError("parcel-none-here")
        return report

    return _at_parcel_desk(terminal, options, ambient, exchanged)


def _parcel_send(terminal: Terminal, options: argparse.Namespace, ambient: Ambient) -> int:
    def given(desk: ParcelDesk) -> Report:
        return desk.give(tuple(options.device), lambda done: _tell(terminal, done))

    return _at_parcel_desk(terminal, options, ambient, given)


def _at_parcel_desk(
    terminal: Terminal,
    options: argparse.Namespace,
    ambient: Ambient,
    does: Callable[[ParcelDesk], Report],
) -> int:
    province = ProvinceFolder(options.folder)
    with province.store(ambient) as store:
        report = does(ParcelDesk(province, store, options.stick, file_mb=options.file_mb))
    if not report.laptops and report.refused:
        raise report.refused[0].error
    for each in report.refused:
        terminal.refuse(each.name, each.error)
    terminal.give(report)
    return IN_PART if report.refused else DONE


def _tell(terminal: Terminal, done: Exchanged) -> None:
    counts = {"operations": sum(done.operations.values()), "files": len(done.files)}
    terminal.say("parcel-exchanged", label=done.label, **counts)
    taken, given, left = done.pictures_taken, done.pictures_given, done.pictures_left
    if taken or given or left:
        terminal.say("parcel-pictures", taken=taken, given=given, left=left)
    if not done.is_active:
        terminal.say("parcel-of-revoked")


def _lines(standing: office.Standing) -> list[str]:
    return [f"{name}: {value}" for name, value in prompt.plain(standing).items()]


if __name__ == "__main__":
    sys.exit(main())
