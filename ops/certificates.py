"""Our own certificate authority: a certificate for the broker, one for each tracker that wants one.

Everything lies in `<data folder>/tls`, readable by its owner only. RSA with 2,048 bits, as trackers in the
field do not all know elliptic curves.
"""

import fcntl
import hashlib
import ipaddress
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ops.errors import StackError

AUTHORITY, REVOKED = "trackers-ca.crt", "revoked.crl"
SERVER, SERVER_KEY = "server.crt", "server.key"
TRACKER_NAME = re.compile(r"[0-9]{15}")
AUTHORITY_YEARS, TRACKER_YEARS, SERVER_DAYS = 25, 10, 730
RENEW_BEFORE = timedelta(days=30)
# trackers' clocks are wrong before their first fix
_BACKDATE = timedelta(days=1)


@dataclass(frozen=True)
class Pair:
    """A certificate and its private key, both as PEM text."""

    certificate: str
    key: str


class Authority:
    """Issues certificates that the broker's TLS listeners accept.

    Parameters
    ----------
    folder
        Where its key and its book of issued certificates are kept; both made at the first use.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def certificate(self) -> str:
        """Return the authority's own certificate (PEM): what devices must trust."""
        return (self._folder / "ca.crt").read_text()

    def papers(
        self, names: Iterable[str], credentials: Mapping[str, str] | None, now: datetime
    ) -> dict[str, str]:
        """Return what the broker's TLS listeners need, by file name; see `server` and `revoked`."""
        self.found(now)
        pair = self.server(names, now)
        return {
            AUTHORITY: self.certificate,
            SERVER: pair.certificate,
            SERVER_KEY: pair.key,
            REVOKED: self.revoked(credentials, now),
        }

    def found(self, now: datetime) -> None:
        """Make the authority's key and certificate where there are none."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._held():
            if not (self._folder / "ca.crt").exists():
                self._found(now)

    def _found(self, now: datetime) -> None:
        key = _new_key()
        name = _name("Siangsa devices")
        builder = (
            _builder(name, name, key.public_key(), now, timedelta(days=365 * AUTHORITY_YEARS))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )
        certificate = builder.sign(key, hashes.SHA256())
        write_private(self._folder / "ca.key", _pem_key(key))
        write_private(self._folder / "ca.crt", _pem(certificate))

    def server(self, names: Iterable[str], now: datetime) -> Pair:
        """Return the broker's certificate, issued anew when it ends soon or `names` differ.

        Parameters
        ----------
        names
            Host names and addresses under which devices reach the broker.
        now
            Real time, aware.
        """
        wanted = [_alternative(name) for name in sorted(set(names))]
        with self._held():
            pair = self._kept_server(wanted, now)
            if pair is None:
                usage = ExtendedKeyUsageOID.SERVER_AUTH
                alternatives = x509.SubjectAlternativeName(wanted)
                pair, _ = self._issue("Siangsa server", usage, now, timedelta(days=SERVER_DAYS), alternatives)
                write_private(self._folder / SERVER_KEY, pair.key)
                write_private(self._folder / SERVER, pair.certificate)
        return pair

    def tracker(self, imei: str, credential: str, now: datetime) -> Pair:
        """Return a new certificate for the tracker `imei`; it holds as long as `credential` is its valid one.

        Raises
        ------
        StackError
            When `imei` is none: the broker takes it as the user name, so it may not be any other name.
        """
        if not TRACKER_NAME.fullmatch(imei):
            raise StackError(f"{imei!r} is no IMEI of 15 digits")
        pair, serial = self._issue(
            imei, ExtendedKeyUsageOID.CLIENT_AUTH, now, timedelta(days=365 * TRACKER_YEARS)
        )
        with self._held():
            book = self._book()
            book[str(serial)] = {"imei": imei, "bound": _digest(credential), "at": now.isoformat()}
            write_private(self._folder / "issued.json", json.dumps(book, indent=1))
        return pair

    def revoked(self, credentials: Mapping[str, str] | None, now: datetime) -> str:
        """Return the list of revoked certificates (PEM): all whose tracker has not the credential any more.

        Nothing is final: a certificate that was judged by an outdated view of the accounts is valid again.

        Parameters
        ----------
        credentials
            The valid credential (its hash) of each IMEI that may sign in; None: not known yet, all stays.
        now
            When a certificate that is newly found void ends.
        """
        path = self._folder / REVOKED
        with self._held():
            book = self._book()
            judged = book
            if credentials is not None:
                judged = {key: _judge(row, credentials.get(row["imei"]), now) for key, row in book.items()}
            if judged != book or not path.exists():
                write_private(self._folder / "issued.json", json.dumps(judged, indent=1))
                write_private(path, self._revocation_list(judged, now))
            return path.read_text()

    @contextmanager
    def _held(self) -> Iterator[None]:
        with (self._folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _revocation_list(self, book: Mapping[str, Mapping[str, str]], now: datetime) -> str:
        authority = self._own()
        # an outdated list would shut every tracker out: this one holds as long as the authority
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(authority.subject)
            .last_update(now - _BACKDATE)
            .next_update(authority.not_valid_after_utc)
        )
        for serial, row in book.items():
            if "ended" in row:
                entry = x509.RevokedCertificateBuilder().serial_number(int(serial))
                builder = builder.add_revoked_certificate(
                    entry.revocation_date(datetime.fromisoformat(row["ended"])).build()
                )
        signed = builder.sign(self._key(), hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.PEM).decode()

    def _issue(
        self,
        name: str,
        purpose: x509.ObjectIdentifier,
        now: datetime,
        lasts: timedelta,
        alternatives: x509.SubjectAlternativeName | None = None,
    ) -> tuple[Pair, int]:
        authority, key = self._own(), _new_key()
        builder = (
            _builder(_name(name), authority.subject, key.public_key(), now, lasts)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key().public_key()), critical=False
            )
        )
        if alternatives is not None:
            builder = builder.add_extension(alternatives, critical=False)
        certificate = builder.sign(self._key(), hashes.SHA256())
        return Pair(_pem(certificate), _pem_key(key)), certificate.serial_number

    def _kept_server(self, names: list[x509.GeneralName], now: datetime) -> Pair | None:
        path = self._folder / SERVER
        if not path.exists():
            return None
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        held = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        if list(held) != names or certificate.not_valid_after_utc - now < RENEW_BEFORE:
            return None
        return Pair(path.read_text(), (self._folder / SERVER_KEY).read_text())

    def _book(self) -> dict[str, dict[str, str]]:
        path = self._folder / "issued.json"
        return dict(json.loads(path.read_text())) if path.exists() else {}

    def _own(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self.certificate.encode())

    def _key(self) -> rsa.RSAPrivateKey:
        key = serialization.load_pem_private_key((self._folder / "ca.key").read_bytes(), password=None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise StackError(f"{self._folder / 'ca.key'} is no RSA key")
        return key


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, in one step."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(text)
    fresh.replace(path)


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPublicKey, now: datetime, lasts: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BACKDATE)
        .not_valid_after(now + lasts)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_encipherment=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(_dns_name(name))


def _dns_name(name: str) -> str:
    try:
        return name.encode("idna").decode()
    except UnicodeError as error:
        raise StackError(f"{name!r} is no host name") from error


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _pem_key(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        # the form that trackers' configurators read
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    ).decode()


def _judge(row: Mapping[str, str], credential: str | None, now: datetime) -> dict[str, str]:
    """Return a row of the book, ended when its tracker has another credential or none."""
    kept = {name: value for name, value in row.items() if name != "ended"}
    if credential is not None and _digest(credential) == row["bound"]:
        return kept
    return kept | {"ended": row.get("ended", now.isoformat())}


def _digest(credential: str) -> str:
    return hashlib.sha256(credential.encode()).hexdigest()
