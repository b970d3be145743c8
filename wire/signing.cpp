#include "wire/signing.hpp"

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sb::wire {
namespace {

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Pkey = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Bio = std::unique_ptr<BIO, Freer<BIO_free_all>>;
using MdContext = std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX_free>>;

constexpr std::size_t kSignatureBytes = 64;
constexpr std::size_t kMaxPemBytes = std::size_t{16} * 1024;

const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

/// First 8 octets of SHA-256 over the DER SubjectPublicKeyInfo (envelope.proto).
KeyId key_id(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  assert(size > 0);
  const Sha256 digest = sha256({reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)});
  OPENSSL_free(der);
  KeyId id{};
  std::copy_n(digest.begin(), id.size(), id.begin());
  return id;
}

std::string drain(BIO* bio) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string public_pem_of(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  const int written = PEM_write_bio_PUBKEY(bio.get(), key);
  assert(written == 1);
  static_cast<void>(written);
  return drain(bio.get());
}

Result<std::string> read_pem_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(ErrorCode::kNotFound, file.string() + ": cannot be opened: " + std::strerror(errno));
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (in.bad() || text.size() > kMaxPemBytes) {
    return fail(ErrorCode::kUnreadable, file.string() + ": not a PEM file of a key");
  }
  return text;
}

std::string errno_text(const std::filesystem::path& file, std::string_view what) {
  return file.string() + ": " + std::string(what) + ": " + std::strerror(errno);
}

bool write_and_sync(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t wrote = ::write(fd, text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return ::fsync(fd) == 0;
}

bool sync_directory(const std::filesystem::path& directory) {
  const int fd = ::open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool synced = ::fsync(fd) == 0;
  ::close(fd);
  return synced;
}

/// Appears whole or not at all, mode 0600 from its first moment.
Result<void> store_private(const std::filesystem::path& file, std::string_view text) {
  const std::filesystem::path temporary = file.string() + ".new";
  ::unlink(temporary.c_str());
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return fail(ErrorCode::kUnavailable, errno_text(temporary, "cannot be created"));
  const bool stored = write_and_sync(fd, text);
  ::close(fd);
  if (!stored || ::rename(temporary.c_str(), file.c_str()) != 0 || !sync_directory(file.parent_path())) {
    return fail(ErrorCode::kUnavailable, errno_text(file, "cannot be stored"));
  }
  return {};
}

std::string private_pem_of(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  const int written = PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  assert(written == 1);
  static_cast<void>(written);
  return drain(bio.get());
}

}  // namespace

Sha256 sha256(std::string_view bytes) {
  Sha256 digest{};
  unsigned int size = 0;
  const int done = EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  assert(done == 1 && size == digest.size());
  static_cast<void>(done);
  return digest;
}

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto octet = static_cast<unsigned char>(c);
    text.push_back(kDigits[octet >> 4U]);
    text.push_back(kDigits[octet & 0xFU]);
  }
  return text;
}

std::optional<std::string> from_hex(std::string_view hex) {
  std::string octets(hex.size() / 2 + 1, '\0');
  std::size_t size = 0;
  const std::string text(hex);  // OpenSSL reads up to a terminator
  if (text.find('\0') != std::string::npos) return std::nullopt;
  const int done = OPENSSL_hexstr2buf_ex(reinterpret_cast<unsigned char*>(octets.data()), octets.size(),
                                         &size, text.c_str(), '\0');
  if (done != 1) return std::nullopt;
  octets.resize(size);
  return octets;
}

struct VerifyingKey::State {
  explicit State(Pkey k) : key(std::move(k)), id(key_id(key.get())) {}
  Pkey key;
  KeyId id;  ///< asked for at every envelope: computed once
};
VerifyingKey::VerifyingKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
VerifyingKey::~VerifyingKey() = default;
VerifyingKey::VerifyingKey(VerifyingKey&&) noexcept = default;
VerifyingKey& VerifyingKey::operator=(VerifyingKey&&) noexcept = default;

Result<VerifyingKey> VerifyingKey::from_pem(std::string_view pem) {
  if (pem.size() > kMaxPemBytes) return fail(ErrorCode::kUnreadable, "public key: too long");
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Pkey key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
  if (!key) return fail(ErrorCode::kUnreadable, "public key: not a PEM public key");
  if (EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_ED25519) {
    return fail(ErrorCode::kUnsupported, "public key: not an Ed25519 key");
  }
  return VerifyingKey(std::make_unique<State>(std::move(key)));
}

Result<VerifyingKey> VerifyingKey::load(const std::filesystem::path& pem_file) {
  const auto text = read_pem_file(pem_file);
  if (!text) return tl::unexpected(text.error());
  auto key = from_pem(*text);
  if (!key) return fail(key.error().code, pem_file.string() + ": " + key.error().text);
  return key;
}

bool VerifyingKey::verify(std::string_view message, std::string_view signature) const {
  if (signature.size() != kSignatureBytes) return false;
  const MdContext context(EVP_MD_CTX_new());
  return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, state_->key.get()) == 1 &&
         EVP_DigestVerify(context.get(), octets(signature), signature.size(), octets(message),
                          message.size()) == 1;
}

KeyId VerifyingKey::id() const {
  return state_->id;
}
std::string VerifyingKey::pem() const {
  return public_pem_of(state_->key.get());
}

struct SigningKey::State {
  explicit State(Pkey k) : key(std::move(k)), id(key_id(key.get())) {}
  Pkey key;
  KeyId id;
};
SigningKey::SigningKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
SigningKey::~SigningKey() = default;
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;

Result<SigningKey> SigningKey::generate() {
  Pkey key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  if (!key) return fail(ErrorCode::kInternal, "an Ed25519 key could not be made");
  return SigningKey(std::make_unique<State>(std::move(key)));
}

Result<SigningKey> SigningKey::load(const std::filesystem::path& pem_file) {
  struct stat status {};
  if (::stat(pem_file.c_str(), &status) != 0) {
    return fail(errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kUnavailable,
                errno_text(pem_file, "cannot be opened"));
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return fail(ErrorCode::kRefused,
                pem_file.string() + ": a private key that others can read; chmod 600 it");
  }
  const auto text = read_pem_file(pem_file);
  if (!text) return tl::unexpected(text.error());
  const Bio bio(BIO_new_mem_buf(text->data(), static_cast<int>(text->size())));
  Pkey key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  if (!key) return fail(ErrorCode::kUnreadable, pem_file.string() + ": not a PEM private key");
  if (EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_ED25519) {
    return fail(ErrorCode::kUnsupported, pem_file.string() + ": not an Ed25519 key");
  }
  return SigningKey(std::make_unique<State>(std::move(key)));
}

Result<SigningKey> SigningKey::load_or_create(const std::filesystem::path& pem_file) {
  auto loaded = load(pem_file);
  if (loaded || loaded.error().code != ErrorCode::kNotFound) return loaded;
  auto made = generate();
  if (!made) return made;
  const auto stored = store_private(pem_file, private_pem_of(made->state_->key.get()));
  if (!stored) return tl::unexpected(stored.error());
  return made;
}

std::string SigningKey::sign(std::string_view message) const {
  const MdContext context(EVP_MD_CTX_new());
  std::string signature(kSignatureBytes, '\0');
  std::size_t size = signature.size();
  const bool signed_it =
      EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, state_->key.get()) == 1 &&
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     octets(message), message.size()) == 1;
  assert(signed_it && size == kSignatureBytes);
  static_cast<void>(signed_it);
  return signature;
}

KeyId SigningKey::id() const {
  return state_->id;
}
std::string SigningKey::public_pem() const {
  return public_pem_of(state_->key.get());
}

}  // namespace sb::wire
