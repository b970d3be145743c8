#include "node/enrol/signing_request.hpp"

#include <cstdint>
#include <ctime>
#include <fstream>
#include <iterator>
#include <memory>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace sb::node {
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

Bio reading(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

double seconds_of(const ASN1_TIME* time) {
  std::tm parts{};
  ASN1_TIME_to_tm(time, &parts);
  return static_cast<double>(::timegm(&parts));
}

}  // namespace

Result<std::string> make_signing_request(const std::filesystem::path& key_pem_file,
                                         const std::string& common_name) {
  std::ifstream in(key_pem_file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto bio = reading(text);
  const Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  if (!key) return fail(ErrorCode::kUnreadable, key_pem_file.string() + ": not a PEM private key");
  const Request request(X509_REQ_new());
  X509_REQ_set_version(request.get(), X509_REQ_VERSION_1);
  X509_NAME_add_entry_by_txt(X509_REQ_get_subject_name(request.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name.data()),
                             static_cast<int>(common_name.size()), -1, 0);
  X509_REQ_set_pubkey(request.get(), key.get());
  if (X509_REQ_sign(request.get(), key.get(), nullptr) == 0) {  // Ed25519 has its own digest
    return fail(ErrorCode::kUnsupported, key_pem_file.string() + ": not an Ed25519 key");
  }
  const Bio out(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509_REQ(out.get(), request.get());
  char* pem = nullptr;
  const long size = BIO_get_mem_data(out.get(), &pem);
  return std::string(pem, static_cast<std::size_t>(size));
}

Result<double> used_life(const std::string& certificate_pem, std::int64_t now_utc_ns) {
  const auto bio = reading(certificate_pem);
  const Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (!certificate) return fail(ErrorCode::kUnreadable, "not a PEM certificate");
  const double begin_s = seconds_of(X509_get0_notBefore(certificate.get()));
  const double end_s = seconds_of(X509_get0_notAfter(certificate.get()));
  if (!(end_s > begin_s)) return fail(ErrorCode::kUnreadable, "a certificate that ends before it begins");
  return (static_cast<double>(now_utc_ns) * 1e-9 - begin_s) / (end_s - begin_s);
}

}  // namespace sb::node
