#include "firmware/core/update.hpp"

#include <algorithm>

namespace sb::fw {

bool Update::begin(std::uint32_t octets) {
  taken_ = 0;
  expected_ = 0;
  if (octets <= board::kImageHeaderBytes || octets > board::kSlotBytes) return false;
  expected_ = octets;
  return true;
}

bool Update::block(std::uint32_t offset, std::span<const std::uint8_t> octets) {
  if (octets.empty() || octets.size() > kMostBlockBytes) return false;
  const auto size = static_cast<std::uint32_t>(octets.size());
  if (expected_ != 0 && offset + size == taken_) return true;  // it was taken, the answer was lost
  const bool is_last = taken_ + size == expected_;
  if (offset != taken_ || taken_ + size > expected_ || (!is_last && size % Flash::kWordBytes != 0))
    return false;
  if (!write(octets)) {
    expected_ = 0;
    return false;
  }
  taken_ += size;
  return true;
}

bool Update::write(std::span<const std::uint8_t> octets) {
  const std::uint32_t start = board::kSlotAt.at(slot());
  // A page is erased when its first octet comes: no long silence at begin().
  const auto page = Flash::kPageBytes;
  const std::uint32_t first_page = (taken_ + page - 1) / page;
  const std::uint32_t end_page = (taken_ + static_cast<std::uint32_t>(octets.size()) + page - 1) / page;
  for (std::uint32_t p = first_page; p < end_page; ++p) {
    if (!flash_.erase(start + p * page)) return false;
  }
  std::array<std::uint8_t, kMostBlockBytes> padded{};
  padded.fill(0xFF);
  std::copy(octets.begin(), octets.end(), padded.begin());
  const std::size_t words = (octets.size() + Flash::kWordBytes - 1) / Flash::kWordBytes;
  return flash_.program(start + taken_, std::span(padded).first(words * Flash::kWordBytes));
}

bool Update::finish() {
  if (expected_ == 0 || taken_ != expected_) return false;
  expected_ = 0;
  const auto header = verify_image(flash_, slot(), identity_.board, identity_.key);
  if (!header || header->number < identity_.number) return false;
  if (header->octets + board::kImageHeaderBytes != taken_) return false;
  BootStore store(flash_);
  BootState state = store.load();
  state.confirmed_slot = identity_.slot;
  state.trial_slot = slot();
  state.trial_starts = 0;
  return store.store(state);
}

}  // namespace sb::fw
