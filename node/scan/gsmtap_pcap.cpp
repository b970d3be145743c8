#include "node/scan/gsmtap_pcap.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <ostream>
#include <string>

namespace sb::node {
namespace {

// libpcap's file format, in this machine's byte order as its magic number tells.
constexpr std::uint32_t kPcapMagic = 0xA1B2C3D4;
constexpr std::uint32_t kLinkTypeRaw = 101;
constexpr std::uint32_t kLongestPacket = 65535;

// gsmtap.h of libosmocore: version 2, four words of header.
constexpr std::uint16_t kGsmtapPort = 4729;
constexpr std::uint8_t kTypeLteRrc = 0x0D;
enum class SubType : std::uint8_t { kBcchBch = 4, kBcchDlSch = 5 };
constexpr std::uint32_t kArfcnMask = 0x3FFF;

constexpr std::size_t kIpBytes = 20, kUdpBytes = 8, kGsmtapBytes = 16;

/// Network byte order.
class Packet {
 public:
  Packet& u8(unsigned value) {
    octets_ += static_cast<char>(value);
    return *this;
  }
  Packet& u16(unsigned value) { return u8(value >> 8U & 0xFFU).u8(value & 0xFFU); }
  Packet& u32(std::uint32_t value) { return u16(value >> 16U).u16(value & 0xFFFFU); }
  Packet& add(std::span<const std::uint8_t> octets) {
    octets_.append(octets.begin(), octets.end());
    return *this;
  }
  const std::string& octets() const { return octets_; }

 private:
  std::string octets_;
};

/// One's complement sum of RFC 791 over the header as it stands.
unsigned checksum(const std::string& header) {
  unsigned sum = 0;
  for (std::size_t i = 0; i + 1 < header.size(); i += 2) {
    sum += static_cast<unsigned>(static_cast<unsigned char>(header[i])) << 8U |
           static_cast<unsigned char>(header[i + 1]);
  }
  while (sum > 0xFFFFU) sum = (sum & 0xFFFFU) + (sum >> 16U);
  return ~sum & 0xFFFFU;
}

Packet ip_header(std::size_t length, unsigned identification, unsigned sum) {
  constexpr std::uint32_t kHere = 0x7F000001;  // 127.0.0.1
  constexpr unsigned kUdp = 17, kTimeToLive = 64;
  Packet p;
  p.u8(0x45).u8(0).u16(static_cast<unsigned>(length)).u16(identification).u16(0);
  p.u8(kTimeToLive).u8(kUdp).u16(sum).u32(kHere).u32(kHere);
  return p;
}

std::uint8_t whole_decibels(float value) {
  const float kept = std::isfinite(value) ? std::clamp(std::round(value), -128.0F, 127.0F) : 0.0F;
  return static_cast<std::uint8_t>(static_cast<std::int8_t>(kept));
}

std::string packet_of(const dsp::CellEvidence& cell, SubType sub_type,
                      std::span<const std::uint8_t> message) {
  const std::size_t length = kIpBytes + kUdpBytes + kGsmtapBytes + message.size();
  const std::uint32_t channel = cell.channel.value_or(0);
  Packet p = ip_header(length, cell.physical_id, checksum(ip_header(length, cell.physical_id, 0).octets()));
  p.u16(kGsmtapPort).u16(kGsmtapPort).u16(static_cast<unsigned>(length - kIpBytes)).u16(0);
  p.u8(2).u8(kGsmtapBytes / 4).u8(kTypeLteRrc).u8(0).u16(channel <= kArfcnMask ? channel : 0);
  p.u8(0).u8(whole_decibels(cell.snr_db)).u32(cell.sfn.value_or(0));
  p.u8(static_cast<std::uint8_t>(sub_type)).u8(0).u8(0).u8(0);
  return p.add(message).octets();
}

template <typename T>
void put(std::ostream& out, T value) {
  out.write(reinterpret_cast<const char*>(&value), sizeof value);
}

class PcapFile {
 public:
  explicit PcapFile(std::ostream& out) : out_(out) {
    put(out_, kPcapMagic);
    put<std::uint16_t>(out_, 2);  // version 2.4
    put<std::uint16_t>(out_, 4);
    put<std::uint32_t>(out_, 0);  // times are UTC ...
    put<std::uint32_t>(out_, 0);  // ... to a microsecond
    put(out_, kLongestPacket);
    put(out_, kLinkTypeRaw);
  }
  void add(double at_s, const std::string& packet) {
    const double micros = std::round(std::max(at_s, 0.0) * 1e6);
    const auto whole = static_cast<std::uint64_t>(micros);
    put(out_, static_cast<std::uint32_t>(whole / 1'000'000));
    put(out_, static_cast<std::uint32_t>(whole % 1'000'000));
    put(out_, static_cast<std::uint32_t>(packet.size()));
    put(out_, static_cast<std::uint32_t>(packet.size()));
    out_.write(packet.data(), static_cast<std::streamsize>(packet.size()));
  }

 private:
  std::ostream& out_;
};

}  // namespace

void write_gsmtap_pcap(std::span<const dsp::CellEvidence> cells, std::ostream& out) {
  PcapFile file(out);
  for (const dsp::CellEvidence& cell : cells) {
    if (cell.rat != dsp::Rat::kLte) continue;
    const auto add = [&](SubType sub_type, std::span<const std::uint8_t> message) {
      if (!message.empty()) file.add(cell.first_s, packet_of(cell, sub_type, message));
    };
    add(SubType::kBcchBch, cell.master_information);
    add(SubType::kBcchDlSch, cell.system_information);
    for (const auto& message : cell.further_system_information) add(SubType::kBcchDlSch, message);
  }
}

}  // namespace sb::node
