"""The province (extra `[server]`): takes what laptops send, and gives each what it may see.

    asgi.py       routes: decode, call, encode
    province.py   the folder of one province: settings, certificates, database
    office.py     what the province's IT does: set up, hand out codes, revoke, look
    serve.py      runs it behind TLS
    embedded.py   a PostgreSQL that needs no installation, for pilots and tests

Starts without Qt and without SQLCipher, and knows no commands: those are for people at a laptop.
"""
