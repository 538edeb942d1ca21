"""Certificates name one tracker each, end with its credential, and their keys are nobody else's."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from ops.certificates import Authority
from ops.errors import StackError

NOW = datetime(2026, 3, 10, 5, 0, tzinfo=UTC)
IMEI, OTHER = "356307042441013", "356307042441021"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    made = Authority(tmp_path_factory.mktemp("tls") / "tls")
    made.found(NOW)
    return made


def serials(crl):
    return {row.serial_number for row in x509.load_pem_x509_crl(crl.encode())}


def load(pem):
    return x509.load_pem_x509_certificate(pem.encode())


def test_common_name_is_the_imei_and_the_authority_signed_it(authority):
    certificate = load(authority.tracker(IMEI, "credential", NOW).certificate)
    assert certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == IMEI
    certificate.verify_directly_issued_by(load(authority.certificate))
    assert certificate.not_valid_after_utc - NOW > timedelta(days=9 * 365)


@pytest.mark.parametrize("name", ["ingest", "dt-01", "1" * 14, "1" * 16, ""])
def test_certificate_is_made_for_an_imei_only(authority, name):
    with pytest.raises(StackError, match="no IMEI"):
        authority.tracker(name, "credential", NOW)


def test_certificate_ends_with_the_credential_it_was_made_for(authority):
    first = load(authority.tracker(IMEI, "first", NOW).certificate).serial_number
    second = load(authority.tracker(IMEI, "second", NOW).certificate).serial_number
    other = load(authority.tracker(OTHER, "other", NOW).certificate).serial_number
    revoked = serials(authority.revoked({IMEI: "second", OTHER: "other"}, NOW))
    assert first in revoked
    assert second not in revoked
    assert other not in revoked
    assert other in serials(authority.revoked({IMEI: "second"}, NOW))


def test_list_judged_by_an_outdated_view_of_the_accounts_is_put_right(authority):
    fresh = load(authority.tracker(IMEI, "newest", NOW).certificate).serial_number
    assert fresh in serials(authority.revoked({IMEI: "before"}, NOW))
    assert fresh not in serials(authority.revoked({IMEI: "newest"}, NOW))


def test_unchanged_list_is_not_signed_anew(authority):
    once = authority.revoked({IMEI: "newest"}, NOW)
    assert authority.revoked({IMEI: "newest"}, NOW + timedelta(days=1)) == once
    assert authority.revoked(None, NOW) == once


def test_list_outlives_everything_it_could_shut_out(authority):
    crl = x509.load_pem_x509_crl(authority.revoked(None, NOW).encode())
    assert crl.next_update_utc == load(authority.certificate).not_valid_after_utc


def test_server_certificate_is_kept_until_it_ends_soon_or_its_names_change(authority):
    names = ["localhost", "127.0.0.1", "siangsa.example"]
    first = authority.server(names, NOW)
    assert authority.server(reversed(names), NOW) == first
    assert authority.server([*names, "10.0.0.7"], NOW) != first
    last = authority.server(names, NOW)
    assert authority.server(names, NOW + timedelta(days=650)) == last
    assert authority.server(names, NOW + timedelta(days=705)) != last


def test_only_the_owner_reads_what_is_kept(authority):
    folder = authority._folder
    assert folder.stat().st_mode & 0o077 == 0
    for path in folder.iterdir():
        if path.name != "lock":
            assert path.stat().st_mode & 0o077 == 0, path


def test_host_name_with_other_letters_is_written_as_dns_knows_it(authority):
    certificate = load(authority.server(["sampah-jepará.example", "localhost"], NOW).certificate)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost", "xn--sampah-jepar-nbb.example"]


def test_name_that_no_host_can_have_is_one_sentence(authority):
    with pytest.raises(StackError, match="is no host name"):
        authority.server(["a..b"], NOW)
