"""The province's own certificate authority, and the laptop that believes no other.

Public authorities play no part: the certificate of the province's CA comes with enrolment, sealed
by the one-time code (`enrolment.py`), and is pinned.

Invariants: times and private keys come from the ambient handed in; only the random part of a
signature is OpenSSL's own.
Source: security.md T08 (TLS ≥ 1.2, pinned province CA).
"""

from __future__ import annotations

import ipaddress
import re
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.errors import InputError, IntegrityError

AUTHORITY_DAYS = 3652
SERVER_DAYS_MIN = 90
SERVER_DAYS_MAX = 825
SERVER_DAYS = 730
EARLY = timedelta(days=2)
"""Laptops' clocks run late; a certificate made today must be good for them too."""

_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_DNS_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_DNS_LETTERS_MAX = 253
_COMMON_NAME_BYTES_MAX = 64


@dataclass(frozen=True)
class Identity:
    """A certificate and its private key, both PEM (PKCS #8, not encrypted).

    Invariants: the key is never in `repr`; who stores it sees to the file's rights.
    """

    certificate_pem: str
    key_pem: str

    def __repr__(self) -> str:
        return "Identity(…)"


class PinnedContext(ssl.SSLContext):
    """A TLS context that believes one authority, whatever it is told later.

    `requests` loads REQUESTS_CA_BUNDLE from the environment into the context it is given; here
    that changes nothing.
    """

    def pin(self, ca_pem: str) -> None:
        """Believe this authority."""
        super().load_verify_locations(cadata=ca_pem)

    def load_verify_locations(self, *_: object, **__: object) -> None:
        """Add nothing: one authority is pinned."""

    def load_default_certs(self, *_: object, **__: object) -> None:
        """Add nothing: one authority is pinned."""


def create_authority(name: str, ambient: Ambient) -> Identity:
    """Make a province's authority: ECDSA P-256, ten years, signs servers only.

    Args:
        name: shown in the certificate, e.g. "Thành phố Huế".
        ambient: gives the time and the key.
    """
    key = _new_key(ambient)
    shown = name.encode()[:_COMMON_NAME_BYTES_MAX].decode(errors="ignore")
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, shown)])
    builder = (
        _builder(subject, subject, key, ambient, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
    )
    return _signed(builder, key, key)


def issue_server_certificate(
    authority: Identity, hosts: Sequence[str], ambient: Ambient, days: int = SERVER_DAYS
) -> Identity:
    """Make a server's certificate for the names and addresses by which laptops call it.

    Raises:
        InputError: `hosts-missing`, `host-name-wrong` (fact `host`), `certificate-days-wrong`.
    """
    if not hosts:
        raise InputError("hosts-missing")
    if not SERVER_DAYS_MIN <= days <= SERVER_DAYS_MAX:
        raise InputError("certificate-days-wrong", minimum=SERVER_DAYS_MIN, maximum=SERVER_DAYS_MAX)
    names = [_general_name(host) for host in hosts]
    issuer = _certificate(authority.certificate_pem)
    issuer_key = serialization.load_pem_private_key(authority.key_pem.encode(), password=None)
    assert isinstance(issuer_key, ec.EllipticCurvePrivateKey)
    key = _new_key(ambient)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ctxh-province")])
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    builder = (
        _builder(subject, issuer.subject, key, ambient, days)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(issuer_id, critical=False)
    )
    return _signed(builder, key, issuer_key)


def expires_at(certificate_pem: str) -> datetime:
    """Return the instant after which a certificate is no longer good.

    Raises:
        IntegrityError: `certificate-damaged`.
    """
    return _certificate(certificate_pem).not_valid_after_utc


def client_context(ca_pem: str) -> ssl.SSLContext:
    """Return a TLS context that believes servers of this authority, and no others.

    Raises:
        IntegrityError: `certificate-damaged`.
    """
    _certificate(ca_pem)
    context = PinnedContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    context.pin(ca_pem)
    return context


def _certificate(pem: str) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pem.encode())
    except ValueError as damage:
        raise IntegrityError("certificate-damaged") from damage


def _new_key(ambient: Ambient) -> ec.EllipticCurvePrivateKey:
    # 128 bits more than the order, so that the remainder is even to 2^-128 (FIPS 186-5 A.2.1).
    draw = int.from_bytes(ambient.random_bytes(48), "big")
    return ec.derive_private_key(draw % (_P256_ORDER - 1) + 1, ec.SECP256R1())


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    ambient: Ambient,
    days: int,
) -> x509.CertificateBuilder:
    now = ambient.now().replace(microsecond=0)
    serial = int.from_bytes(ambient.random_bytes(19), "big") + 1
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(now - EARLY)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _signed(
    builder: x509.CertificateBuilder,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
) -> Identity:
    certificate = builder.sign(issuer_key, hashes.SHA256())
    key_pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return Identity(certificate.public_bytes(serialization.Encoding.PEM).decode(), key_pem.decode())


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        name = host.lower()
    if len(name) > _DNS_LETTERS_MAX or not all(map(_DNS_LABEL.fullmatch, name.split("."))):
        raise InputError("host-name-wrong", host=host)
    return x509.DNSName(name)
