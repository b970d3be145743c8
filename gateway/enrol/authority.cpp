#include "gateway/enrol/authority.hpp"

#include <cassert>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include "wire/signing.hpp"

namespace sb::gateway {
namespace {

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Bio = std::unique_ptr<BIO, Freer<BIO_free_all>>;
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Request = std::unique_ptr<X509_REQ, Freer<X509_REQ_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>>;
using Number = std::unique_ptr<BIGNUM, Freer<BN_free>>;
using Integer = std::unique_ptr<ASN1_INTEGER, Freer<ASN1_INTEGER_free>>;
using Time = std::unique_ptr<ASN1_TIME, Freer<ASN1_TIME_free>>;
using RevocationList = std::unique_ptr<X509_CRL, Freer<X509_CRL_free>>;

constexpr std::size_t kMaxPemBytes = std::size_t{16} * 1024;
constexpr long kClockSkewS = 300;
constexpr UtcNs kSecondNs = 1'000'000'000;
constexpr long kDayS = 86400;
// A broker with an expired list refuses every node. The gateway writes a new one at each start and
// revocation; this is for a gateway that does neither for a year.
constexpr long kListDays = 400;

std::string drain(BIO* bio) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  return {text, static_cast<std::size_t>(size)};
}

Bio reading(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

Result<std::string> read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in.is_open() || in.bad()) return fail(ErrorCode::kNotFound, file.string() + ": cannot be read");
  return text;
}

Result<Certificate> read_certificate(const std::filesystem::path& file) {
  const auto text = read_file(file);
  if (!text) return tl::unexpected(text.error());
  const auto bio = reading(*text);
  Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (!certificate) return fail(ErrorCode::kUnreadable, file.string() + ": not a PEM certificate");
  return certificate;
}

Result<Request> verified(std::string_view pem) {
  if (pem.size() > kMaxPemBytes) return fail(ErrorCode::kUnreadable, "signing request: too long");
  const auto bio = reading(pem);
  Request request(PEM_read_bio_X509_REQ(bio.get(), nullptr, nullptr, nullptr));
  if (!request) return fail(ErrorCode::kUnreadable, "signing request: not a PEM PKCS #10 request");
  EVP_PKEY* key = X509_REQ_get0_pubkey(request.get());
  if (key == nullptr || EVP_PKEY_get_base_id(key) != EVP_PKEY_ED25519) {
    return fail(ErrorCode::kUnsupported, "signing request: not an Ed25519 key");
  }
  if (X509_REQ_verify(request.get(), key) != 1) {
    return fail(ErrorCode::kRefused, "signing request: not signed by the key that it holds");
  }
  return request;
}

std::string public_pem_of(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_PUBKEY(bio.get(), key);
  return drain(bio.get());
}

/// 127 random bits (RFC 5280 §4.1.2.2: positive, at most 20 octets).
void set_random_serial(X509* certificate) {
  const Number number(BN_new());
  const int done = BN_rand(number.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY);
  assert(done == 1);
  static_cast<void>(done);
  BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate));
}

std::string serial_of(const ASN1_INTEGER* serial) {
  const Number number(ASN1_INTEGER_to_BN(serial, nullptr));
  char* hex = BN_bn2hex(number.get());
  std::string text(hex);
  OPENSSL_free(hex);
  return text;
}

void add_name(X509_NAME* name, const char* field, const std::string& text) {
  X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text.data()),
                             static_cast<int>(text.size()), -1, 0);
}

void add_extension(X509* certificate, X509* issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  assert(extension);
  X509_add_ext(certificate, extension.get(), -1);
}

/// An Ed25519 key has its own digest.
const EVP_MD* digest_for(const EVP_PKEY* key) {
  return EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519 ? nullptr : EVP_sha256();
}

}  // namespace

Result<SigningRequest> read_signing_request(std::string_view pem) {
  const auto request = verified(pem);
  if (!request) return tl::unexpected(request.error());
  return SigningRequest{public_pem_of(X509_REQ_get0_pubkey(request->get()))};
}

Result<std::string> certificate_fingerprint(const std::filesystem::path& pem_file) {
  const auto certificate = read_certificate(pem_file);
  if (!certificate) return tl::unexpected(certificate.error());
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate->get(), &der);
  assert(size > 0);
  const auto digest = wire::sha256({reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)});
  OPENSSL_free(der);
  return wire::to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

struct Authority::State {
  Certificate certificate;
  Key key;
};
Authority::Authority(std::unique_ptr<State> state) : state_(std::move(state)) {}
Authority::~Authority() = default;
Authority::Authority(Authority&&) noexcept = default;
Authority& Authority::operator=(Authority&&) noexcept = default;

Result<Authority> Authority::load(const std::filesystem::path& certificate_file,
                                  const std::filesystem::path& key_file) {
  auto certificate = read_certificate(certificate_file);
  if (!certificate) return tl::unexpected(certificate.error());
  struct stat status {};
  if (::stat(key_file.c_str(), &status) == 0 && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return fail(ErrorCode::kRefused,
                key_file.string() + ": a private key that others can read; chmod 600 it");
  }
  const auto text = read_file(key_file);
  if (!text) return tl::unexpected(text.error());
  const auto bio = reading(*text);
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  if (!key) return fail(ErrorCode::kUnreadable, key_file.string() + ": not a PEM private key");
  if (X509_check_private_key(certificate->get(), key.get()) != 1) {
    return fail(ErrorCode::kInvalidArgument,
                key_file.string() + ": not the key of " + certificate_file.string());
  }
  return Authority(std::make_unique<State>(State{std::move(*certificate), std::move(key)}));
}

Result<NodeCertificate> Authority::issue(std::string_view request_pem, const std::string& node_id, UtcNs now,
                                         int days) const {
  const auto request = verified(request_pem);
  if (!request) return tl::unexpected(request.error());
  const auto now_s = static_cast<time_t>(now / kSecondNs);
  const Certificate certificate(X509_new());
  X509* x = certificate.get();
  X509_set_version(x, X509_VERSION_3);
  set_random_serial(x);
  X509_set_issuer_name(x, X509_get_subject_name(state_->certificate.get()));
  add_name(X509_get_subject_name(x), "O", "Song Bien");
  add_name(X509_get_subject_name(x), "CN", node_id);
  ASN1_TIME_set(X509_getm_notBefore(x), now_s - kClockSkewS);
  ASN1_TIME_set(X509_getm_notAfter(x), now_s + days * kDayS);
  X509_set_pubkey(x, X509_REQ_get0_pubkey(request->get()));
  add_extension(x, state_->certificate.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(x, state_->certificate.get(), NID_key_usage, "critical,digitalSignature");
  add_extension(x, state_->certificate.get(), NID_ext_key_usage, "clientAuth");
  add_extension(x, state_->certificate.get(), NID_subject_key_identifier, "hash");
  add_extension(x, state_->certificate.get(), NID_authority_key_identifier, "keyid");
  if (X509_sign(x, state_->key.get(), digest_for(state_->key.get())) == 0) {
    return fail(ErrorCode::kInternal, "the authority's key cannot sign");
  }
  const Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), x);
  return NodeCertificate{serial_of(X509_get_serialNumber(x)), node_id,          now,
                         now + days * kDayS * kSecondNs,      drain(bio.get()), 0};
}

std::string Authority::revocation_list(std::span<const NodeCertificate> revoked, UtcNs now) const {
  const auto now_s = static_cast<time_t>(now / kSecondNs);
  const RevocationList list(X509_CRL_new());
  X509_CRL_set_version(list.get(), X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(state_->certificate.get()));
  const Time made(ASN1_TIME_set(nullptr, now_s - kClockSkewS)),
      next(ASN1_TIME_set(nullptr, now_s + kListDays * kDayS));
  X509_CRL_set1_lastUpdate(list.get(), made.get());
  X509_CRL_set1_nextUpdate(list.get(), next.get());
  for (const auto& each : revoked) {
    BIGNUM* digits = nullptr;
    BN_hex2bn(&digits, each.serial.c_str());
    const Number number(digits);
    const Integer serial(BN_to_ASN1_INTEGER(number.get(), nullptr));
    const Time when(ASN1_TIME_set(nullptr, static_cast<time_t>(each.revoked / kSecondNs)));
    X509_REVOKED* entry = X509_REVOKED_new();
    X509_REVOKED_set_serialNumber(entry, serial.get());
    X509_REVOKED_set_revocationDate(entry, when.get());
    X509_CRL_add0_revoked(list.get(), entry);  // the list owns it now
  }
  X509_CRL_sort(list.get());
  const Integer edition(ASN1_INTEGER_new());  // newer lists have a larger number (RFC 5280 §5.2.3)
  ASN1_INTEGER_set_int64(edition.get(), now / kSecondNs);
  X509_CRL_add1_ext_i2d(list.get(), NID_crl_number, edition.get(), 0, 0);
  X509_CRL_sign(list.get(), state_->key.get(), digest_for(state_->key.get()));
  const Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509_CRL(bio.get(), list.get());
  return drain(bio.get());
}

std::string Authority::certificate_pem() const {
  const Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), state_->certificate.get());
  return drain(bio.get());
}

}  // namespace sb::gateway
