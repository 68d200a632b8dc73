"""Programs at a prompt, without a window.

    main.py       `ctxh`: a commune's working book, for IT, scripts and tests
    province.py   `ctxh-province`: a province's server and its office
    terminal.py   sentences to stderr, data to stdout, exit codes
    wording.py    the English source of everything they say
    book.py people.py road.py upkeep.py     the commands of `ctxh`, by what they are about

All reach data only through `commands`; `province.py` is the province's own and uses `server`.
"""
