#include "node/technician/tls_identity.hpp"

#include <cstdio>
#include <memory>

#include <fcntl.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include "wire/signing.hpp"

namespace sb::node {
namespace {

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using File = std::unique_ptr<std::FILE, Freer<std::fclose>>;
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>>;

constexpr long kYearsS = 10L * 365 * 86400;

File create(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  return File(fd < 0 ? nullptr : ::fdopen(fd, "wb"));
}

void add_extension(X509* certificate, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  if (extension) X509_add_ext(certificate, extension.get(), -1);
}

Certificate make_certificate(EVP_PKEY* key, const std::string& address) {
  Certificate certificate(X509_new());
  X509* x = certificate.get();
  std::uint64_t serial = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
  X509_set_version(x, X509_VERSION_3);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(x), (serial >> 1U) | 1U);
  X509_gmtime_adj(X509_getm_notBefore(x), -86400);  // the box's clock may be a little off at its first start
  X509_gmtime_adj(X509_getm_notAfter(x), kYearsS);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("songbien"), -1, -1, 0);
  X509_set_issuer_name(x, X509_get_subject_name(x));
  X509_set_pubkey(x, key);
  add_extension(x, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(x, NID_key_usage, "critical,digitalSignature");
  add_extension(x, NID_ext_key_usage, "serverAuth");
  add_extension(x, NID_subject_alt_name, "IP:" + address + ",DNS:songbien.local");
  X509_sign(x, key, EVP_sha256());
  return certificate;
}

Certificate read(const std::filesystem::path& file) {
  const File in(std::fopen(file.c_str(), "rbe"));
  return Certificate(in ? PEM_read_X509(in.get(), nullptr, nullptr, nullptr) : nullptr);
}

std::string fingerprint_of(X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  const auto digest = wire::sha256({reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)});
  OPENSSL_free(der);
  return wire::to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace

Result<TlsIdentity> load_or_make_tls_identity(const std::filesystem::path& folder,
                                              const std::string& address) {
  TlsIdentity identity{folder / "page.crt", folder / "page.key", {}};
  auto certificate = read(identity.certificate);
  const bool fits = certificate && std::filesystem::exists(identity.key) &&
                    X509_check_ip_asc(certificate.get(), address.c_str(), 0) == 1 &&
                    X509_cmp_current_time(X509_get0_notAfter(certificate.get())) > 0;
  if (!fits) {
    const Key key(EVP_EC_gen("P-256"));
    if (!key) return fail(ErrorCode::kInternal, "a P-256 key could not be made");
    certificate = make_certificate(key.get(), address);
    const auto key_file = create(identity.key), certificate_file = create(identity.certificate);
    if (!key_file || !certificate_file ||
        PEM_write_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1 ||
        PEM_write_X509(certificate_file.get(), certificate.get()) != 1) {
      return fail(ErrorCode::kUnavailable, folder.string() + ": the page's certificate cannot be written");
    }
  }
  identity.fingerprint = fingerprint_of(certificate.get());
  return identity;
}

}  // namespace sb::node
