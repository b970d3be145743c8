#include "firmware/boot/boot_state.hpp"

#include <algorithm>

#include "firmware/core/octets.hpp"
#include "wire/mcu/crc32.hpp"

namespace sb::fw {

namespace {

constexpr std::uint32_t kRecordBytes = 32;
constexpr std::uint32_t kRecords = Flash::kPageBytes / kRecordBytes;
constexpr std::uint32_t kPages = 2;
using Record = std::array<std::uint8_t, kRecordBytes>;

std::uint32_t address(std::uint32_t page, std::uint32_t record) {
  return board::kBootStateAt + page * Flash::kPageBytes + record * kRecordBytes;
}

bool is_blank(const Record& octets) {
  return std::all_of(octets.begin(), octets.end(), [](std::uint8_t octet) { return octet == 0xFF; });
}

bool is_sealed(const Record& octets) {
  return get32(octets, 28) == wire::mcu::crc32(std::span<const std::uint8_t>(octets).first(28));
}

}  // namespace

std::optional<BootStore::Place> BootStore::newest(BootState& state) {
  std::optional<Place> found;
  for (std::uint32_t page = 0; page < kPages; ++page) {
    for (std::uint32_t record = 0; record < kRecords; ++record) {
      Record octets;
      flash_.read(address(page, record), octets);
      if (!is_sealed(octets)) continue;
      const std::uint32_t turn = get32(octets, 0);
      if (found && turn <= found->turn) continue;
      found = Place{page, record, turn};
      state = {get32(octets, 4), get32(octets, 8), get32(octets, 12), get32(octets, 16)};
    }
  }
  return found;
}

BootState BootStore::load() {
  BootState state;
  newest(state);
  return state;
}

bool BootStore::store(const BootState& state) {
  BootState before;
  const auto place = newest(before);
  std::uint32_t page = place ? place->page : 0;
  std::uint32_t record = place ? place->record + 1 : 0;
  Record octets;
  // Torn records behind the newest are passed over.
  for (; record < kRecords; ++record) {
    flash_.read(address(page, record), octets);
    if (is_blank(octets)) break;
  }
  if (record >= kRecords || !place) {
    page = place ? 1 - page : 0;
    record = 0;
    if (!flash_.erase(address(page, 0))) return false;
  }
  octets = Record{};
  put32(octets, 0, place ? place->turn + 1 : 1);
  put32(octets, 4, state.confirmed_slot);
  put32(octets, 8, state.trial_slot);
  put32(octets, 12, state.trial_starts);
  put32(octets, 16, state.given_up_number);
  put32(octets, 28, wire::mcu::crc32(std::span<const std::uint8_t>(octets).first(28)));
  return flash_.program(address(page, record), octets);
}

BootChoice choose_slot(Flash& flash, board::BoardId board, const PublicKey& key) {
  BootStore store(flash);
  BootState state = store.load();
  const BootState before = state;
  if (state.confirmed_slot > 1) state.confirmed_slot = 0;  // no version of ours writes that
  BootChoice choice;
  if (state.trial_slot <= 1) {
    const bool may_start = state.trial_starts < BootState::kMostTrialStarts;
    if (may_start && verify_image(flash, state.trial_slot, board, key)) {
      ++state.trial_starts;
      choice = {state.trial_slot, true};
    } else {
      const auto header = read_image_header(flash, state.trial_slot, board);
      state.given_up_number = header ? header->number : UINT32_MAX;
      state.trial_slot = BootState::kNoSlot;
      state.trial_starts = 0;
    }
  }
  if (!choice.slot) {
    if (verify_image(flash, state.confirmed_slot, board, key)) {
      choice = {state.confirmed_slot, false};
    } else if (verify_image(flash, 1 - state.confirmed_slot, board, key)) {
      state.confirmed_slot = 1 - state.confirmed_slot;
      choice = {state.confirmed_slot, false};
    }
  }
  // A trial that could not be counted must not run: it would run for ever.
  if (!(state == before) && !store.store(state) && choice.is_trial) return {};
  return choice;
}

}  // namespace sb::fw
