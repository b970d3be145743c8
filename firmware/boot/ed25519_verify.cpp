#include "firmware/boot/ed25519_verify.hpp"

#include <optional>

#include "firmware/boot/field25519.hpp"

namespace sb::fw {

namespace {

constexpr Field kD = {
    {0x135978A3, 0x75EB4DCA, 0x4141D8AB, 0x00700A4D, 0x7779E898, 0x8CC74079, 0x2B6FFE73, 0x52036CEE}};
constexpr Field kTwoD = {
    {0x26B2F159, 0xEBD69B94, 0x8283B156, 0x00E0149A, 0xEEF3D130, 0x198E80F2, 0x56DFFCE7, 0x2406D9DC}};
constexpr Field kRootOfMinusOne = {
    {0x4A0EA0B0, 0xC4EE1B27, 0xAD2FE478, 0x2F431806, 0x3DFBD7A7, 0x2B4D0099, 0x4FC1DF0B, 0x2B832480}};
constexpr Field kOne = {{1, 0, 0, 0, 0, 0, 0, 0}};
constexpr Field kZero = {};
constexpr std::array<std::uint32_t, 8> kOrder = {0x5CF5D3ED, 0x5812631A, 0xA2F79CD6, 0x14DEF9DE,
                                                 0x00000000, 0x00000000, 0x00000000, 0x10000000};

/// Extended coordinates: x = X/Z, y = Y/Z, x*y = T/Z (RFC 8032 §5.1.4).
struct Point {
  Field x, y, z, t;
};

constexpr Point kNeutral = {kZero, kOne, kOne, kZero};
constexpr Point kBase = {
    {{0x8F25D51A, 0xC9562D60, 0x9525A7B2, 0x692CC760, 0xFDD6DC5C, 0xC0A4E231, 0xCD6E53FE, 0x216936D3}},
    {{0x66666658, 0x66666666, 0x66666666, 0x66666666, 0x66666666, 0x66666666, 0x66666666, 0x66666666}},
    kOne,
    {{0xA5B7DDA3, 0x6DDE8AB3, 0x775152F5, 0x20F09F80, 0x64ABE37D, 0x66EA4E8E, 0xD78B7665, 0x67875F0F}}};

Point from_parts(const Field& e, const Field& f, const Field& g, const Field& h) {
  return {multiply(e, f), multiply(g, h), multiply(f, g), multiply(e, h)};
}

Point add(const Point& p, const Point& q) {
  const Field a = multiply(subtract(p.y, p.x), subtract(q.y, q.x));
  const Field b = multiply(add(p.y, p.x), add(q.y, q.x));
  const Field c = multiply(multiply(p.t, kTwoD), q.t);
  const Field d = multiply(add(p.z, p.z), q.z);
  return from_parts(subtract(b, a), subtract(d, c), add(d, c), add(b, a));
}

Point twice(const Point& p) {
  const Field a = square(p.x);
  const Field b = square(p.y);
  const Field zz = square(p.z);
  const Field c = add(zz, zz);
  const Field h = add(a, b);
  const Field e = subtract(h, square(add(p.x, p.y)));
  const Field g = subtract(a, b);
  return from_parts(e, add(c, g), g, h);
}

/// Nothing when the octets are not the encoding of a point (RFC 8032 §5.1.3).
std::optional<Point> decode_point(const FieldOctets& octets) {
  const bool is_odd = (octets[31] & 0x80U) != 0;
  const Field y = from_octets(octets);
  FieldOctets without_sign = octets;
  without_sign[31] &= 0x7FU;
  if (to_octets(y) != without_sign) return std::nullopt;  // y >= p
  const Field yy = square(y);
  const Field u = subtract(yy, kOne);
  const Field v = add(multiply(kD, yy), kOne);
  const Field v3 = multiply(square(v), v);
  const Field v7 = multiply(square(v3), v);
  Field x = multiply(multiply(u, v3), root_power(multiply(u, v7)));
  const Field vxx = multiply(v, square(x));
  if (!is_equal(vxx, u)) {
    if (!is_equal(vxx, subtract(kZero, u))) return std::nullopt;
    x = multiply(x, kRootOfMinusOne);
  }
  if ((to_octets(x)[0] & 1U) != (is_odd ? 1U : 0U)) {
    if (is_equal(x, kZero)) return std::nullopt;
    x = subtract(kZero, x);
  }
  return Point{x, y, kOne, multiply(x, y)};
}

FieldOctets encode_point(const Point& p) {
  const Field inverse = invert(p.z);
  FieldOctets octets = to_octets(multiply(p.y, inverse));
  if ((to_octets(multiply(p.x, inverse))[0] & 1U) != 0) octets[31] |= 0x80U;
  return octets;
}

/// S must be below the order of the base point, or one signature would have many faces.
bool is_below_order(std::span<const std::uint8_t, 32> octets) {
  for (std::size_t i = 8; i-- > 0;) {
    std::uint32_t word = 0;
    for (std::size_t j = 4; j-- > 0;) word = (word << 8U) | octets[4 * i + j];
    if (word != kOrder[i]) return word < kOrder[i];
  }
  return false;
}

bool bit_of(std::span<const std::uint8_t> octets, std::size_t bit) {
  return bit / 8 < octets.size() && ((octets[bit / 8] >> (bit % 8)) & 1U) != 0;
}

}  // namespace

Ed25519Verifier::Ed25519Verifier(const PublicKey& key, const Signature& signature)
    : key_(key), signature_(signature) {
  hash_.update(std::span<const std::uint8_t>(signature_).first(32));
  hash_.update(key_);
}

bool Ed25519Verifier::finish() {
  const auto s = std::span<const std::uint8_t>(signature_).last<32>();
  const auto a = decode_point(key_);
  if (!a || !is_below_order(s)) return false;
  const Point minus_a = {subtract(kZero, a->x), a->y, a->z, subtract(kZero, a->t)};
  const Sha512::Digest k = hash_.finish();  // 512 bits, not reduced: longer, but less to get wrong
  Point sum = kNeutral;                     // becomes [S]B - [k]A
  for (std::size_t bit = 512; bit-- > 0;) {
    sum = twice(sum);
    if (bit_of(s, bit)) sum = add(sum, kBase);
    if (bit_of(k, bit)) sum = add(sum, minus_a);
  }
  const FieldOctets r = encode_point(sum);
  for (std::size_t i = 0; i < 32; ++i) {
    if (r[i] != signature_[i]) return false;
  }
  return true;
}

}  // namespace sb::fw
