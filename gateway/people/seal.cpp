#include "gateway/people/seal.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sb::gateway {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "SBSEAL01";
constexpr std::size_t kChunkBytes = 65'536;

const unsigned char* octets(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* octets(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

Result<SealKey> read_key(int descriptor, const fs::path& file) {
  struct stat status {};
  SealKey key{};
  unsigned char beyond = 0;
  if (::fstat(descriptor, &status) != 0 || (status.st_mode & 077) != 0)
    return fail(ErrorCode::kRefused, fmt::format("{}: others can read it; chmod 600", file.string()));
  if (::read(descriptor, key.data(), key.size()) != static_cast<ssize_t>(key.size()) ||
      ::read(descriptor, &beyond, 1) != 0) {
    return fail(ErrorCode::kUnreadable, fmt::format("{}: not a key of 32 octets", file.string()));
  }
  return key;
}

Result<SealKey> create_key(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return fail(ErrorCode::kUnavailable, fmt::format("{}: {}", file.string(), std::strerror(errno)));
  SealKey key{};
  randombytes_buf(key.data(), key.size());
  const bool written = ::write(descriptor, key.data(), key.size()) == static_cast<ssize_t>(key.size()) &&
                       ::fsync(descriptor) == 0;
  ::close(descriptor);
  if (!written) return fail(ErrorCode::kUnavailable, fmt::format("{}: cannot be written", file.string()));
  return key;
}

/// Runs `work` on both files; what it leaves half done is removed.
template <typename Work>
Result<void> between(const fs::path& from, const fs::path& to, Work work) {
  std::ifstream in(from, std::ios::binary);
  if (!in) return fail(ErrorCode::kNotFound, fmt::format("{}: cannot be read", from.string()));
  std::ofstream out(to, std::ios::binary | std::ios::trunc);
  if (!out) return fail(ErrorCode::kUnavailable, fmt::format("{}: cannot be written", to.string()));
  fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write);
  Result<void> done = work(in, out);
  out.flush();
  if (done && !out) done = fail(ErrorCode::kUnavailable, fmt::format("{}: disk full?", to.string()));
  if (!done) {
    out.close();
    std::error_code ignored;
    fs::remove(to, ignored);
  }
  return done;
}

}  // namespace

Result<SealKey> load_or_create_seal_key(const fs::path& file) {
  if (sodium_init() < 0) return fail(ErrorCode::kInternal, "libsodium cannot start");
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return create_key(file);
  auto key = read_key(descriptor, file);
  ::close(descriptor);
  return key;
}

std::string seal(std::string_view secret, const SealKey& key) {
  std::string out(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + secret.size(), '\0');
  randombytes_buf(out.data(), crypto_secretbox_NONCEBYTES);
  crypto_secretbox_easy(octets(out) + crypto_secretbox_NONCEBYTES, octets(secret), secret.size(), octets(out),
                        key.data());
  return out;
}

Result<std::string> unseal(std::string_view sealed, const SealKey& key) {
  constexpr std::size_t kOverhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  if (sealed.size() < kOverhead) return fail(ErrorCode::kUnreadable, "too short to be sealed");
  std::string out(sealed.size() - kOverhead, '\0');
  if (crypto_secretbox_open_easy(octets(out), octets(sealed) + crypto_secretbox_NONCEBYTES,
                                 sealed.size() - crypto_secretbox_NONCEBYTES, octets(sealed),
                                 key.data()) != 0) {
    return fail(ErrorCode::kUnreadable, "sealed under another key, or changed");
  }
  return out;
}

Result<void> seal_file(const fs::path& from, const fs::path& to, const SealKey& key) {
  return between(from, to, [&](std::ifstream& in, std::ofstream& out) -> Result<void> {
    crypto_secretstream_xchacha20poly1305_state state;
    std::string header(crypto_secretstream_xchacha20poly1305_HEADERBYTES, '\0');
    crypto_secretstream_xchacha20poly1305_init_push(&state, octets(header), key.data());
    out << kMagic << header;
    std::string chunk(kChunkBytes, '\0');
    std::string sealed(kChunkBytes + crypto_secretstream_xchacha20poly1305_ABYTES, '\0');
    for (bool last = false; !last;) {
      in.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
      const auto read = in.gcount();  // peek() forgets it
      last = in.peek() == std::ifstream::traits_type::eof();
      const auto tag = last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                            : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
      unsigned long long size = 0;
      crypto_secretstream_xchacha20poly1305_push(&state, octets(sealed), &size, octets(chunk),
                                                 static_cast<unsigned long long>(read), nullptr, 0,
                                                 static_cast<unsigned char>(tag));
      out.write(sealed.data(), static_cast<std::streamsize>(size));
    }
    return {};
  });
}

Result<void> unseal_file(const fs::path& from, const fs::path& to, const SealKey& key) {
  return between(from, to, [&](std::ifstream& in, std::ofstream& out) -> Result<void> {
    const auto bad = [&](const char* why) {
      return fail(ErrorCode::kUnreadable, fmt::format("{}: {}", from.string(), why));
    };
    std::string head(kMagic.size() + crypto_secretstream_xchacha20poly1305_HEADERBYTES, '\0');
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    if (!in || !head.starts_with(kMagic)) return bad("not a sealed file");
    crypto_secretstream_xchacha20poly1305_state state;
    crypto_secretstream_xchacha20poly1305_init_pull(&state, octets(head) + kMagic.size(), key.data());
    std::string sealed(kChunkBytes + crypto_secretstream_xchacha20poly1305_ABYTES, '\0');
    std::string chunk(kChunkBytes, '\0');
    unsigned char tag = 0;
    while (tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) {
      in.read(sealed.data(), static_cast<std::streamsize>(sealed.size()));
      if (in.gcount() == 0) return bad("ends too early");
      unsigned long long size = 0;
      if (crypto_secretstream_xchacha20poly1305_pull(&state, octets(chunk), &size, &tag, octets(sealed),
                                                     static_cast<unsigned long long>(in.gcount()), nullptr,
                                                     0) != 0) {
        return bad("sealed under another key, or changed");
      }
      out.write(chunk.data(), static_cast<std::streamsize>(size));
    }
    if (in.peek() != std::ifstream::traits_type::eof()) return bad("octets after its end");
    return {};
  });
}

}  // namespace sb::gateway
