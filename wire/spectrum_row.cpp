#include "wire/spectrum_row.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace sb::wire {
namespace {

constexpr std::size_t kSymbols = 256;
constexpr std::size_t kHeader = 5;  // version, bins and rows, two octets each, low first
constexpr char kVersion = 1;

/// Frequencies of symbols seen so far; halved when they have grown, so that old ones count less.
class Model {
 public:
  struct Part {
    std::uint32_t below, size;
  };
  Model() { counts_.fill(1); }
  std::uint32_t total() const { return total_; }
  Part part(std::uint8_t symbol) const {
    std::uint32_t below = 0;
    for (std::size_t i = 0; i < symbol; ++i) below += counts_[i];
    return {below, counts_[symbol]};
  }
  std::uint8_t symbol_at(std::uint32_t count, Part& part) const {
    std::uint32_t below = 0;
    std::size_t symbol = 0;
    while (symbol + 1 < kSymbols && below + counts_[symbol] <= count) below += counts_[symbol++];
    part = {below, counts_[symbol]};
    return static_cast<std::uint8_t>(symbol);
  }
  void seen(std::uint8_t symbol) {
    counts_[symbol] += kWeight;
    total_ += kWeight;
    if (total_ < kMostTotal) return;
    total_ = 0;
    for (std::uint32_t& count : counts_) total_ += count -= count / 2;
  }

 private:
  static constexpr std::uint32_t kWeight = 24;
  static constexpr std::uint32_t kMostTotal = 1U << 16U;
  std::array<std::uint32_t, kSymbols> counts_{};
  std::uint32_t total_ = kSymbols;
};

// Range coding with carry avoidance: the top octet goes out once it can no longer change; a range that
// straddles for long is cut short. 32 bits; a model's total is at most 2^16.
constexpr std::uint32_t kTop = 1U << 24U;
constexpr std::uint32_t kBottom = 1U << 16U;

class Encoder {
 public:
  explicit Encoder(std::string& out) : out_(out) {}
  void put(Model::Part part, std::uint32_t total) {
    range_ /= total;
    low_ += part.below * range_;
    range_ *= part.size;
    while (settled()) shift();
  }
  void finish() {
    for (int i = 0; i < 4; ++i) shift();
  }

 private:
  bool settled() {
    if ((low_ ^ (low_ + range_)) < kTop) return true;
    if (range_ >= kBottom) return false;
    range_ = (0U - low_) & (kBottom - 1U);
    return true;
  }
  void shift() {
    out_.push_back(static_cast<char>(low_ >> 24U));
    low_ <<= 8U;
    range_ <<= 8U;
  }
  std::string& out_;
  std::uint32_t low_ = 0, range_ = ~0U;
};

class Decoder {
 public:
  explicit Decoder(std::string_view in) : in_(in) {
    for (int i = 0; i < 4; ++i) code_ = code_ << 8U | next();
  }
  std::uint32_t count(std::uint32_t total) {
    range_ /= total;
    return std::min((code_ - low_) / range_, total - 1);
  }
  void take(Model::Part part) {
    low_ += part.below * range_;
    range_ *= part.size;
    while (settled()) {
      code_ = code_ << 8U | next();
      low_ <<= 8U;
      range_ <<= 8U;
    }
  }
  /// All octets were used, and not one more was wanted.
  bool ended_well() const { return at_ == in_.size() && beyond_ == 0; }

 private:
  bool settled() {
    if ((low_ ^ (low_ + range_)) < kTop) return true;
    if (range_ >= kBottom) return false;
    range_ = (0U - low_) & (kBottom - 1U);
    return true;
  }
  std::uint32_t next() {
    if (at_ < in_.size()) return static_cast<std::uint8_t>(in_[at_++]);
    ++beyond_;
    return 0;
  }
  std::string_view in_;
  std::size_t at_ = 0, beyond_ = 0;
  std::uint32_t low_ = 0, range_ = ~0U, code_ = 0;
};

/// What a code is measured against: the same bin of the row before; in the first row the bin below it.
std::uint8_t expected(std::string_view rows, std::size_t at, std::size_t bins) {
  if (at >= bins) return static_cast<std::uint8_t>(rows[at - bins]);
  return at > 0 ? static_cast<std::uint8_t>(rows[at - 1]) : std::uint8_t{0};
}

/// Signed difference to 0, -1, 1, -2 ...: small ones first, so that the model's search is short.
std::uint8_t fold(std::uint8_t difference) {
  return static_cast<std::uint8_t>(difference < 128 ? 2 * difference : 2 * (255 - difference) + 1);
}
std::uint8_t unfold(std::uint8_t folded) {
  return static_cast<std::uint8_t>(folded % 2 == 0 ? folded / 2 : 255 - folded / 2);
}

std::size_t octets(std::string_view from, std::size_t at) {
  return static_cast<std::uint8_t>(from[at]) + std::size_t{256} * static_cast<std::uint8_t>(from[at + 1]);
}

tl::unexpected<Error> unreadable(const char* what) {
  return fail(ErrorCode::kUnreadable, std::string("spectrum rows: ") + what);
}

}  // namespace

LevelScale scale_for(std::span<const float> powers) {
  float strongest = 1e-30F;
  for (const float p : powers) strongest = std::max(strongest, p);
  LevelScale scale;
  scale.offset_dbfs = std::ceil(10.0F * std::log10(strongest)) - 250.0F * scale.step_db;
  return scale;
}

std::string encode_levels(std::span<const float> powers, const LevelScale& scale) {
  std::string codes(powers.size(), '\0');
  for (std::size_t i = 0; i < powers.size(); ++i) {
    const float level_db = 10.0F * std::log10(std::max(powers[i], 1e-30F));
    const float code = std::round((level_db - scale.offset_dbfs) / scale.step_db);
    codes[i] = static_cast<char>(static_cast<std::uint8_t>(std::clamp(code, 0.0F, 255.0F)));
  }
  return codes;
}

std::vector<float> decode_levels(std::string_view codes, const LevelScale& scale) {
  std::vector<float> powers(codes.size());
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const float code = static_cast<float>(static_cast<std::uint8_t>(codes[i]));
    powers[i] = std::pow(10.0F, (scale.offset_dbfs + code * scale.step_db) / 10.0F);
  }
  return powers;
}

std::string pack_rows(std::string_view rows, std::size_t bins) {
  assert(bins >= 1 && bins <= kMostBins && rows.size() % bins == 0 && rows.size() / bins <= kMostRows);
  const std::size_t count = rows.size() / bins;
  std::string out{kVersion, static_cast<char>(bins % 256), static_cast<char>(bins / 256),
                  static_cast<char>(count % 256), static_cast<char>(count / 256)};
  Encoder encoder(out);
  std::array<Model, 2> models;  // of the first row and of the others
  for (std::size_t at = 0; at < rows.size(); ++at) {
    const auto difference =
        static_cast<std::uint8_t>(static_cast<std::uint8_t>(rows[at]) - expected(rows, at, bins));
    Model& model = models[at < bins ? 0 : 1];
    const std::uint8_t symbol = fold(difference);
    encoder.put(model.part(symbol), model.total());
    model.seen(symbol);
  }
  encoder.finish();
  return out;
}

Result<std::string> unpack_rows(std::string_view packed) {
  if (packed.size() < kHeader + 4) return unreadable("too short");
  if (packed[0] != kVersion)
    return fail(ErrorCode::kUnsupported, "spectrum rows: another version wrote them");
  const std::size_t bins = octets(packed, 1);
  const std::size_t count = octets(packed, 3);
  if (bins < 1 || bins > kMostBins || count > kMostRows) return unreadable("more bins or rows than may be");
  // A symbol costs at least 1/800 of an octet here: less input than that is no row's.
  if (bins * count / 1024 > packed.size()) return unreadable("too short for its rows");
  Decoder decoder(packed.substr(kHeader));
  std::array<Model, 2> models;
  std::string rows;
  rows.reserve(bins * count);
  for (std::size_t at = 0; at < bins * count; ++at) {
    Model& model = models[at < bins ? 0 : 1];
    Model::Part part{};
    const std::uint8_t symbol = model.symbol_at(decoder.count(model.total()), part);
    decoder.take(part);
    model.seen(symbol);
    rows.push_back(static_cast<char>(static_cast<std::uint8_t>(unfold(symbol) + expected(rows, at, bins))));
  }
  if (!decoder.ended_well()) return unreadable("damaged or cut off");
  return rows;
}

}  // namespace sb::wire
