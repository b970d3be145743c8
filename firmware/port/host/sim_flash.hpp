#pragma once
// NOR flash as it fails: the supply may go at any double word, which is then half programmed, or in an
// erasure, which leaves a mixture.
#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include "firmware/board/layout.hpp"
#include "firmware/core/hal.hpp"

namespace sb::fw {

class SimFlash final : public Flash {
 public:
  explicit SimFlash(std::uint32_t bytes = board::kFlashBytes) : octets_(bytes, 0xFF) {}

  void read(std::uint32_t address, std::span<std::uint8_t> out) override;
  bool erase(std::uint32_t address) override;
  bool program(std::uint32_t address, std::span<const std::uint8_t> octets) override;

  /// The supply goes in the middle of the `words`-th write from now (an erasure counts as 32 of them: it is
  /// long).
  void cut_after(std::uint32_t words, std::uint64_t seed);
  bool is_cut() const { return is_cut_; }
  /// The supply is back.
  void restore();
  /// erase() and program() say no, as a worn page does.
  void break_page(std::uint32_t address) { broken_page_ = address; }
  std::uint32_t erasures(std::uint32_t address) const { return erasures_.at(address / kPageBytes); }
  /// Words that were programmed twice without an erasure between: the chip would refuse.
  std::uint32_t double_programmed() const { return double_programmed_; }
  std::vector<std::uint8_t>& octets() { return octets_; }

 private:
  bool is_broken(std::uint32_t address) const;
  bool spend(std::uint32_t words);  ///< false: the supply goes now

  std::vector<std::uint8_t> octets_;
  std::vector<std::uint32_t> erasures_ = std::vector<std::uint32_t>(256, 0);
  std::optional<std::uint32_t> broken_page_;
  bool counts_ = false;
  bool is_cut_ = false;
  std::uint32_t left_ = 0;
  std::uint32_t double_programmed_ = 0;
  std::mt19937_64 random_;
};

}  // namespace sb::fw
