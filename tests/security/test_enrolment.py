from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxh_desktop.errors import InputError, IntegrityError
from ctxh_desktop.security.enrolment import (
    ALPHABET,
    StoredCode,
    check_authority,
    check_proof,
    new_code,
    new_nonce,
    proof,
    public_id,
    read_code,
    seal_authority,
    stored,
    written,
)
from tests.data.seeded import seeded_ambient

CODE = new_code(seeded_ambient(1))
PLAIN = CODE.replace("-", "")
KEPT = stored(CODE)
PEM = "-----BEGIN CERTIFICATE-----\nMII…\n-----END CERTIFICATE-----\n"
NONCE = new_nonce(seeded_ambient(3))

seeds = st.integers(0, 10**9)


def refusal(text):
    with pytest.raises(InputError) as told:
        read_code(text)
    return told.value


@given(seeds)
def test_a_new_code_reads_as_itself(seed):
    code = new_code(seeded_ambient(seed))

    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code)
    assert written(read_code(code)) == code


@pytest.mark.parametrize(
    "typed",
    [
        CODE.lower(),
        PLAIN,
        CODE.replace("-", " "),
        f"  {CODE}\n",
        CODE.replace("-", "\u2013"),
        " ".join(PLAIN),
        CODE.replace("0", "o").replace("1", "l"),
        CODE.replace("0", "O").replace("1", "I"),
        f"\ufeff{CODE}",
    ],
)
def test_a_code_is_read_however_it_was_written(typed):
    assert read_code(typed) == PLAIN


def test_letters_that_look_like_digits_are_those_digits():
    assert read_code("OOOO-0000-oooo-0000") == "0" * 16


@pytest.mark.parametrize(
    ("typed", "symbols"), [("", 0), (CODE[:-1], 15), (CODE + "0", 17), (CODE[:-1] + "U", 16)]
)
def test_what_is_no_code_says_how_many_symbols_there_are(typed, symbols):
    told = refusal(typed)

    assert told.code == "enrolment-code-malformed"
    assert told.facts == {"symbols": symbols, "expected": 16}


@given(st.text())
def test_any_text_is_a_code_or_an_input_error(text):
    try:
        assert len(read_code(text)) == 16
    except InputError as told:
        assert told.code.startswith("enrolment-code-")  # noqa: PT017 (either this or a code)


def test_every_single_slip_is_seen():
    for place in range(16):
        for symbol in ALPHABET.replace(PLAIN[place], ""):
            wrong = PLAIN[:place] + symbol + PLAIN[place + 1 :]
            assert refusal(wrong).code == "enrolment-code-mistyped"


@given(seeds, st.integers(0, 15), st.integers(0, 15))
def test_two_symbols_swapped_are_seen(seed, one, other):
    symbols = list(new_code(seeded_ambient(seed)).replace("-", ""))
    before = "".join(symbols)
    symbols[one], symbols[other] = symbols[other], symbols[one]
    after = "".join(symbols)

    if after == before:
        assert read_code(after) == before
    else:
        assert refusal(after).code == "enrolment-code-mistyped"


def test_who_knows_the_code_proves_it():
    assert public_id(CODE) == KEPT.public_id == PLAIN[:4]
    assert check_proof(KEPT, proof(CODE.lower())) is None


@pytest.mark.parametrize("claimed", ["", "zz", "00" * 32, KEPT.proof_check, KEPT.ca_key, "ế"])
def test_who_does_not_know_the_code_is_refused_even_with_all_the_server_keeps(claimed):
    with pytest.raises(InputError) as told:
        check_proof(KEPT, claimed)

    assert told.value.code == "enrolment-code-wrong"


@settings(max_examples=10, deadline=None)
@given(seeds.filter(lambda seed: seed != 1))
def test_another_code_proves_and_seals_nothing_here(seed):
    other = new_code(seeded_ambient(seed))

    with pytest.raises(InputError):
        check_proof(KEPT, proof(other))
    with pytest.raises(IntegrityError):
        check_authority(other, PEM, NONCE, seal_authority(KEPT, PEM, NONCE))


def test_a_code_with_the_same_secret_and_another_id_is_another_code():
    """The id is the salt: one guess tries one code, not all that are out."""
    zeros, ones = "0000-0000-0000-0000", None
    for first in ALPHABET[1:]:
        for second in ALPHABET:
            candidate = f"{first}{second}00" + "0" * 12
            try:
                ones = read_code(candidate)
            except InputError:
                continue
            break
        if ones:
            break

    assert ones[4:] == zeros.replace("-", "")[4:]
    assert proof(ones) != proof(zeros)


def test_the_sealed_authority_is_believed():
    assert check_authority(CODE, PEM, NONCE, seal_authority(KEPT, PEM, NONCE)) is None


@pytest.mark.parametrize(
    ("pem", "nonce", "seal"),
    [
        (PEM + " ", NONCE, None),
        (PEM, new_nonce(seeded_ambient(4)), None),
        (PEM + NONCE, "", None),
        (PEM, NONCE, ""),
        (PEM, NONCE, "ế\ud800"),
        (PEM, NONCE, "00" * 32),
    ],
)
def test_another_authority_an_old_seal_or_none_is_refused(pem, nonce, seal):
    good = seal_authority(KEPT, PEM, NONCE)
    with pytest.raises(IntegrityError) as told:
        check_authority(CODE, pem, nonce, good if seal is None else seal)

    assert told.value.code == "wrong-certificate-authority"


def test_what_the_server_keeps_and_what_travels_holds_no_secret():
    secret = PLAIN[4:]
    travels = [proof(CODE), seal_authority(KEPT, PEM, NONCE), NONCE, KEPT.public_id]

    for text in [*travels, KEPT.proof_check, KEPT.ca_key, repr(KEPT)]:
        assert secret not in text
    assert KEPT.ca_key not in repr(KEPT)
    assert len({*travels, KEPT.proof_check, KEPT.ca_key}) == 6


def test_what_is_derived_never_changes():
    """A code handed out by one version must be good for the next."""
    kept = stored("0000-0000-0000-0000")

    assert kept == StoredCode("0000", FROZEN_CHECK, FROZEN_CA_KEY)


FROZEN_CHECK = "2cc26292dd58ab84c960727ee826f050765d5a163dc12762b6a3d06976af3a9c"
FROZEN_CA_KEY = "912859e75d81993a3e9a3e86088cdd912319227ca2a17b8ac8e87fce8877269b"
