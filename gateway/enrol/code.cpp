#include "gateway/enrol/code.hpp"

#include <array>
#include <cassert>
#include <memory>
#include <stdexcept>

#include <fmt/format.h>
#include <openssl/rand.h>
#include <qrencode.h>

#include "wire/signing.hpp"

namespace sb::gateway {
namespace {

constexpr std::string_view kLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kCodeLetters = 16;
constexpr int kQuiet = 4;  // modules of white around a QR code (ISO/IEC 18004 §6.3.8)

char folded(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'O') return '0';
  if (c == 'I' || c == 'L') return '1';
  return c;
}

std::string grouped(std::string_view letters) {
  std::string text;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (i > 0 && i % 4 == 0) text.push_back('-');
    text.push_back(letters[i]);
  }
  return text;
}

struct QrFree {
  void operator()(QRcode* code) const { QRcode_free(code); }
};
using Qr = std::unique_ptr<QRcode, QrFree>;

Qr encode(const std::string& text) {
  Qr qr(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M));
  if (!qr) throw std::length_error("too long for a QR code");
  return qr;
}

bool is_dark(const QRcode& qr, int row, int column) {
  if (row < 0 || column < 0 || row >= qr.width || column >= qr.width) return false;
  return (qr.data[row * qr.width + column] & 1U) != 0;
}

}  // namespace

std::string random_code() {
  std::array<unsigned char, kCodeLetters> octets{};
  const int done = RAND_bytes(octets.data(), static_cast<int>(octets.size()));
  assert(done == 1);
  static_cast<void>(done);
  std::string letters;
  for (const auto octet : octets)
    letters.push_back(kLetters[octet % kLetters.size()]);  // 256 is a multiple of 32
  return grouped(letters);
}

std::optional<std::string> canonical_code(std::string_view typed) {
  std::string letters;
  for (const char c : typed) {
    if (c == '-' || c == ' ') continue;
    const char letter = folded(c);
    if (kLetters.find(letter) == std::string_view::npos || letters.size() == kCodeLetters)
      return std::nullopt;
    letters.push_back(letter);
  }
  if (letters.size() != kCodeLetters) return std::nullopt;
  return grouped(letters);
}

std::string code_digest(std::string_view canonical) {
  const auto digest = wire::sha256(canonical);
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string enrolment_uri(std::string_view code, std::string_view fingerprint, std::string_view url) {
  return fmt::format("songbien:enrol:1:{}:{}:{}", code, fingerprint, url);
}

std::string qr_svg(const std::string& text) {
  const auto qr = encode(text);
  const int side = qr->width + 2 * kQuiet;
  std::string path;
  for (int row = 0; row < qr->width; ++row) {
    for (int column = 0; column < qr->width; ++column) {
      if (is_dark(*qr, row, column)) path += fmt::format("M{} {}h1v1h-1z", column + kQuiet, row + kQuiet);
    }
  }
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {0}\" shape-rendering=\"crispEdges\">"
      "<path fill=\"#fff\" d=\"M0 0h{0}v{0}h-{0}z\"/><path d=\"{1}\"/></svg>",
      side, path);
}

std::string qr_terminal(const std::string& text) {
  const auto qr = encode(text);
  std::string lines;
  for (int row = -kQuiet; row < qr->width + kQuiet; row += 2) {
    for (int column = -kQuiet; column < qr->width + kQuiet; ++column) {
      // Light modules are drawn: terminals are dark.
      const bool above = !is_dark(*qr, row, column), below = !is_dark(*qr, row + 1, column);
      lines += above ? (below ? "\u2588" : "\u2580") : (below ? "\u2584" : " ");
    }
    lines.push_back('\n');
  }
  return lines;
}

}  // namespace sb::gateway
