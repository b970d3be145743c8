#include "firmware/boot/image.hpp"

#include <algorithm>

#include "firmware/core/octets.hpp"

namespace sb::fw {

namespace {

constexpr std::uint32_t kMagic = 0x57464253;  // "SBFW"
constexpr std::uint32_t kFormat = 1;
constexpr std::size_t kSignedHeaderBytes = 64;

}  // namespace

std::optional<ImageHeader> read_image_header(Flash& flash, std::uint32_t slot, board::BoardId board) {
  std::array<std::uint8_t, kSignedHeaderBytes> octets{};
  flash.read(board::kSlotAt.at(slot), octets);
  if (get32(octets, 0) != kMagic || get32(octets, 4) != kFormat) return std::nullopt;
  const ImageHeader header{get32(octets, 8), get32(octets, 12), get32(octets, 16)};
  const bool is_ours = get32(octets, 20) == static_cast<std::uint32_t>(board) && header.slot == slot;
  const bool fits = header.octets > 0 && header.octets <= board::kSlotBytes - board::kImageHeaderBytes;
  if (!is_ours || !fits) return std::nullopt;
  return header;
}

std::optional<ImageHeader> verify_image(Flash& flash, std::uint32_t slot, board::BoardId board,
                                        const PublicKey& key) {
  const auto header = read_image_header(flash, slot, board);
  if (!header) return std::nullopt;
  const std::uint32_t start = board::kSlotAt.at(slot);
  std::array<std::uint8_t, kSignedHeaderBytes> piece{};
  Signature signature{};
  flash.read(start + kSignedHeaderBytes, signature);
  Ed25519Verifier verifier(key, signature);
  flash.read(start, piece);
  verifier.update(piece);
  for (std::uint32_t at = 0; at < header->octets;) {
    const std::uint32_t size = std::min<std::uint32_t>(piece.size(), header->octets - at);
    const auto part = std::span(piece).first(size);
    flash.read(start + board::kImageHeaderBytes + at, part);
    verifier.update(part);
    at += size;
  }
  if (!verifier.finish()) return std::nullopt;
  return header;
}

}  // namespace sb::fw
