#include "firmware/core/event_log.hpp"

#include <algorithm>

#include "firmware/core/octets.hpp"
#include "wire/mcu/crc32.hpp"

namespace sb::fw {

namespace {

constexpr std::uint32_t kMagic = 0x31474C53;  // "SLG1"
using Record = std::array<std::uint8_t, EventLog::kRecordBytes>;

void seal(Record& record) {
  put32(record, 28, wire::mcu::crc32(std::span<const std::uint8_t>(record).first(28)));
}

bool is_sealed(const Record& record) {
  return get32(record, 28) == wire::mcu::crc32(std::span<const std::uint8_t>(record).first(28));
}

}  // namespace

std::optional<EventLog::Header> EventLog::read_header(std::uint32_t page) const {
  Record octets;
  flash_.read(address(page), octets);
  if (get32(octets, 0) != kMagic || !is_sealed(octets)) return std::nullopt;
  return Header{get32(octets, 4), get32(octets, 8), get32(octets, 12)};
}

std::optional<Event> EventLog::read_record(std::uint32_t page, std::uint32_t place) const {
  Record octets;
  flash_.read(address(page) + kHeaderBytes + place * kRecordBytes, octets);
  if (!is_sealed(octets)) return std::nullopt;
  Event event;
  event.seq = get32(octets, 0);
  event.boot = get32(octets, 16) >> 16U;
  event.uptime_s = get32(octets, 4);
  event.utc_s = get32(octets, 8);
  event.value = get32(octets, 12);
  event.kind = static_cast<std::uint16_t>(get32(octets, 16) & 0xFFFFU);
  return event;
}

bool EventLog::is_blank(std::uint32_t page, std::uint32_t place) const {
  Record octets;
  flash_.read(address(page) + kHeaderBytes + place * kRecordBytes, octets);
  return std::all_of(octets.begin(), octets.end(), [](std::uint8_t octet) { return octet == 0xFF; });
}

void EventLog::open() {
  std::optional<Header> newest;
  for (std::uint32_t page = 0; page < pages_; ++page) {
    const auto header = read_header(page);
    if (!header || (newest && header->turn <= newest->turn)) continue;
    newest = header;
    page_ = page;
  }
  if (!newest) return;
  turn_ = newest->turn;
  erasures_ = newest->erasures;
  next_seq_ = newest->first_seq;
  scan_page(page_);
  if (next_seq_ == newest->first_seq && turn_ > 1) {
    // A page was begun and the supply went: the boot number stands at the end of the page before.
    const std::uint32_t before = (page_ + pages_ - 1) % pages_;
    for (std::uint32_t place = kRecordsPerPage; place-- > 0;) {
      const auto event = read_record(before, place);
      if (!event) continue;
      boot_ = event->boot + 1;
      break;
    }
  }
}

/// Places run in order; one that is neither blank nor sealed was torn and is passed over for good.
void EventLog::scan_page(std::uint32_t page) {
  place_ = 0;
  for (std::uint32_t place = 0; place < kRecordsPerPage; ++place) {
    if (is_blank(page, place)) continue;
    place_ = place + 1;
    if (const auto event = read_record(page, place)) {
      next_seq_ = event->seq + 1;
      boot_ = event->boot + 1;
    }
  }
}

bool EventLog::start_page(std::uint32_t page) {
  const auto before = read_header(page);
  const std::uint32_t erasures = before ? before->erasures + 1 : std::max<std::uint32_t>(erasures_, 1);
  if (!flash_.erase(address(page))) return false;
  Record header{};
  put32(header, 0, kMagic);
  put32(header, 4, turn_ + 1);
  put32(header, 8, next_seq_);
  put32(header, 12, erasures);
  seal(header);
  if (!flash_.program(address(page), header)) return false;
  ++turn_;
  page_ = page;
  place_ = 0;
  erasures_ = erasures;
  return true;
}

bool EventLog::append(Event event) {
  if (place_ >= kRecordsPerPage && !start_page(turn_ == 0 ? 0 : (page_ + 1) % pages_)) return false;
  Record octets{};
  put32(octets, 0, next_seq_);
  put32(octets, 4, event.uptime_s);
  put32(octets, 8, event.utc_s);
  put32(octets, 12, event.value);
  put32(octets, 16, (event.boot << 16U) | event.kind);
  seal(octets);
  const std::uint32_t place = place_++;
  if (!flash_.program(address(page_) + kHeaderBytes + place * kRecordBytes, octets)) return false;
  ++next_seq_;
  return true;
}

std::uint32_t EventLog::oldest_seq() const {
  std::uint32_t oldest = next_seq_;
  for (std::uint32_t page = 0; page < pages_; ++page) {
    if (const auto header = read_header(page)) oldest = std::min(oldest, header->first_seq);
  }
  return oldest;
}

std::optional<Event> EventLog::read(std::uint32_t seq) const {
  for (std::uint32_t page = 0; page < pages_; ++page) {
    const auto header = read_header(page);
    if (!header || seq < header->first_seq || seq - header->first_seq >= kRecordsPerPage) continue;
    // Torn places push a record back, never forward.
    for (std::uint32_t place = seq - header->first_seq; place < kRecordsPerPage; ++place) {
      const auto event = read_record(page, place);
      if (event && event->seq == seq) return event;
    }
  }
  return std::nullopt;
}

}  // namespace sb::fw
